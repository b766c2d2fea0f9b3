import type { BulkAction, BulkId, BulkItem, BulkItemState, DryRun, LetterAction } from '#shared/bulk'
import type { Selection } from '#shared/contract'
import type { PromptEdit } from '#shared/prompt-edit'
import { CommandError } from '#shared/result'
import type { TaskDetail, TaskId, TaskView } from '#shared/task'
import { now } from '../tasks'

type Asked = { readonly selection: Selection; readonly action: LetterAction }
type Parts = {
  readonly of: string
  readonly listed: () => number
  readonly send: (action: BulkAction) => void
  readonly letters: readonly TaskView[]
  readonly detailOf: (task: TaskView) => TaskDetail
}
const cents = 10_000_000

/** Bulk actions as a made-up main process has them: they come to what they say, and change nothing. */
export function bulkCommands({ of, listed, send, letters, detailOf }: Parts) {
  let last = 0
  const actions = new Map<BulkId, BulkAction>()
  const countOf = (selection: Selection) => ('tasks' in selection ? selection.tasks.length : listed())
  const isStale = (selection: Selection) =>
    of === 'letters-stale' && 'tasks' in selection && selection.tasks.every(({ version }) => version === 1)

  function plan({ selection, action }: Asked): DryRun {
    const total = countOf(selection)
    const [first] = letters
    const out = isStale(selection) ? total : total >= 12 ? 2 : 0
    const left = total - out
    const isEdit = action.kind === 'edit' || (action.kind === 'requeue' && action.edit !== undefined)
    const edit = action.kind === 'edit' || action.kind === 'requeue' ? (action.edit ?? null) : null
    const unchanged = isEdit && total > 3 ? 3 : 0
    const example = { id: first?.id ?? (1 as TaskId), title: first?.title ?? '', detail: staleWords }
    return {
      total,
      eligible: left - unchanged,
      skipped: [
        ...(out > 0 ? [{ reason: 'moved_on' as const, n: out, examples: [example] }] : []),
        ...(unchanged > 0 ? [{ reason: 'unchanged' as const, n: unchanged, examples: [] }] : []),
      ],
      willFailAgain:
        action.kind === 'requeue' && Object.keys(action).length === 1
          ? { n: total > 20 ? left : 0, examples: [] }
          : null,
      edit: edit && {
        ...{ changed: left - unchanged, unchanged, empty: 0, impossible: 0 },
        beyondWindow: { n: total > 20 ? 1 : 0, of: left - unchanged },
        tokens: { before: 4_300_000, after: 3_600_000, sampled: true },
        examples: letters.slice(0, 3).map(({ id, title }) => exampleOf(id, title, edit)),
      },
      split:
        action.kind === 'split'
          ? {
              parts: left * 2,
              examples: letters.slice(0, 2).map(({ id, title }) => ({
                ...{ id, title },
                parts: ['You label reviews for a hardware team …', '2021-05-14  Asked about the hinge, visit 18 …'],
              })),
            }
          : null,
      cost:
        action.kind === 'requeue' || action.kind === 'split'
          ? {
              ...{ model: 'gpt-4o-mini', models: 1, calls: left, inputTokens: 120_000, outputTokens: null },
              ...{ outputFrom: null, cost: left * 12 * cents, outputPrice: null, price: 'known', unpriced: null },
              ...{ asOf: '2026-11-01', halfPrice: false, setByPerson: false, sampled: false },
            }
          : null,
    }
  }

  function made(asked: Asked): BulkAction {
    const dryRun = plan(asked)
    return {
      ...{ id: ++last as BulkId, action: asked.action, selection: {}, state: 'planned', plan: dryRun },
      ...{ createdAt: now, startedAt: null, endedAt: null, stoppedBy: null, message: null },
      ...{ total: dryRun.total, waiting: dryRun.total, done: 0, skipped: 0, failed: 0, undone: 0, kept: 0 },
    }
  }
  const known = (id: BulkId) => actions.get(id) ?? fail()
  const ended = (action: BulkAction): BulkAction => ({
    ...action,
    ...{ state: 'done', waiting: 0, done: action.plan?.eligible ?? 0, endedAt: now },
    skipped: action.total - (action.plan?.eligible ?? 0),
  })
  const keep = (action: BulkAction) => {
    actions.set(action.id, action)
    return action
  }

  return {
    previewBulk: plan,
    planBulk: (asked: Asked) => keep(made(asked)),
    runBulk: ({ id }: { id: BulkId }) => {
      const action = known(id)
      if (of !== 'letters-running') return keep(ended(action))
      send({
        ...action,
        state: 'running',
        waiting: Math.ceil(action.total * 0.6),
        done: Math.floor(action.total * 0.4),
      })
      return new Promise(() => {})
    },
    stopBulk: ({ id }: { id: BulkId }) => known(id),
    undoBulk: ({ id }: { id: BulkId }) => ({ ...known(id), state: 'undone', undone: known(id).done, done: 0 }),
    dropBulk: () => ({}),
    changeLetter: ({ id, version, action }: { id: TaskId; version: number; action: LetterAction }) => {
      const task = letters.find((each) => each.id === id) ?? fail()
      if (of === 'letters-stale' && version === 1) throw new CommandError('stale', staleWords)
      const bulk = keep(ended(made({ selection: { tasks: [{ id, version }] }, action })))
      return { task: detailOf(task), bulk }
    },
    listBulk: () => madeUpActions(of),
    getBulkItems: ({ id, state, after }: { id: BulkId; state: BulkItemState; after: number }) =>
      after > 0 ? [] : itemsOf(state, letters.slice(id * 3, id * 3 + (state === 'failed' ? 1 : 3))),
    getLetterCounts: () => ({ dead: 62, snoozed: 0, nextWakeAt: null, labels: [{ label: 'ask legal', n: 2 }] }),
  }
}

/** What was done before: some letters were left out, one could not be written, one action was cut off. */
function madeUpActions(of: string): BulkAction[] {
  const made = (id: number, minutes: number, action: LetterAction, more: Partial<BulkAction>): BulkAction => ({
    ...{ id: id as BulkId, action, selection: {}, state: 'done', plan: null, message: null, stoppedBy: null },
    ...{ createdAt: now - minutes * 60_000, startedAt: now - minutes * 60_000, endedAt: now - minutes * 60_000 },
    ...{ total: 31, waiting: 0, done: 31, skipped: 0, failed: 0, undone: 0, kept: 0 },
    ...more,
  })
  const cut = { total: 412, done: 200, waiting: 212, state: 'stopped', stoppedBy: 'crash' } as const
  return [
    ...(of === 'letters-cut' ? [made(5, 2, { kind: 'requeue' }, cut)] : []),
    made(2, 6, { kind: 'requeue', model: 'gpt-4.1' }, { done: 27, skipped: 3, failed: 1 }),
    made(3, 41, { kind: 'snooze', until: now + 18 * 3_600_000 }, { total: 4, done: 4 }),
    made(
      1,
      95,
      { kind: 'discard', reason: 'test data' },
      { total: 120, done: 0, undone: 118, kept: 2, state: 'undone' },
    ),
  ]
}

const itemsOf = (state: BulkItemState, letters: readonly TaskView[]): BulkItem[] =>
  letters.map(({ id, title }) => ({
    ...{ id, title, state },
    reason: state === 'skipped' ? 'moved_on' : null,
    detail: state === 'skipped' ? 'It is queued now, with revision 1 and 4 attempts.' : null,
  }))

const staleWords = 'It is a dead letter now, with revision 2 and 4 attempts. Action 7 edited it.'
const fail = (): never => {
  throw new Error('This is not kept any more.')
}

function exampleOf(id: TaskId, title: string, edit: PromptEdit) {
  const before = `You label reviews for a hardware team.\nReturn JSON: product, defect, severity,\nevidence (a quote of 20 words at most).\n\nCustomer history, all years:\n2017-02-11  Ordered the 2 m cable.`
  const after =
    edit.kind === 'replace'
      ? before.replaceAll(edit.find, edit.with)
      : edit.kind === 'template'
        ? edit.text.replaceAll('{{prompt}}', before)
        : '…hardware team.\nReturn JSON: product, defect, severity,\nevidence (a quote of 20 words at most).\n\nCustomer history, all years:\n2017-02-11  Ordered the 2 m cable.'
  return { id, title, before, after, from: 0 }
}
