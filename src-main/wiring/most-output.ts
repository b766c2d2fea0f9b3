import { defaultMaxTokens } from '#providers/anthropic/max-tokens'
import type { Protocol } from '#shared/provider'
import type { Json, JsonObject, LlmRequest } from '#shared/request'

type Called = { readonly protocol: Protocol | undefined; readonly model: string; readonly maxOutput: number | null }

/**
 * How many tokens the answer to a request can have at most, all of its choices together: what the request allows, or what its protocol's
 * adapter allows in its place, or else what the model can; null where nothing says.
 */
export function mostOutputOf(request: LlmRequest, { protocol, model, maxOutput }: Called): number | null {
  switch (request.kind) {
    case 'embedding':
      return 0
    case 'verbatim':
      if (request.path === '/v1/embeddings') return 0
      return times(limitIn(request.body) ?? maxOutput, choicesIn(request.body))
    case 'chat': {
      // A task's own fields go into the body as they are, also beside the limit under its other name: either may hold.
      const own = limitIn(request.extra ?? {})
      const set = own === null ? request.maxOutputTokens : Math.max(own, request.maxOutputTokens ?? 0)
      const most = set ?? (protocol === 'anthropic' ? defaultMaxTokens(model) : maxOutput)
      return times(most, choicesIn(request.extra ?? {}))
    }
  }
}

const times = (most: number | null, choices: number) => (most === null ? null : most * choices)
const numbers = (values: readonly (Json | undefined)[]) => values.filter((value) => typeof value === 'number')

function limitIn(body: JsonObject): number | null {
  const names = [body.max_completion_tokens, body.max_output_tokens, body.max_tokens]
  const found = numbers([...names, ...configsIn(body).map(({ maxOutputTokens }) => maxOutputTokens)])
  return found.length === 0 ? null : Math.max(...found)
}

/** Each choice is billed. */
function choicesIn(body: JsonObject): number {
  return Math.max(1, ...numbers([body.n, body.best_of, ...configsIn(body).map(({ candidateCount }) => candidateCount)]))
}

/** Gemini's, under either of its names. */
const configsIn = (body: JsonObject): { readonly [key: string]: Json }[] =>
  [body.generationConfig, body.generation_config].flatMap((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : [],
  )
