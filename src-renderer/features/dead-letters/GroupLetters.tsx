import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { LetterAction } from '#shared/bulk'
import { isNarrowed } from '#shared/filter'
import type { DeadGroup } from '#shared/overview'
import type { PromptEdit } from '#shared/prompt-edit'
import type { EpochMs, TaskId } from '#shared/task'
import type { Filter, ViewQuery } from '#shared/view'
import { useProvidedActions } from '../../actions/provided'
import { clock } from '../../clock'
import { isTyping } from '../../platform'
import { useStore } from '../../state/store'
import { useView } from '../../state/use-view'
import { parseFilter } from '../queue/parse-filter'
import { SearchNote } from '../queue/SearchNote'
import { ActionBar } from './ActionBar'
import { proposalFor } from './advice'
import { BulkBar } from './BulkBar'
import { chosenLetters, type Scope } from './chosen'
import { GroupHeader } from './GroupHeader'
import { LetterDetail } from './LetterDetail'
import { LetterEditor } from './LetterEditor'
import { LettersTable } from './LettersTable'
import { letterActions } from './letter-actions'
import { type LetterActions, letterKey, toLetters } from './letter-keys'
import { focusedRow, letterToEdit, openInQueue } from './letters'
import { NewLetters } from './NewLetters'
import { ProbeSteps } from './ProbeSteps'
import { begin, type FirstField, type Form, leave, usePending } from './pending'
import { isProbing, probe, useProbe } from './probes'
import { snoozeUntil } from './snooze-times'
import { countIn, type Section } from './use-groups'
import { useKeys } from './use-keys'

type GroupLettersProps = {
  readonly group: DeadGroup
  readonly section: Section
  readonly filterText: string
  readonly editing: TaskId | null
  readonly onEdit: (id: TaskId | null) => void
  readonly onClearFilter: () => void
}

/** No letter is of it: what a filter with a word that cannot hold shows, so that nothing else is taken for what was asked. */
const nothing: Filter = { text: '', state: 'succeeded' }

/** One cause: what it is, its letters, and the one at the cursor in full; or that one in the editor. */
export function GroupLetters({ group, section, filterText, editing, onEdit, onClearFilter }: GroupLettersProps) {
  const { query, problem, isFiltered, showNew } = useLetters(group, section, filterText)
  useView(query)
  useEffect(() => useStore.getState().setCursor(null), [])
  const pending = usePending((store) => store.pending)
  const sent = useProbe(group.key)
  const proposal = proposalFor(group)
  const choosing = useRef(false) // main reads which letters are meant: a key that follows is for what opens then
  const hasSteps = section === 'open' && (proposal === 'probe' || sent !== null)

  const start = async (form: Form, scope: Scope, action: LetterAction | null, first?: FirstField) => {
    if (problem !== null || choosing.current) return // letters that were picked before are not on screen
    choosing.current = true
    const asked = await chosenLetters(scope).finally(() => {
      choosing.current = false
    })
    if (asked) await begin(form, asked, action, first)
  }
  const sendOne = () => {
    const letter = focusedRow()
    if (problem === null && letter && !(sent && isProbing(sent))) void probe(group.key, letter)
  }
  const all = (form: Form, action: LetterAction | null, first?: FirstField) => {
    useStore.getState().clearSelection()
    void start(form, 'group', action, first)
  }
  const actions: LetterActions = {
    requeue: (scope) => void start('requeue', scope, { kind: 'requeue' }),
    requeueAll: () => all('requeue', { kind: 'requeue' }),
    edit: () => problem === null && onEdit(letterToEdit()),
    editMany: (scope) => void start('many', scope, null),
    otherTarget: (scope) => void start('target', scope, null),
    discard: (scope) => void start('discard', scope, { kind: 'discard', reason: '' }),
    snooze: (scope) =>
      section === 'snoozed'
        ? void start('requeue', scope, { kind: 'snooze', until: null })
        : void start('snooze', scope, { kind: 'snooze', until: snoozeUntil('tomorrow', clock.now(1_000)) }),
    label: (scope) => void start('label', scope, null),
    note: (scope) => void start('note', scope, null),
    probe: sendOne,
    advised() {
      switch (proposal) {
        case 'open_provider':
          return useStore.getState().openProvider(group.providerId ?? '')
        case 'requeue':
          return actions.requeueAll()
        case 'edit':
          return countIn(group, section) === 1 ? actions.edit() : all('many', null)
        case 'shorten':
          return all('many', null)
        case 'other_model':
          return all('target', null)
        case 'longer_limit':
          return all('target', null, 'seconds')
        case 'raise_output':
          return all('target', null, 'tokens')
        case 'probe':
          return sendOne()
        case 'requeue_needed':
          return openInQueue()
        case 'discard':
          return all('discard', { kind: 'discard', reason: '' })
      }
    },
    showNew,
    pickNone: () => useStore.getState().clearSelection(),
  }
  useProvidedActions(editing !== null || pending ? [] : letterActions(group, actions))
  useKeys((event) => {
    if (editing !== null) return false
    if (choosing.current) return true
    if (pending && (!pending.progress || event.key === 'Escape')) {
      if (event.key !== 'Escape' || isTyping(event.target)) return false
      leave()
      return true
    }
    return !isTyping(event.target) && letterKey(event, actions)
  })

  if (editing !== null) {
    const applySame = (edit: PromptEdit) => {
      onEdit(null)
      all('requeue', { kind: 'requeue', edit })
    }
    return <LetterEditor key={editing} id={editing} group={group} onOpen={onEdit} onApply={applySame} />
  }
  return (
    // It scrolls only where a low window has no room for the least of its parts: what a probe came to may take a line more.
    <div data-letters className="@container flex min-h-0 min-w-0 flex-col overflow-y-auto">
      <GroupHeader
        group={group}
        section={section}
        proposal={hasSteps || pending || section === 'snoozed' ? null : proposal}
        onPropose={actions.advised}
      >
        {hasSteps && <ProbeSteps group={group} probe={sent} onProbe={sendOne} />}
      </GroupHeader>
      {pending && pending.form !== 'many' ? (
        <ActionBar key={pending.id} pending={pending} />
      ) : (
        <BulkBar section={section} isOff={problem !== null} actions={actions} />
      )}
      {problem === null && <SearchNote />}
      <NewLetters
        onShow={() => {
          showNew()
          toLetters()
        }}
      />
      <LettersTable
        count={group.count}
        isFiltered={isFiltered}
        problem={problem}
        onEdit={onEdit}
        onClearFilter={onClearFilter}
      />
      <LetterDetail gives={pending?.form === 'target'} />
    </div>
  )
}

/** Which letters are listed: those of the section as they were when it was opened, or since the new ones were asked for. */
function useLetters(group: DeadGroup, section: Section, filterText: string) {
  const typed = useDeferredValue(filterText)
  const [until, setUntil] = useState<EpochMs>(() => Math.max(Date.now(), group.lastAt))
  const { filter, problem } = useMemo(() => {
    const parsed = parseFilter(typed)
    return parsed.problem === null ? parsed : { ...parsed, filter: nothing }
  }, [typed])
  // A condition on every letter makes a search of the list, so it is only asked for where a letter is put away.
  const snoozed = section === 'snoozed' ? true : (group.snoozed ?? 0) > 0 ? false : undefined
  const query = useMemo(
    (): ViewQuery => ({
      ...{ kind: 'list', batchId: null, tab: 'dead', group: group.key },
      filter: snoozed === undefined ? filter : { ...filter, snoozed },
      ...(section === 'open' ? { until } : {}),
    }),
    [group.key, filter, snoozed, section, until],
  )
  const showNew = () => {
    const { clearSelection, setCursor } = useStore.getState()
    clearSelection()
    setCursor(null)
    setUntil(Math.max(Date.now(), group.lastAt))
  }
  const isEmpty = useStore(({ body }) => body?.kind === 'list' && body.total === 0 && (body.newer ?? 0) > 0)
  const latest = useRef(showNew)
  useEffect(() => {
    latest.current = showNew
  })
  useEffect(() => {
    if (isEmpty) latest.current() // all that was listed is dealt with
  }, [isEmpty])
  return { query, problem, isFiltered: isNarrowed(filter), showNew }
}
