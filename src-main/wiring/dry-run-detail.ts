import type { DryRunAnswer, DryRunDetail, DryRunForecast } from '#shared/dry-run'
import { longestShown } from '#shared/dry-run'
import type { ModelInfo } from '#shared/model-info'
import { promptOf } from '#shared/request'
import type { BatchId, TaskView } from '#shared/task'
import { StateKind } from '#shared/task'
import type { Store } from '#store/store'
import { type WorkTimes, withinADay } from './work-times'

type Parts = {
  readonly store: Pick<
    Store,
    'dryRuns' | 'batches' | 'tasksBetween' | 'payloads' | 'results' | 'attempts' | 'sourceRows' | 'variants'
  >
  readonly infoOf: (providerId: string, model: string) => Pick<ModelInfo, 'prices'>
  readonly times: Pick<WorkTimes, 'of'>
}
type Seen = { readonly task: TaskView; readonly row: number; readonly answer: DryRunAnswer }

/** What the first rows of a batch came to, and what the rest will come to by that. Reads the tasks of at most a hundred rows. */
export function dryRunDetails({ store, infoOf, times }: Parts) {
  function answerOf(task: TaskView): DryRunAnswer {
    const prompt = promptOf(store.payloads.get(task.id, task.revision).request)
    const answer = store.results.text(task.id) ?? null
    const attempts = store.attempts.ofTask(task.id).filter(({ outcome }) => outcome !== null)
    const answered = attempts.filter(({ tokensIn, tokensOut }) => tokensIn !== null || tokensOut !== null)
    return {
      ...{ taskId: task.id, variant: task.variant ?? null, state: task.state },
      prompt: beginning(prompt, longestShown.prompt),
      answer: answer === null ? null : beginning(answer, longestShown.answer),
      cut: prompt.length > longestShown.prompt || (answer?.length ?? 0) > longestShown.answer,
      ...{ attempts: task.attempts, answerMs: task.answerMs, cached: task.cached },
      tokensIn: sumOf(answered.map((each) => each.tokensIn)),
      tokensOut: sumOf(answered.map((each) => each.tokensOut)),
      cost: task.cached ? 0 : answered.length === 0 ? null : sumOf(answered.map((each) => each.costNano ?? null)),
    }
  }

  /** Each variant has as much of the rest as any other, and costs what its own tasks cost. */
  function forecast(batchId: BatchId, seen: readonly Seen[], rest: number): DryRunForecast | null {
    const { options } = store.batches.get(batchId) ?? {}
    const groups = [...Map.groupBy(seen, ({ task }) => task.variant ?? 0).values()]
    const used = groups.map((own) => ({ own, ended: own.filter(({ answer }) => isAnswered(answer)) }))
    const from = used.reduce((sum, { ended }) => sum + ended.length, 0)
    if (rest === 0 || from === 0 || used.some(({ ended }) => ended.length === 0)) return null
    const halfPrice = options?.halfPrice === true
    const parts = used.map(({ own, ended }) => {
      const tasks = (rest * own.length) / seen.length
      const scale = (values: readonly (number | null)[]) => {
        const sum = sumOf(values)
        return sum === null ? null : (sum / ended.length) * tasks
      }
      const [{ task }] = ended as [Seen]
      const { prices } = infoOf(task.providerId, task.model)
      const cost = scale(ended.map(({ answer }) => answer.cost))
      return {
        ...{ lane: task.lane, providerId: task.providerId, model: task.model, calls: Math.round(tasks) },
        tokensIn: scale(ended.map(({ answer }) => answer.tokensIn)),
        tokensOut: scale(ended.map(({ answer }) => answer.tokensOut)),
        cost: cost === null || (halfPrice && !prices) ? null : cost * (halfPrice ? (prices?.batch ?? 1) : 1),
        dead: (ended.filter(({ task: each }) => each.state.kind === 'dead').length / ended.length) * tasks,
      }
    })
    const whole = (values: readonly (number | null)[]) => {
      const sum = sumOf(values)
      return sum === null ? null : Math.round(sum)
    }
    return {
      ...{ tasks: rest, from, halfPrice },
      tokensIn: whole(parts.map((part) => part.tokensIn)),
      tokensOut: whole(parts.map((part) => part.tokensOut)),
      cost: whole(parts.map((part) => part.cost)),
      dead: Math.round(parts.reduce((sum, { dead }) => sum + dead, 0)),
      time: halfPrice ? withinADay : times.of(parts, rest),
    }
  }

  return {
    /** Undefined where the batch began with no dry run. */
    of(batchId: BatchId): DryRunDetail | undefined {
      const found = store.dryRuns.get(batchId)
      if (!found) return undefined
      const { lastPosition, lastTask: _, ...run } = found
      const seen = store.tasksBetween(batchId, 1, lastPosition, StateKind.options).map((task): Seen => {
        return { task, row: task.row ?? task.position, answer: answerOf(task) }
      })
      const last = seen.at(-1)?.row ?? 0
      const cells = new Map(store.sourceRows.between(batchId, 1, last).map((row) => [row.row, row.cells] as const))
      const rows = [...Map.groupBy(seen, ({ row }) => row)].map(([row, own]) => ({
        ...{ row, cells: [...(cells.get(row) ?? [])] },
        answers: own.map(({ answer }) => answer),
      }))
      const columns = store.sourceRows.columns(batchId)
      return {
        run,
        columns: columns && [...columns],
        variants: store.variants
          .list(batchId)
          .map(({ variant, name, providerId, model }) => ({ variant, name, providerId, model })),
        rows: rows.map((row) => ({ ...row, cells: cells.has(row.row) ? row.cells : null })),
        forecast: forecast(batchId, seen, run.rest),
      }
    },
  }
}

/** It tells what one of the rest will use. */
const isAnswered = ({ state, tokensIn, tokensOut, cached }: DryRunAnswer) =>
  (state.kind === 'succeeded' || state.kind === 'dead') && (cached || tokensIn !== null || tokensOut !== null)

/** Null where one of them is not known. */
const sumOf = (values: readonly (number | null)[]) =>
  values.length === 0
    ? null
    : values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)

/** Not within a pair of surrogates. */
const beginning = (text: string, chars: number) => (text.length <= chars ? text : text.slice(0, chars).toWellFormed())
