import type { Engine } from '#engine/engine'
import type { Handlers, Parsed, WindowId } from '#shared/contract'
import { chat } from '#shared/request'
import { CommandError } from '#shared/result'
import type { Store } from '#store/store'
import { type Call, createEstimates, type Sample } from './estimates'
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
} & Omit<Parameters<typeof createEstimates>[0], 'outputEach'>
type Request = Parsed<'estimateCost'>

/** What work would cost, before it is queued. */
export function estimateCommands({
  store,
  engine,
  imports,
  infoOf,
  countTokens,
}: Parts): Pick<Handlers, 'estimateCost'> {
  const counting = new Map<WindowId, AbortController>()
  const estimates = createEstimates({
    ...{ infoOf, countTokens },
    outputEach: (providerId, model) =>
      engine.gates().find((gate) => gate.providerId === providerId && gate.model === model)?.limits.outputTokensEach ??
      null,
  })

  async function sampleOf(request: Request, window: WindowId, signal: AbortSignal): Promise<Sample> {
    const target = chooseTarget(store, wishOf(request))
    if (request.kind === 'import') {
      const { importId, halfPrice = false } = request
      return { ...(await ofImport(importId, target, window, signal)), halfPrice }
    }
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
    importId: string,
    target: Pick<Call, 'providerId' | 'model'>,
    window: WindowId,
    signal: AbortSignal,
  ): Promise<Sample> {
    const { session, summary } = findImport(imports, importId, window)
    const total = summary.prompts
    const every = Math.max(1, Math.floor(Math.min(total, mostRead) / mostCounted))
    const calls: Call[] = []
    let row = 0
    for await (const { request, model } of session.tasks(summary.promptColumn, { signal })) {
      if (row % every === 0) calls.push({ request, providerId: target.providerId, model: model ?? target.model })
      row += 1
      if (row >= mostRead || calls.length >= mostCounted) break
    }
    return { calls, total: Math.max(total, calls.length) }
  }

  return {
    async estimateCost(request, window) {
      counting.get(window)?.abort(new CommandError('stale', 'A newer estimate took the place of this one.'))
      const own = new AbortController()
      counting.set(window, own)
      try {
        const sample = await sampleOf(request, window, own.signal)
        if (sample.calls.length === 0) throw new CommandError('wrong_state', 'There is nothing to estimate.')
        return await estimates.of(sample, own.signal)
      } finally {
        if (counting.get(window) === own) counting.delete(window)
      }
    },
  }
}

const wishOf = ({ providerId, model }: Request) => ({
  ...(providerId === undefined ? {} : { providerId }),
  ...(model === undefined ? {} : { model }),
})

/** Some of them from the first to the last. */
function spread(prompts: readonly string[]): readonly string[] {
  if (prompts.length <= mostCounted) return prompts
  return Array.from({ length: mostCounted }, (_, n) => prompts[Math.floor((n * prompts.length) / mostCounted)] ?? '')
}
