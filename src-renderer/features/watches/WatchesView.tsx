import { useEffect, useState } from 'react'
import type { WatchId, WatchView } from '#shared/watch'
import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { AddWatch } from './AddWatch'
import { useWatches } from './use-watches'
import { WatchRow, watchGrid } from './WatchRow'

/** Folders whose new files are sent by themselves: what each of them is for, and what became of its files. */
export function WatchesView() {
  const { list, failure, put, drop } = useWatches()
  const [adding, setAdding] = useState(false)
  const [openId, setOpenId] = useState<WatchId | null>(null)
  const isWanted = useStore((store) => store.watchToAdd)
  const add = () => {
    setAdding(true)
    setOpenId(null)
  }
  useEffect(() => {
    if (!isWanted) return
    setAdding(true)
    setOpenId(null)
    useStore.getState().watchAdded()
  }, [isWanted])
  const toOpen = useStore((store) => store.watchToOpen)
  useEffect(() => {
    if (toOpen === null) return
    setAdding(false)
    setOpenId(toOpen)
    useStore.getState().watchOpened()
  }, [toOpen])
  const isEmpty = list?.length === 0 && !adding
  return (
    <>
      <TopBar title="Watch folders">
        <span className="flex-1" />
        <Button icon="new" look={adding || openId ? 'default' : 'primary'} disabled={adding} onClick={add}>
          Watch a folder
        </Button>
      </TopBar>
      {failure !== null && (
        <Banner hue="dead" icon="invalid" title="The watched folders could not be read.">
          {failure}
        </Banner>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
        {isEmpty ? (
          <EmptyState title="No folder is watched.">
            <p className="max-w-[460px]">
              Files that appear in a watched folder are sent by a saved template, and their results are written beside
              them. Each file costs what its prompts cost, so nothing is watched until you say so.
            </p>
          </EmptyState>
        ) : (
          <section aria-labelledby="watches-heading" className="max-w-[1640px]">
            <div className="flex min-h-11 flex-wrap items-center gap-x-2.5 py-1">
              <h2 id="watches-heading" className="text-[13.5px] font-semibold">
                Folders
              </h2>
              <p className="text-xs text-ink-3">
                Watched while Trilane runs. What comes while it is closed is taken at its next start.
              </p>
            </div>
            {adding && (
              <AddWatch
                onCancel={() => setAdding(false)}
                onSaved={(saved) => {
                  put(saved)
                  setAdding(false)
                  setOpenId(saved.id)
                }}
              />
            )}
            {list !== null && list.length > 0 && (
              <Table list={list} openId={openId} onOpen={setOpenId} put={put} drop={drop} />
            )}
          </section>
        )}
      </div>
    </>
  )
}

type TableProps = Pick<ReturnType<typeof useWatches>, 'put' | 'drop'> & {
  readonly list: readonly WatchView[]
  readonly openId: WatchId | null
  readonly onOpen: (id: WatchId | null) => void
}

function Table({ list, openId, onOpen, put, drop }: TableProps) {
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong">
      <div aria-hidden className={`${watchGrid} h-[26px] bg-chrome text-2xs font-medium text-ink-3`}>
        <span />
        <span>Folder</span>
        <span>Sent as</span>
        <span>Now</span>
        <span />
        <span />
      </div>
      <ul aria-label="Watched folders">
        {list.map((watch) => (
          <WatchRow
            key={watch.id}
            watch={watch}
            open={openId === watch.id}
            onToggle={() => onOpen(openId === watch.id ? null : watch.id)}
            onChanged={put}
            onRemoved={() => drop(watch.id)}
          />
        ))}
      </ul>
    </div>
  )
}
