import type { ImportPreview } from '#shared/import'
import type { Json } from '#shared/request'
import type { SourceRecord } from './record'

/** Rows with ever new keys must not fill the memory; nobody chooses from a longer list. */
const mostColumns = 200
const firstValueChars = 200
/** What prompt columns are called, the likelier first; letters and digits only. */
const promptNames: readonly string[] = [
  ...['prompt', 'userprompt', 'prompttext', 'question', 'query', 'instruction', 'instructions'],
  ...['text', 'input', 'content', 'message', 'problem', 'task', 'request', 'user'],
]

/** certain: no other column is as good a guess, so that nobody needs to be asked. */
export type PromptColumn = { readonly name: string | null; readonly certain: boolean }

/** Sees rows of columns, and tells which columns there are and which most likely holds the prompts. */
export function columnSurvey() {
  const seen = new Map<string, { first: string; texts: number; chars: number }>()
  let rows = 0

  function add({ names, cells }: SourceRecord): void {
    rows += 1
    for (const [at, name] of names.entries()) {
      const value = cells[at] ?? null
      const column = seen.get(name) ?? { first: '', texts: 0, chars: 0 }
      if (!seen.has(name) && seen.size < mostColumns) seen.set(name, column)
      if (column.first === '') column.first = shown(value)
      if (typeof value !== 'string' || value.trim() === '') continue
      column.texts += 1
      column.chars += value.length
    }
  }

  function guess(): PromptColumn {
    const texts = [...seen].filter(([, { texts }]) => texts > 0)
    const usual = texts.filter(([, { texts }]) => texts >= rows / 2) // a name alone is no reason to reject most rows
    const named = promptNames.flatMap((name) =>
      usual.filter(([column]) => plain(column) === name).map(([column]) => column),
    )
    const [best] = named
    if (best !== undefined) return { name: best, certain: named.length === 1 || plain(best) === 'prompt' }
    const average = (column: (typeof texts)[number]) => column[1].chars / column[1].texts
    const longest = (usual.length > 0 ? usual : texts).toSorted((a, b) => average(b) - average(a))[0]
    return { name: longest?.[0] ?? null, certain: texts.length === 1 }
  }

  const columns = (): ImportPreview['columns'] => [...seen].map(([name, { first }]) => ({ name, first }))
  return { add, guess, columns }
}

export const isPromptName = (name: string): boolean => promptNames.includes(plain(name))

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

function shown(value: Json): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
  return text.slice(0, firstValueChars).toWellFormed()
}
