import { useEffect, useState } from 'react'
import type { DeadGroup } from '#shared/overview'
import type { TaskId } from '#shared/task'
import { formatCount } from '../../format'
import { TopBar } from '../../frame/TopBar'
import { isTyping } from '../../platform'
import { openLetters } from '../../state/open-letters'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { SkeletonRows } from '../../ui/Skeleton'
import { CutOff } from '../letter-actions/CutOff'
import { RulesButton } from '../rules/RulesButton'
import { EditManySheet } from './EditManySheet'
import { exportAll } from './export-letters'
import { GroupLetters } from './GroupLetters'
import { GroupList } from './GroupList'
import { LetterFilter } from './LetterFilter'
import { toGroups } from './letter-keys'
import { NothingDead } from './NothingDead'
import { follow, forget } from './pending'
import { Releases } from './Releases'
import { type Section, useChosen, useGroups } from './use-groups'

type Editing = { readonly id: TaskId; readonly group: DeadGroup }

/** What the app has given up on, by cause: to be read, edited, requeued or discarded. */
export function DeadLettersView() {
  const known = useStore((store) => store.overview !== null)
  const open = useStore(openLetters)
  const snoozed = useStore((store) => store.overview?.deadSnoozed ?? 0)
  const lastHour = useStore((store) => store.overview?.deadLastHour ?? 0)
  const [section, setSection] = useState<Section>('open')
  const [isHeld, setHeld] = useState(false)
  const groups = useGroups(section, isHeld)
  const [chosen, setChosen] = useChosen(groups)
  const [filterText, setFilterText] = useState('')
  const [editing, setEditing] = useState<Editing | null>(null)
  // The editor stays, with its group, also when that group's last letter was requeued from elsewhere.
  const group = editing ? (groups.find(({ key }) => key === editing.group.key) ?? editing.group) : chosen

  useEffect(follow, [])
  useEffect(() => forget, [])
  const isThere = group !== undefined
  useEffect(() => {
    const { activeElement } = document
    const isElsewhere = activeElement !== null && document.querySelector('main')?.contains(activeElement) === true
    if (isThere && !isElsewhere && !isTyping(activeElement) && !document.querySelector('[role=dialog]')) toGroups()
  }, [isThere])

  const leaveLetters = () => {
    const { clearSelection, setCursor } = useStore.getState()
    clearSelection()
    setCursor(null)
    setEditing(null)
    forget()
  }
  const choose = (key: string) => {
    if (key === group?.key) return
    leaveLetters()
    setChosen(key)
  }
  const goToSection = (next: Section) => {
    leaveLetters()
    setChosen(null)
    setSection(next)
  }

  return (
    <section aria-label="Dead letters" className="flex min-h-0 flex-1 flex-col">
      <TopBar title="Dead letters">
        {open > 0 && <span className="tn font-semibold text-dead">{formatCount(open)}</span>}
        {lastHour > 0 && (
          <span className="ml-1 truncate text-xs text-ink-3">{formatCount(lastHour)} new in the last hour</span>
        )}
        <span className="flex-1" />
        {group && <LetterFilter text={filterText} onChange={setFilterText} />}
        <Button icon="clock" onClick={() => useStore.getState().openLetterActions()}>
          History
        </Button>
        <RulesButton />
        {group && (
          <Button icon="export" onClick={() => void exportAll()}>
            Export all
          </Button>
        )}
      </TopBar>
      {!known && <SkeletonRows count={8} />}
      {!editing && <CutOff />}
      {!editing && <Releases chosen={group?.key ?? null} onChoose={choose} />}
      {known && !group && <NothingDead section={section} snoozed={snoozed} onSection={goToSection} />}
      {group && (
        <div className="grid min-h-0 flex-1 grid-cols-[clamp(216px,30%,300px)_minmax(0,1fr)]">
          <GroupList
            groups={groups}
            chosen={group.key}
            section={section}
            onChoose={choose}
            onSection={goToSection}
            onHeld={setHeld}
          />
          <GroupLetters
            key={`${group.key} ${section}`}
            group={group}
            section={section}
            filterText={filterText}
            editing={editing?.id ?? null}
            onEdit={(id) => setEditing(id === null ? null : { id, group })}
            onClearFilter={() => setFilterText('')}
          />
        </div>
      )}
      <EditManySheet />
    </section>
  )
}
