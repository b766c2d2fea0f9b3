import { useState } from 'react'
import type { DeadGroup } from '#shared/overview'
import type { TaskId } from '#shared/task'
import { formatCount } from '../../format'
import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { SkeletonRows } from '../../ui/Skeleton'
import { GroupLetters } from './GroupLetters'
import { GroupList } from './GroupList'
import { LetterFilter } from './LetterFilter'
import { NothingDead } from './NothingDead'

type Editing = { readonly id: TaskId; readonly group: DeadGroup }

/** What the app has given up on, by cause: to be read, edited, requeued or discarded. */
export function DeadLettersView() {
  const known = useStore((store) => store.overview !== null)
  const groups = useStore((store) => store.overview?.deadGroups)
  const dead = useStore((store) => store.overview?.counts.dead ?? 0)
  const lastHour = useStore((store) => store.overview?.deadLastHour ?? 0)
  const [chosen, setChosen] = useState<string | null>(null)
  const [filterText, setFilterText] = useState('')
  const [editing, setEditing] = useState<Editing | null>(null)
  const wanted = groups?.find(({ key }) => key === (editing?.group.key ?? chosen))
  // The editor stays, with its group, also when that group's last letter was requeued from elsewhere.
  const group = wanted ?? editing?.group ?? groups?.[0]

  const choose = (key: string) => {
    const { clearSelection, setCursor } = useStore.getState()
    clearSelection()
    setCursor(null)
    setEditing(null)
    setChosen(key)
  }

  return (
    <section aria-label="Dead letters" className="flex min-h-0 flex-1 flex-col">
      <TopBar title="Dead letters">
        {dead > 0 && <span className="tn font-semibold text-dead">{formatCount(dead)}</span>}
        {lastHour > 0 && (
          <span className="ml-1 truncate text-xs text-ink-3">{formatCount(lastHour)} new in the last hour</span>
        )}
        <span className="flex-1" />
        {group && <LetterFilter text={filterText} onChange={setFilterText} />}
      </TopBar>
      {!known && <SkeletonRows count={8} />}
      {known && !group && <NothingDead />}
      {group && (
        <div className="grid min-h-0 flex-1 grid-cols-[clamp(200px,30%,300px)_minmax(0,1fr)]">
          <GroupList chosen={group.key} onChoose={choose} />
          <GroupLetters
            key={group.key}
            group={group}
            filterText={filterText}
            editing={editing?.id ?? null}
            onEdit={(id) => setEditing(id === null ? null : { id, group })}
            onClearFilter={() => setFilterText('')}
          />
        </div>
      )}
    </section>
  )
}
