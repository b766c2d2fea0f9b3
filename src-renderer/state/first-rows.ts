import type { ProviderView } from '#shared/provider'

/** From so many prompts on, a mistake in all of them costs more than the look at a few. */
const manyPrompts = 50
export const usualFirstRows = 5
const mostFirstRows = 100

/** Whether its calls cost money, as far as its address tells: not those of Practice, nor of a server on this computer or beside it. */
export function costs({ preset, baseUrl }: Pick<ProviderView, 'preset' | 'baseUrl'>): boolean {
  if (preset === 'practice') return false
  const host = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : ''
  return !(own.test(host) || /\.(local|lan|internal|localhost)$/.test(host))
}
const own = /^(localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/

/** Whether a dry run is proposed: many prompts, some of them to a provider that costs. */
export const isWorthADryRun = (prompts: number, providers: readonly (ProviderView | undefined)[]): boolean =>
  prompts >= manyPrompts && providers.some((provider) => provider && costs(provider))

/**
 * What stands in the field: as it was typed, else as a person last chose it where one was proposed, else the proposal.
 * @param typed undefined: nothing was chosen for this import; null: all run at once
 * @param last of an earlier import; 0: all ran at once
 */
export function firstRowsOf(
  typed: string | null | undefined,
  isWorth: boolean,
  last: number | undefined,
): string | null {
  if (typed !== undefined) return typed
  if (!isWorth || last === 0) return null
  return String(last ?? usualFirstRows)
}

/** How many rows run alone; null: all run. 'unreadable': it is no number of rows. */
export function readFirstRows(text: string | null): number | null | 'unreadable' {
  if (text === null) return null
  const rows = Number(text.trim())
  return Number.isSafeInteger(rows) && rows >= 1 && rows <= mostFirstRows ? rows : 'unreadable'
}

/** What a dry run comes to, as a toast says it. */
export const firstRowsWords = (rows: number): string =>
  `The first ${rows === 1 ? 'row runs' : `${rows} rows run`}; the rest waits for you.`
