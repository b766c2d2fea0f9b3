import type { Budgets } from '#engine/budget'
import type { Engine } from '#engine/engine'
import { variantRows } from '#io/render-rows'
import type { Handlers, Parsed, WindowId } from '#shared/contract'
import type { Estimate } from '#shared/estimate'
import type { LaneName } from '#shared/lane'
import { chat } from '#shared/request'
import { CommandError } from '#shared/result'
import { spentOf } from '#shared/spend'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { addingOf } from '../wiring/add-to-batch'
import { type Call, createEstimates, outputEachOf, type Sample } from '../wiring/estimates'
import { type PlannedVariant, planVariants, rowVariants } from '../wiring/variants'
import { type WorkTimes, withinADay } from '../wiring/work-times'
import { findImport, type OpenImports } from './import-commands'
import { chooseTarget } from './work-commands'

/** So many calls are counted; more of the same work tell little more. */
const mostCounted = 200
/** Of a file, the calls that are counted are spread over so many of its rows: reading all of a large one again takes seconds. */
const mostRead = 20_000

type Parts = {
  readonly store: Store
  readonly engine: Pick<Engine, 'gates'>
  readonly imports: OpenImports
  /** How long it takes; left out: nobody can tell. */
  readonly times?: Pick<WorkTimes, 'of'>
  /** The day's money; left out: there is no budget. */
  readonly budgets?: Pick<Budgets, 'dayBudget'>
  readonly now?: () => EpochMs
} & Omit<Parameters<typeof createEstimates>[0], 'outputEach'>
type Request = Parsed<'estimateCost'>
type OfImport = Extract<Request, { kind: 'import' }>
type Named = { readonly name: string; readonly providerId: string; readonly model: string; readonly sample: Sample }

/** What work would cost and how long it would take, before it is queued. */
export function estimateCommands({
  store,
  engine,
  imports,
  infoOf,
  countTokens,
  times,
  budgets,
  now = Date.now,
}: Parts): Pick<Handlers, 'estimateCost'> {
  const counting = new Map<WindowId, AbortController>()
  const estimates = createEstimates({
    ...{ infoOf, countTokens },
    outputEach: outputEachOf(engine),
  })

  async function sampleOf(request: Request, window: WindowId, signal: AbortSignal): Promise<Sample> {
    const target = { ...chooseTarget(store, wishOf(request)), lane: laneOf(request.lane) }
    if (request.kind === 'import')
      return { ...(await ofImport(request, target, window, signal)), halfPrice: request.halfPrice ?? false }
    const { prompts, system, maxOutputTokens, json } = request
    const options = {
      ...(system === undefined ? {} : { system }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(json === undefined ? {} : { json }),
    }
    const calls = spread(prompts).map((prompt): Call => ({ request: chat(prompt, options), ...target }))
    return { calls, total: prompts.length }
  }

  async function ofImport(
    { importId }: OfImport,
    target: Omit<Call, 'request'>,
    window: WindowId,
    signal: AbortSignal,
  ): Promise<Sample> {
    const { session, summary } = findImport(imports, importId, window)
    const total = summary.prompts
    const every = Math.max(1, Math.floor(Math.min(total, mostRead) / mostCounted))
    const calls: Call[] = []
    let row = 0
    for await (const { request, model } of session.tasks(summary.promptColumn, { signal })) {
      if (row % every === 0) calls.push({ ...target, request, model: model ?? target.model })
      row += 1
      if (row >= mostRead || calls.length >= mostCounted) break
    }
    return { calls, total: Math.max(total, calls.length) }
  }

  /** The same rows under each variant. @param isPresent of those that the batch has and that are left out */
  async function ofVariants(
    request: OfImport,
    planned: readonly PlannedVariant[],
    window: WindowId,
    signal: AbortSignal,
  ): Promise<Named[]> {
    const { session, summary, choices } = findImport(imports, request.importId, window)
    const { promptColumn, prompts, rejectedCount } = summary
    const counted = Math.max(1, Math.floor(mostCounted / planned.length))
    const inFile = prompts + rejectedCount
    const every = Math.max(1, Math.floor(Math.min(inFile, mostRead) / counted))
    const calls = planned.map((): Call[] => [])
    let [row, passed, isWhole] = [0, 0, true]
    const pass = () => void passed++
    const merge = choices.mergeDuplicates === true
    const told = { onRejected: pass, ...(merge && { onDuplicate: pass, merge }) }
    for await (const { tasks } of variantRows(session, rowVariants(planned), promptColumn, { signal }, told)) {
      if (row % every === 0)
        for (const [at, { variant }] of planned.entries()) {
          const task = tasks[at]
          const { providerId, model, lane } = variant
          if (task)
            calls[at]?.push({ request: task.request, providerId, model: task.model ?? model, lane: laneOf(lane) })
        }
      row += 1
      if (row < mostRead && (calls[0]?.length ?? 0) < counted) continue
      isWhole = false
      break
    }
    // Rows that cannot be used are only found by making their requests: of those that were not read, as many are taken to be as of those read.
    const total = isWhole || row + passed === 0 ? row : Math.max(row, Math.round((inFile * row) / (row + passed)))
    return planned.map(({ variant: { name, providerId, model } }, at) => ({
      ...{ name, providerId, model },
      sample: { calls: calls[at] ?? [], total, halfPrice: request.halfPrice ?? false },
    }))
  }

  async function measured(sample: Sample, signal: AbortSignal): Promise<Estimate> {
    if (sample.calls.length === 0) throw new CommandError('wrong_state', 'There is nothing to estimate.')
    const { estimate, loads } = await estimates.measure(sample, signal)
    return { ...estimate, ...(times && { time: estimate.halfPrice ? withinADay : times.of(loads) }) }
  }

  /** What is left of the day's budget after it. */
  function dayLeft({ cost }: Estimate): Pick<Estimate, 'dayLeft'> {
    if (!budgets) return {}
    const budget = budgets.dayBudget()
    const left =
      budget === null || cost === null ? null : budget - spentOf(store.spend.ofDay(store.days.of(now()))) - cost
    return { dayLeft: left }
  }

  /** [] where rows are asked once each, as their prompt column has it. */
  function plannedFor(request: OfImport, window: WindowId): readonly PlannedVariant[] {
    const { importId, into, variants, lane } = request
    if (into !== undefined) return addingOf(store, into).variants
    const { promptColumn } = findImport(imports, importId, window).summary
    return variants ? planVariants(store, variants, { lane, ...wishOf(request) }, promptColumn) : []
  }

  async function estimated(request: Request, window: WindowId, signal: AbortSignal): Promise<Estimate> {
    const planned = request.kind === 'import' ? plannedFor(request, window) : []
    if (request.kind !== 'import' || planned.length === 0) {
      const into = request.kind === 'import' ? request.into : undefined
      const own = into === undefined ? null : addingOf(store, into).target
      const estimate = await measured(await sampleOf({ ...request, ...own }, window, signal), signal)
      return { ...estimate, ...dayLeft(estimate) }
    }
    const named = await ofVariants(request, planned, window, signal)
    const calls = named.flatMap(({ sample }) => sample.calls)
    const total = named.reduce((sum, { sample }) => sum + sample.total, 0)
    const all = await measured({ calls, total, halfPrice: request.halfPrice ?? false }, signal)
    const variants = await Promise.all(
      named.map(async ({ name, providerId, model, sample }) => {
        const own = await measured(sample, signal)
        const { inputTokens, outputTokens, cost, time = null } = own
        return { ...{ name, providerId, model, calls: own.calls }, ...{ inputTokens, outputTokens, cost, time } }
      }),
    )
    return { ...all, ...dayLeft(all), variants }
  }

  return {
    async estimateCost(request, window) {
      counting.get(window)?.abort(new CommandError('stale', 'A newer estimate took the place of this one.'))
      const own = new AbortController()
      counting.set(window, own)
      try {
        return await estimated(request, window, own.signal)
      } finally {
        if (counting.get(window) === own) counting.delete(window)
      }
    },
  }
}

const laneOf = (lane: LaneName | 'auto'): LaneName | undefined => (lane === 'auto' ? undefined : lane)

const wishOf = ({ providerId, model }: Request) => ({
  ...(providerId === undefined ? {} : { providerId }),
  ...(model === undefined ? {} : { model }),
})

/** Some of them from the first to the last. */
function spread(prompts: readonly string[]): readonly string[] {
  if (prompts.length <= mostCounted) return prompts
  return Array.from({ length: mostCounted }, (_, n) => prompts[Math.floor((n * prompts.length) / mostCounted)] ?? '')
}
