import { useState } from 'react'
import { settled, total } from '#shared/batch'
import { formatCount, formatTime } from '../../format'
import { scopeCounts } from '../../state/scope'
import { useStore } from '../../state/store'
import { exportResults } from '../../state/work'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { DragChip } from '../batch/DragChip'

/** Nothing is left to do: how many there were, since when, what a person may still look at, and the results as a file. */
export function DoneBanner() {
  const counts = useStore(scopeCounts)
  const at = useStore((store) => {
    const section = store.body?.kind === 'live' ? store.body.sections.find(({ key }) => key === 'finished') : undefined
    const last = section?.order[0]
    const state = last === undefined ? undefined : store.rows.get(last)?.state
    return state && 'settledAt' in state ? state.settledAt : null
  })
  const live = useStore((store) => store.tab === 'live')
  const batch = useStore(({ overview, batchId }) => overview?.batches.find(({ id }) => id === batchId))
  const goTo = useStore((store) => store.goTo)
  const all = total(counts)
  if (!live || all === 0 || settled(counts) < all || at === null) return null
  const { dead } = counts
  return (
    <Banner
      hue="plain"
      icon="check"
      title={`All ${formatCount(all)} done at ${formatTime(at)}.`}
      action={
        <>
          {dead > 0 && (
            <Button size="sm" look="ghost" onClick={() => goTo('dead')}>
              Triage
            </Button>
          )}
          <Compare />
          {batch && <DragChip batch={batch} />}
          <Export />
        </>
      }
    >
      {dead === 0 ? 'Nothing needs you.' : `${formatCount(dead)} ${dead === 1 ? 'letter' : 'letters'} left.`}
    </Banner>
  )
}

/** To the answers beside each other, of a batch with several variants. */
function Compare() {
  const batch = useStore(({ overview, batchId }) => overview?.batches.find(({ id }) => id === batchId))
  if (!batch?.variants) return null
  return (
    <Button size="sm" icon="compare" onClick={() => useStore.getState().openCompare(batch.id)}>
      Compare
    </Button>
  )
}

function Export() {
  const batchId = useStore((store) => store.batchId)
  const [busy, setBusy] = useState(false)
  const name = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId)?.name)
  const run = async () => {
    if (batchId !== null) return useStore.getState().openExport({ source: { batchId }, name: name ?? '' })
    if (busy) return
    setBusy(true)
    await exportResults(batchId)
    setBusy(false)
  }
  return (
    <Button size="sm" icon="export" aria-disabled={busy} onClick={() => void run()}>
      {busy ? 'Exporting…' : 'Export'}
    </Button>
  )
}
