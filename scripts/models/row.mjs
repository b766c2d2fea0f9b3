// What is kept of a model, whoever told it. What a source lacks is left out, and means that it is not known.

/** @typedef {{ input?: number, cachedInput?: number, cacheWrite?: number, output?: number }} Rates USD per million tokens */
/** @typedef {Rates & { window?: number, maxOutput?: number, temperature?: boolean, steps?: (Rates & { above: number })[] }} Row */
/** @typedef {Map<string, Map<string, Row>>} Rows by provider and name */

/**
 * Sources write 0 for a cache price that they do not have, and for all prices of a model whose prices they do not have. Only where a name says
 * that it is free is 0 a price.
 * @param {Rates} rates @param {string} name @returns {Rates}
 */
export function knownRates(rates, name) {
  const { input, output } = rates
  if (!input && !output) return /:free$/.test(name) ? { input: 0, output: 0 } : {}
  return without({ ...rates, cachedInput: rates.cachedInput || undefined, cacheWrite: rates.cacheWrite || undefined })
}

/** The row without what is undefined. @template {object} T @param {T} row @returns {T} */
export function without(row) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)))
}

/** Names that end in a snapshot's date are found by the name without it. */
export const snapshot = /[-@](\d{8}|\d{4}-\d{2}-\d{2})$/
