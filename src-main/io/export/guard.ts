/** What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r]/
/** A number that needs no guard: it is what it looks like. */
const plainNumber = /^[+-](?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The text with an apostrophe before it where a spreadsheet would calculate it. Read back it keeps the apostrophe, and written again it stays
 * as it is; so what was guarded once is the same in every later file, and only a file written without the guard has the text as it was.
 */
export const guarded = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text)
