// One set of rows from two sources: the first that has a model tells all of it.

/** The half price of batch APIs as their providers state it; of others no source of ours says anything. */
const batch = new Map([
  ['openai', 0.5],
  ['anthropic', 0.5],
  ['mistral', 0.5],
])

/** @typedef {import('./row.mjs').Row & { from: number }} Told `from`: which of the sources told it */

/**
 * @param {import('./row.mjs').Rows} listing whose word counts
 * @param {ReadonlyMap<string, readonly import('./read-prices.mjs').Named[]>} prices for what it lacks, and for other names of what it has
 * @returns {{ providers: Record<string, { batch?: number, models: Record<string, Told | string> }>, notes: string[] }} a string: another name
 *   of that model. notes: what was left out, for the person who refreshes
 */
export function merge(listing, prices) {
  const notes = /** @type {string[]} */ ([])
  const providers = [...listing].map(([provider, rows]) => {
    const second = prices.get(provider) ?? []
    /** @type {Map<string, Told | string>} */
    const models = new Map()
    for (const [name, row] of rows) {
      const other = second.find(({ names }) => names.has(name))?.row
      models.set(name, { ...checked(row, other, `${provider} ${name}`, notes), from: 0 })
    }
    // OpenRouter's prices change from week to week: older ones than its own list are not worth keeping.
    if (provider !== 'openrouter') for (const each of second) add(models, each)
    const sorted = [...models].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const factor = batch.get(provider)
    return [provider, { ...(factor === undefined ? {} : { batch: factor }), models: Object.fromEntries(sorted) }]
  })
  return { providers: Object.fromEntries(providers), notes }
}

/**
 * Names that the second source gives to a model which the first one has are names of that one where both have the same price, and
 * it is to be trusted with that provider: otherwise they may mean an older version.
 * @param {Map<string, Told | string>} models @param {import('./read-prices.mjs').Named} more
 */
function add(models, { names, row, windows }) {
  const missing = [...names].filter((name) => !models.has(name))
  const same = [...names].find((name) => {
    const known = models.get(name)
    return windows && typeof known === 'object' && known.input === row.input && known.output === row.output
  })
  const [first] = missing
  if (first === undefined) return
  if (same === undefined) {
    if (row.input === undefined && row.window === undefined) return
    models.set(first, { ...row, from: 1 })
  }
  for (const name of missing) if (!models.has(name)) models.set(name, same ?? first)
}

/**
 * A price far below the other source's is a slip or a passing offer, and a budget must not count on it: then no price is known.
 * @param {import('./row.mjs').Row} row @param {import('./row.mjs').Row | null | undefined} second @param {string} name @param {string[]} notes
 */
function checked(row, second, name, notes) {
  const looksWrong = row.input && second?.input && row.input < second.input / 8
  if (!looksWrong) return row
  notes.push(`${name}: no price is kept, since ${row.input} is far below ${second.input}`)
  const { input: _in, output: _out, cachedInput: _cached, cacheWrite: _write, steps: _steps, ...rest } = row
  return rest
}
