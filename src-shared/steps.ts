import { type Json, LlmRequest } from './request'

const step = /\{\{\s*steps\.([\p{L}\p{N}_-]+)\.result\s*\}\}/gu

/** The names of the tasks whose results a request uses, each once: `{{steps.name.result}}`. */
export function stepNames(request: LlmRequest): string[] {
  if (!JSON.stringify(request).includes('{{')) return []
  const names = new Set<string>()
  eachText(request as Json, (text) => {
    for (const [, name] of text.matchAll(step)) if (name) names.add(name)
    return text
  })
  return [...names]
}

/** The request with each `{{steps.name.result}}` exchanged for that result; a name that is not there stays as it is. */
export function fillSteps(request: LlmRequest, results: ReadonlyMap<string, string>): LlmRequest {
  const filled = eachText(request as Json, (text) =>
    text.replace(step, (whole, name: string) => results.get(name) ?? whole),
  )
  return LlmRequest.parse(filled)
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => eachText(item, change))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, eachText(item, change)]))
}
