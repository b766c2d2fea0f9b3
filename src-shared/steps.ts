import { type Json, LlmRequest } from './request'

/** With a name: `{{steps.name.result}}`, where a name is whatever an id may be but for braces. Without one: what only looks like it. */
const step = /\{\{\s*steps\.(?:([^{}]+)\.result\s*\}\}|[^{}]*\}{0,2})/gu

/** The names of the tasks whose results a request uses, each once: `{{steps.name.result}}`. */
export function stepNames(request: LlmRequest): string[] {
  return found(request).flatMap(({ name }) => name ?? [])
}

/** What begins as the use of a result and is none, such as `{{steps.name.reslt}}`, as it is written; it would be sent word for word. */
export function brokenSteps(request: LlmRequest): string[] {
  return found(request).flatMap(({ name, text }) => (name === undefined ? text : []))
}

function found(request: LlmRequest): { name: string | undefined; text: string }[] {
  if (!hasBraces(request as Json)) return []
  const all = new Map<string, { name: string | undefined; text: string }>()
  eachText(request as Json, (whole) => {
    for (const [text, name] of whole.matchAll(step)) all.set(name ?? text, { name, text })
    return whole
  })
  return [...all.values()]
}

/** Nearly no request has any: that must cost next to nothing. */
function hasBraces(value: Json): boolean {
  if (typeof value === 'string') return value.includes('{{')
  return value !== null && typeof value === 'object' && Object.values(value).some(hasBraces)
}

/** The request with each `{{steps.name.result}}` exchanged for that result; a name that is not there stays as it is. */
export function fillSteps(request: LlmRequest, results: ReadonlyMap<string, string>): LlmRequest {
  const filled = eachText(request as Json, (text) =>
    text.replace(step, (whole, name: string | undefined) => results.get(name ?? '') ?? whole),
  )
  return LlmRequest.parse(filled)
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => eachText(item, change))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, eachText(item, change)]))
}
