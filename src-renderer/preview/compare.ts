import type { Request, Response } from '#shared/contract'
import type { ComparedAnswer, ComparedRow } from '#shared/contract/compare'
import type { Overview } from '#shared/overview'
import type { CompareFilter, CompareProgress, Rating, RatingChoice } from '#shared/rating'
import { CommandError } from '#shared/result'
import type { BatchId, Failure, TaskId, TaskState } from '#shared/task'
import { busy } from './overviews'
import { now } from './tasks'

export type CompareCase = 'two' | 'four' | 'twelve' | 'rated' | 'empty'
type Text = string | Failure | 'running'
type Made = { readonly cells: readonly string[]; readonly answers: readonly Text[] }

const variants = [
  { variant: 1, name: 'Summary, gpt-4o-mini', providerId: 'openai', model: 'gpt-4o-mini' },
  { variant: 2, name: 'Summary, Haiku', providerId: 'anthropic', model: 'claude-haiku-4-5' },
  { variant: 3, name: 'Shorter prompt', providerId: 'openai', model: 'gpt-4o-mini' },
  { variant: 4, name: 'Local', providerId: 'ollama', model: 'qwen3:8b' },
]
/** More than there are digits; each answers as one of the four does. */
const twelve = Array.from({ length: 12 }, (_, at) => ({
  ...{ variant: at + 1, name: `Temperature ${(at / 10).toFixed(1)}`, providerId: 'openai', model: 'gpt-4o-mini' },
}))
const ownOf = (of: CompareCase) => (of === 'twelve' ? twelve : variants.slice(0, of === 'four' ? 4 : 2))
const filtered: Failure = {
  ...{ code: 'content_policy', status: 400, providerCode: 'content_filter', requestId: 'req_81' },
  message: 'The response was filtered due to the prompt triggering the content management policy.',
}
const contract =
  'The tenant may end this agreement with three months’ notice to the end of a quarter. The deposit of two months’ rent is returned within six weeks of the handover, less the cost of repairs that go beyond ordinary wear.'
const made: readonly Made[] = [
  {
    cells: ['C-1041', contract, 'lease'],
    answers: [
      'The tenant can leave with three months’ notice at the end of a quarter. The deposit (two months’ rent) comes back within six weeks, minus repairs beyond normal wear.',
      'The tenant may leave with three months’ notice at the end of any quarter. The deposit of two months’ rent is returned within six weeks of the handover, minus the cost of repairs beyond ordinary wear and tear.',
      'Notice: three months to quarter’s end. Deposit: back in six weeks, less repairs.',
      'The landlord may end the agreement with three months’ notice. The deposit is returned within six months.',
    ],
  },
  {
    cells: [
      'C-1042',
      'Delivery within ten working days; a late delivery costs 0.5 % of the order a day, 5 % at most.',
      'supply',
    ],
    answers: [
      '{"deadline_days": 10, "penalty": {"per_day": 0.005, "cap": 0.05}, "working_days": true}',
      '{"working_days":true,"deadline_days":10,"penalty":{"cap":0.05,"per_day":0.5}}',
      '{"deadline_days": 10, "penalty": {"per_day": 0.005, "cap": 0.05}, "working_days": true}',
      '{"deadline_days": 10}',
    ],
  },
  {
    cells: ['C-1043', 'Either side may claim damages for breach of clause 9.', 'supply'],
    answers: [
      'Either party can claim damages if clause 9 is broken.',
      filtered,
      'Both sides can claim damages.',
      'Damages.',
    ],
  },
  {
    cells: ['C-1044', 'The licence covers one site and up to forty named users.', 'licence'],
    answers: ['One site, up to 40 named users.', 'running', 'One site, 40 users.', 'running'],
  },
  {
    cells: ['C-1045', 'Support is given on working days from 9 to 17 h, answers within four hours.', 'service'],
    answers: [
      'Support on working days, 9 to 17 h; answers within four hours.',
      'Support is available on working days between 9:00 and 17:00, with answers within four hours.',
      'Weekday support, four hours.',
      'Support on working days, 9 to 17 h; answers within four hours.',
    ],
  },
]

/** A batch whose rows were asked under several variants. */
export const comparable = (of: CompareCase): Overview => ({
  ...busy,
  batches: busy.batches.map((batch) => (batch.id === 1 ? { ...batch, variants: ownOf(of).length } : batch)),
})

/** A main process that compares a few rows, in memory. */
export function compareCommands(of: CompareCase) {
  const own = ownOf(of)
  const rows = of === 'empty' ? [] : made
  const history: { id: number; row: number; choice: RatingChoice | null; note: string | null; blind: boolean }[] = []
  let nextId = 1
  const answersOf = (row: number): ComparedAnswer[] =>
    own.map(({ variant, model }, at) => answer(row, variant, model, rows[row - 1]?.answers[at % 4] ?? 'running'))
  const canRate = (row: number) => {
    const answers = answersOf(row)
    return (
      answers.every(({ state }) => state.kind !== 'running') && answers.filter(({ text }) => text !== null).length > 1
    )
  }
  const ratingOf = (row: number): Rating | null => {
    const last = history.findLast((each) => each.row === row)
    if (!last?.choice) return null
    return { ...last, choice: last.choice, ratedAt: now - 60_000, stale: row === 5 && last.id === 1 && of === 'two' }
  }
  const all = () => rows.map((_, at) => at + 1)
  const holds = (row: number) => ratingOf(row)?.stale === false
  const isIn =
    (filter: CompareFilter) =>
    (row: number): boolean => {
      if (typeof filter === 'object')
        return holds(row) && JSON.stringify(ratingOf(row)?.choice) === JSON.stringify(filter.choice)
      if (filter === 'all') return true
      if (filter === 'to_rate') return canRate(row) && !holds(row)
      if (filter === 'stale') return ratingOf(row)?.stale === true
      if (filter === 'failed') return answersOf(row).some(({ state }) => state.kind === 'dead')
      return row < 3
    }
  const count = (filter: CompareFilter) => all().filter(isIn(filter)).length
  function progress(): CompareProgress {
    const last = history.at(-1)
    const bests = (variant: number) => count({ choice: { kind: 'best', variant } })
    const rated = all().filter(holds)
    return {
      ...{ batchId: 1 as BatchId, seen: rows.length, rows: rows.length, toRate: count('to_rate'), rated: rated.length },
      ...{
        comparable: rated.length + count('to_rate'),
        stale: count('stale'),
        differ: count('differ'),
        failed: count('failed'),
      },
      ...{ ties: count({ choice: { kind: 'tie' } }), none: count({ choice: { kind: 'none' } }) },
      scores: own.map(({ variant }) => ({
        variant,
        wins: bests(variant),
        rated: rated.length,
        failed: variant === 2 ? count('failed') : 0,
      })),
      last: last ? { id: last.id, row: last.row, blind: last.blind } : null,
    }
  }
  const put = (row: number, choice: RatingChoice | null, note: string | null = null, blind = false) =>
    void history.push({ id: nextId++, row, choice, note, blind })
  if (of === 'two') put(5, { kind: 'best', variant: 1 }, 'Shorter, and nothing is missing.')
  if (of === 'rated')
    for (const row of [1, 2, 5]) put(row, row === 5 ? { kind: 'tie' } : { kind: 'best', variant: row })

  return {
    openComparison: (): Response<'openComparison'> => ({
      ...{ name: 'contract-summaries', createdAt: now, columns: ['id', 'clause', 'kind'], variants: own },
      progress: progress(),
    }),
    getComparedRow({ filter, row, move }: Request<'getComparedRow'>): ComparedRow | null {
      const fits = all().filter(isIn(filter))
      const after = fits.find((each) => (move === 'next' ? each > row : each >= row))
      const before = fits.findLast((each) => each < row)
      const here = all().find((each) => each === row)
      const found = { here, at: after ?? before, next: after, previous: before }[move]
      if (found === undefined) return null
      return {
        ...{ row: found, before: fits.filter((each) => each < found).length, of: fits.length, mark: `mark-${found}` },
        ...{ cells: [...(rows[found - 1]?.cells ?? [])], file: 'contracts.csv', line: found + 1 },
        ...{ answers: answersOf(found), rating: ratingOf(found), canRate: canRate(found) },
      }
    },
    rateRow({ row, choice, note, blind }: Request<'rateRow'>): Response<'rateRow'> {
      if (choice && !canRate(row)) throw new CommandError('wrong_state', 'This row cannot be rated. Nothing was rated.')
      put(row, choice, note, blind)
      return { rating: ratingOf(row), progress: progress() }
    },
    takeBackRating({ id }: Request<'takeBackRating'>): Response<'takeBackRating'> {
      const last = history.at(-1)
      if (last?.id !== id)
        throw new CommandError('stale', 'Something else was rated since. Nothing was taken back; try again.')
      history.pop()
      return { row: last.row, progress: progress() }
    },
    exportRatings: (): Response<'exportRatings'> => ({
      file: '/home/ada/contracts ratings.csv',
      rows: progress().rated,
    }),
  }
}

function answer(row: number, variant: number, model: string, text: Text): ComparedAnswer {
  const state: TaskState =
    text === 'running'
      ? { kind: 'running', startedAt: now - 4_200 }
      : typeof text === 'string'
        ? { kind: 'succeeded', settledAt: now }
        : { kind: 'dead', settledAt: now, failure: text }
  const isAnswer = typeof text === 'string' && text !== 'running'
  const clause = made[row - 1]?.cells[1] ?? ''
  return {
    ...{ variant, taskId: (row * 10 + variant) as TaskId, state, model, text: isAnswer ? text : null },
    prompt:
      variant === 3
        ? `Shorten: ${clause}`
        : `Say in plain words what this clause means for a tenant or a buyer.\n\n${clause}`,
    ...{ removed: false, cut: false, embedding: false, cached: false, attempts: isAnswer ? 1 : 2 },
    ...{
      answerMs: isAnswer ? 900 + variant * 310 : null,
      tokensIn: 96,
      tokensOut: isAnswer ? 41 : null,
      cost: isAnswer ? 39_000 * variant : null,
    },
  }
}
