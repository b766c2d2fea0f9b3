import { useDeferredValue, useMemo, useState } from 'react'
import { isNarrowed } from '#shared/filter'
import type { DeadGroup } from '#shared/overview'
import type { TaskId } from '#shared/task'
import type { Filter, ViewQuery } from '#shared/view'
import { useProvidedActions } from '../../actions/provided'
import { isTyping } from '../../platform'
import { useStore } from '../../state/store'
import { useView } from '../../state/use-view'
import { parseFilter } from '../queue/parse-filter'
import { SearchNote } from '../queue/SearchNote'
import { BulkBar } from './BulkBar'
import { GroupHeader } from './GroupHeader'
import { failureWords } from './group-words'
import { LetterDetail } from './LetterDetail'
import { LetterEditor } from './LetterEditor'
import { LettersTable } from './LettersTable'
import { letterActions } from './letter-actions'
import { letterKey } from './letter-keys'
import { act, focusedRow, letterToEdit, targets } from './letters'
import { ProbeSteps } from './ProbeSteps'
import { isProbing, probe, useProbe } from './probes'
import { useKeys } from './use-keys'

type GroupLettersProps = {
  readonly group: DeadGroup
  readonly filterText: string
  readonly editing: TaskId | null
  readonly onEdit: (id: TaskId | null) => void
  readonly onClearFilter: () => void
}

/** No letter is of it: what a filter with a word that cannot hold shows, so that nothing else is taken for what was asked. */
const nothing: Filter = { text: '', state: 'succeeded' }

/** One cause: what it is, its letters, and the one at the cursor in full; or that one in the editor. */
export function GroupLetters({ group, filterText, editing, onEdit, onClearFilter }: GroupLettersProps) {
  const typed = useDeferredValue(filterText)
  const { filter, problem } = useMemo(() => {
    const parsed = parseFilter(typed)
    return parsed.problem === null ? parsed : { ...parsed, filter: nothing }
  }, [typed])
  const query = useMemo(
    (): ViewQuery => ({ kind: 'list', batchId: null, tab: 'dead', group: group.key, filter }),
    [group.key, filter],
  )
  useView(query)
  const [all, setAll] = useState(false)
  const isFiltered = isNarrowed(filter)
  const everything = all && !isFiltered // all that match a filter is not something main can be asked for

  const run = (action: 'requeue' | 'discard') => {
    if (problem !== null) return // letters that were picked before are not on screen
    void act(action, targets(group.key, everything)).then((done) => done && setAll(false))
  }
  const edit = () => onEdit(letterToEdit())
  const sent = useProbe(group.key)
  const hasSteps = failureWords[group.code].forecast.likely && (group.count > 1 || sent !== null)
  const sendOne = () => {
    const letter = focusedRow()
    if (problem === null && letter && !(sent && isProbing(sent))) void probe(group.key, letter)
  }
  const requeueAll = () => {
    void act('requeue', { deadGroup: group.key, batchId: null }).then((done) => done && pickNone())
  }
  const pickNone = () => {
    setAll(false)
    useStore.getState().clearSelection()
  }
  useProvidedActions(
    editing !== null
      ? []
      : letterActions(group, {
          requeue: () => run('requeue'),
          edit,
          probe: sendOne,
          discard: () => run('discard'),
          requeueAll,
        }),
  )
  useKeys((event) => {
    if (editing !== null || isTyping(event.target)) return false
    return letterKey(event, { everything, run, edit, probe: sendOne, pickNone, pickSome: () => setAll(false) })
  })

  if (editing !== null) return <LetterEditor key={editing} id={editing} group={group} onOpen={onEdit} />
  return (
    <div className="@container flex min-h-0 min-w-0 flex-col">
      <GroupHeader group={group}>
        {hasSteps && <ProbeSteps group={group} probe={sent} onProbe={sendOne} onRequeueAll={requeueAll} />}
      </GroupHeader>
      <BulkBar
        group={group}
        isFiltered={isFiltered}
        everything={everything}
        onEverything={setAll}
        onPickNone={pickNone}
        onRun={run}
        onEdit={edit}
        onProbe={sendOne}
        onRequeueAll={requeueAll}
        hasSteps={hasSteps}
      />
      {problem === null && <SearchNote />}
      <LettersTable
        count={group.count}
        everything={everything}
        isFiltered={isFiltered}
        problem={problem}
        onPickSome={() => setAll(false)}
        onEdit={onEdit}
        onClearFilter={onClearFilter}
      />
      <LetterDetail />
    </div>
  )
}
