import { type LetterAction, mostParts, type SkipReason } from '#shared/bulk'
import { type LetterMarks, noMarks } from '#shared/letters'
import { type LlmRequest, promptOf, withPrompt } from '#shared/request'
import { assertNever } from '#shared/result'
import { type StateKind, stateKinds, type TaskId, type TaskView } from '#shared/task'
import type { LetterChange, LetterStep } from '#shared/work'
import { type CountTokens, createEditor, type Edited, type Editor } from './edit-prompts'
import { withMaxOutput } from './limit-answer'
import { inParts, inPartsOf } from './split'
import { type By, inState, whatChanged } from './what-changed'

/** A task as it was frozen: the version that was seen. */
export type Frozen = { readonly id: TaskId; readonly version: number }
export type Target = { readonly providerId: string; readonly model: string }
type Parts = {
  readonly tasks: (ids: readonly TaskId[]) => TaskView[]
  readonly request: (id: TaskId, revision: number) => LlmRequest
  readonly lastTo: (id: TaskId, version: number) => By
  /** Null where there is no such provider, or it has no model. */
  readonly target: (wish: { providerId: string; model?: string | undefined }) => Target | null
  readonly countTokens: CountTokens
  /** Whether it needs other tasks, or others need it. */
  readonly isLinked: (id: TaskId) => boolean
}
/** What one task's part of an action is. `request`: what it would ask, read where the action needs it. */
export type Prepared = {
  readonly step: LetterStep
  readonly task: TaskView | undefined
  readonly request?: LlmRequest
  readonly target?: Target
  readonly edited?: Edited
  readonly parts?: readonly LlmRequest[] // of one that is split
}
export type Prepare = (frozen: readonly Frozen[], options?: { readonly withRequest?: boolean }) => Promise<Prepared[]>

const letters: readonly StateKind[] = ['dead', 'cancelled']
const able: Readonly<Record<LetterAction['kind'], readonly StateKind[]>> = {
  requeue: letters,
  edit: letters,
  discard: ['dead'],
  split: ['dead'],
  snooze: ['dead'],
  annotate: stateKinds,
}
const only: Readonly<Record<LetterAction['kind'], string>> = {
  requeue: 'only dead letters and cancelled tasks are requeued',
  edit: 'only dead letters and cancelled tasks are edited',
  discard: 'only dead letters are discarded',
  split: 'only dead letters are split',
  snooze: 'only dead letters are put away',
  annotate: '',
}

/**
 * What an action is for each task of it, in slices: nothing is changed here. Who runs it hands the steps to the store, which looks at each
 * version once more. @throws CommandError 'bad_request' for a pattern that is no regular expression
 */
export function createPrepare(action: LetterAction, parts: Parts): Prepare {
  const edit = action.kind === 'requeue' || action.kind === 'edit' ? action.edit : undefined
  const editor: Editor | null = edit ? createEditor(edit, parts.countTokens) : null
  const maxOutput = action.kind === 'requeue' ? action.limits?.maxOutputTokens : undefined

  const pass = (id: TaskId, reason: SkipReason, detail: string): LetterStep => ({ id, reason, detail })

  /** Why nothing can be done to it, or the task. */
  function eligible({ id, version }: Frozen, task: TaskView | undefined): LetterStep | TaskView {
    if (!task) return pass(id, 'gone', 'It is not in the store any more.')
    if (task.version !== version) return pass(id, 'moved_on', whatChanged(task, parts.lastTo(id, version)))
    const { kind } = task.state
    if (!able[action.kind].includes(kind)) return pass(id, 'wrong_state', `It ${inState(kind)}: ${only[action.kind]}.`)
    if (action.kind === 'requeue' && task.state.kind === 'dead' && task.state.failure.code === 'blocked')
      return pass(id, 'blocked', task.state.failure.message)
    if (action.kind === 'split' && parts.isLinked(id))
      return pass(id, 'wrong_state', 'It needs other tasks, or others need it: its parts could not take its place.')
    return task
  }

  function targetOf(task: TaskView): Target | null | undefined {
    if (action.kind !== 'requeue') return undefined
    const { providerId, model } = action
    if (providerId === undefined && model === undefined) return undefined
    if (providerId === undefined && model !== undefined) return parts.target({ providerId: task.providerId, model })
    return parts.target({ providerId: providerId ?? task.providerId, model })
  }

  function changeOf(task: TaskView, target: Target | undefined, edited: LlmRequest | undefined): LetterChange | null {
    const { lane, limits: rules } = action.kind === 'requeue' ? action : {}
    const marks = task.letter ?? noMarks
    switch (action.kind) {
      case 'requeue': {
        const { maxOutputTokens: _, ...limits } = rules ?? {}
        const own = Object.keys(limits).length === 0 ? {} : { marks: { limits: { ...marks.limits, ...limits } } }
        return { to: 'queued', edited, gate: target, lane, ...own }
      }
      case 'edit':
        return { to: null, edited }
      case 'discard':
        return { to: 'cancelled', ...(action.reason === '' ? {} : { marks: { discardedFor: action.reason } }) }
      case 'split':
        return null // see splitOf
      case 'snooze':
        return marks.snoozedUntil === action.until ? null : { to: null, marks: { snoozedUntil: action.until } }
      case 'annotate': {
        const some: Partial<LetterMarks> = {
          ...(action.label === undefined ? {} : { label: action.label }),
          ...(action.note === undefined ? {} : { note: action.note }),
        }
        const isSame = Object.entries(some).every(([name, value]) => marks[name as 'label' | 'note'] === value)
        return isSame ? null : { to: null, marks: some }
      }
      default:
        return assertNever(action)
    }
  }

  function splitOf(task: TaskView, request: LlmRequest | undefined, texts: readonly string[] | undefined): Prepared {
    const { id, providerId, model } = task
    if (!request || !texts) throw new Error(`task ${id} was not read`)
    if (texts.length < 2) return { task, step: pass(id, 'unchanged', 'Its prompt is no longer than that.') }
    if (texts.length > mostParts)
      return { task, step: pass(id, 'impossible', `Its prompt would be more than ${mostParts} parts.`) }
    const made = texts.map((text) => withPrompt(request, text))
    if (made.some((each, at) => promptOf(each) !== texts[at])) return { task, step: pass(id, 'impossible', noPrompt) }
    const change: LetterChange = { to: 'cancelled', parts: made }
    return { task, step: { task, change }, parts: made, target: { providerId, model } }
  }

  function stepOf(
    task: TaskView,
    request: LlmRequest | undefined,
    edited: Edited | undefined,
    split: readonly string[] | undefined,
  ): Prepared {
    const { id } = task
    if (edited && edited.kind !== 'changed') {
      const [reason, detail] = notEdited(edited)
      return { task, edited, step: pass(id, reason, detail) }
    }
    if (action.kind === 'split') return splitOf(task, request, split)
    const target = targetOf(task)
    if (target === null)
      return { task, step: pass(id, 'no_target', 'There is no such provider, or it has no default model.') }
    const asked = edited?.request ?? request
    const limited = asked && maxOutput !== undefined ? withMaxOutput(asked, maxOutput) : asked
    if (limited === null) return { task, step: pass(id, 'impossible', noLimit) }
    const isOther =
      edited !== undefined || (request !== undefined && JSON.stringify(limited) !== JSON.stringify(request))
    const change = changeOf(task, target, isOther ? limited : undefined)
    if (!change) return { task, step: pass(id, 'unchanged', 'It is so already.') }
    return {
      ...{ task, step: { task, change } },
      ...(limited ? { request: limited } : {}),
      ...(edited ? { edited } : {}),
      target: target ?? { providerId: task.providerId, model: task.model },
    }
  }

  const partsOf = (
    { task, request }: { task: TaskView; request: LlmRequest },
    { unit, limit }: Extract<LetterAction, { kind: 'split' }>,
  ): Promise<string[]> =>
    unit === 'characters'
      ? Promise.resolve(inParts(promptOf(request), limit))
      : inPartsOf(promptOf(request), limit, async (text) => (await parts.countTokens([text], task.model)).tokens)

  return async (frozen, { withRequest = false } = {}) => {
    const known = new Map(parts.tasks(frozen.map(({ id }) => id)).map((task) => [task.id, task] as const))
    const found = frozen.map((each) => eligible(each, known.get(each.id)))
    const readsRequest = withRequest || editor !== null || maxOutput !== undefined || action.kind === 'split'
    const asks = found.map((each) =>
      'state' in each && readsRequest ? { task: each, request: parts.request(each.id, each.revision) } : null,
    )
    const editable = asks.flatMap((each) => each ?? [])
    const edits = editor ? await editor(editable.map(({ task, request }) => ({ request, model: task.model }))) : []
    const editOf = new Map(editable.map(({ task }, at) => [task.id, edits[at]] as const))
    const splits = action.kind === 'split' ? await Promise.all(editable.map((each) => partsOf(each, action))) : []
    const splitInto = new Map(editable.map(({ task }, at) => [task.id, splits[at]] as const))
    return found.map((each, at): Prepared => {
      if (!('state' in each)) return { step: each, task: known.get(frozen[at]?.id ?? (0 as TaskId)) }
      return stepOf(each, asks[at]?.request, editOf.get(each.id), splitInto.get(each.id))
    })
  }
}

const noLimit = 'Its request names no limit of its answer that could be changed.'
const noPrompt = 'Its request is sent word for word and has no prompt that could be split.'

function notEdited(edited: Exclude<Edited, { kind: 'changed' }>): [SkipReason, string] {
  if (edited.kind === 'unchanged') return ['unchanged', 'The edit changes nothing in its prompt.']
  if (edited.kind === 'empty') return ['empty', 'Nothing would be left of its prompt.']
  return ['impossible', edited.why]
}
