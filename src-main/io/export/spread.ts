import type { ExportTask } from '#shared/export'
import { type Json, JsonObject, type LlmRequest } from '#shared/request'

/** The keys that lead to a value. */
export type Path = readonly string[]

/** Answers with ever new keys must neither fill the memory nor make a file that nothing can open. */
export const mostSpread = 500

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A task's answer where it is a JSON object; null for any other. */
export function answerOf({ result }: Pick<ExportTask, 'result'>): { [key: string]: Json } | null {
  if (result?.kind !== 'text' || !result.text.trimStart().startsWith('{')) return null
  try {
    const value: Json = JSON.parse(result.text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** What stands there: null where nothing does, and where an object stands whose keys have columns of their own. */
export function valueAt(answer: Json, path: Path, depth: number): Json {
  let value: Json = answer
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return null
    value = value[key] ?? null
  }
  return path.length < depth && isObject(value) && Object.keys(value).length > 0 ? null : value
}

/** The paths of answers, each once, in the order in which they first appear. `first` come before them. */
export function pathCollector(depth: number, first: readonly Path[] = []) {
  const paths: Path[] = []
  const known = new Set<string>()
  let left = 0
  function note(path: Path) {
    const key = JSON.stringify(path)
    if (known.has(key)) return
    if (paths.length >= mostSpread) {
      left += 1
      return
    }
    known.add(key)
    paths.push(path)
  }
  function walk(value: { [key: string]: Json }, above: Path) {
    for (const [key, each] of Object.entries(value)) {
      const path = [...above, key]
      if (path.length < depth && isObject(each) && Object.keys(each).length > 0) walk(each, path)
      else note(path)
    }
  }
  for (const path of first) note(path)
  return {
    add(task: Pick<ExportTask, 'result'>): void {
      const answer = answerOf(task)
      if (answer) walk(answer, [])
    },
    paths: (): readonly Path[] => paths,
    /** Whether there were more than can have a column; their values stand in the answer itself. */
    isCut: (): boolean => left > 0,
  }
}

/** The paths that a request's JSON schema names, in its order; [] where it has none. */
export function schemaPaths(request: LlmRequest | null, depth: number): Path[] {
  const paths: Path[] = []
  const walk = (schema: Json | undefined, above: Path) => {
    const properties = isObject(schema) ? schema.properties : undefined
    if (!isObject(properties)) return
    for (const [key, each] of Object.entries(properties)) {
      const path = [...above, key]
      const isNested = isObject(each) && isObject(each.properties) && Object.keys(each.properties).length > 0
      if (isNested && path.length < depth) walk(each, path)
      else paths.push(path)
    }
  }
  walk(schemaOf(request), [])
  return paths
}

function schemaOf(request: LlmRequest | null): Json | undefined {
  if (request?.kind === 'chat') return request.json && request.json !== 'any' ? request.json.schema : undefined
  if (request?.kind !== 'verbatim') return undefined
  const { response_format: format, text } = request.body
  const responses = isObject(text) ? text.format : undefined // OpenAI's Responses
  if (isObject(responses) && responses.type === 'json_schema') return responses.schema
  const wrapped = isObject(format) ? JsonObject.safeParse(format.json_schema).data : undefined
  return wrapped?.schema
}
