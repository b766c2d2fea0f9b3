import type { ExportTask } from '#shared/export'
import type { Json, LlmRequest } from '#shared/request'

/**
 * A row as a line of JSON that imports as it came: an object of its columns, or the request that it was. Columns that it has no value for
 * are left out, as a missing cell is the same as null. Null where its text was removed.
 */
export function sourceLine({ source, request, customId }: ExportTask): string | null {
  if (source) return objectLine(source.columns, source.cells, true)
  if (!request) return null
  const id: [string, Json][] = customId === null ? [] : [['custom_id', customId]]
  return jsonOf(Object.fromEntries([...id, ...Object.entries(bodyOf(request))]))
}

/** Settings of its own that no line can carry: they are chosen anew at the import. */
export const hasOwnSettings = ({ source, request }: ExportTask): boolean =>
  !source && request?.kind === 'chat' && Object.keys(request).length > 2

function bodyOf(request: LlmRequest): { [key: string]: Json } {
  switch (request.kind) {
    case 'chat':
      return { messages: request.messages }
    case 'embedding':
      return { input: request.input }
    case 'verbatim':
      return { method: 'POST', url: request.path, body: request.body }
  }
}

/** A half of a character, as `JSON.stringify` writes it: no file of UTF-8 has such a thing, and every reader of ours makes U+FFFD of it. */
const half = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g
const jsonOf = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.includes('\\ud') ? text.replace(half, '$1\uFFFD') : text
}

/** Written by hand: an object would put names that are numbers first. */
export function objectLine(names: readonly string[], values: readonly Json[], withoutNulls = false): string {
  const parts = names.flatMap((name, at) => {
    const value = values[at] ?? null
    return withoutNulls && value === null ? [] : [`${jsonOf(name)}:${jsonOf(value)}`]
  })
  return `{${parts.join(',')}}`
}
