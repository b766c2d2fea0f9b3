export const mask = '[key]'
/** The attempt keeps this much of a provider's words; what follows is stack traces and echoes of the prompt. */
export const longestMessage = 2_000

const keyBeginnings = [/\b(?:sk|pk|rk|gsk|xai|hf|nvapi|csk|pplx|fw|tgp|r8)[-_][\w*.-]{5,}[\w*]/g, /\bAIza[\w*-]{8,}/g]
/** Shapes of keys, whole or partly starred out: OpenAI's 401 repeats a key's beginning and its last four characters. */
const keyShapes = [...keyBeginnings, /[\w-]{0,64}\*{3,}[\w*-]*/g]
/** What follows these words is a key, whatever it looks like; a word of plain letters ("Bearer token") is none. The look ahead has an end, or
 *  a text that repeats the label would take as many steps as the square of its length. */
const afterLabel =
  /\b(bearer\s+|api[ _-]?key(?: provided)?\s*[:=]\s*)(['"]?)(?=[^\s'",]{0,200}[\d_*-])[^\s'",]{5,}[^\s'",.]/gi

/** The text with everything that is or looks like a key masked, `secrets` first: the keys that were really sent. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  masked(text, secrets, keyShapes).replace(afterLabel, `$1$2${mask}`)

/** The same for what a person or a model wrote, where stars and labels are ordinary words: known secrets, and what begins as keys do. */
export const redactWords = (text: string, secrets: readonly string[] = []): string =>
  masked(text, secrets, keyBeginnings)

function masked(text: string, secrets: readonly string[], shapes: readonly RegExp[]): string {
  let left = text
  for (const secret of secrets) for (const form of formsOf(secret)) left = left.replaceAll(form, mask)
  for (const shape of shapes) left = left.replace(shape, mask)
  return left
}

/** A short "secret" would mask ordinary words. */
const leastSecret = 6

/**
 * How a server may repeat a secret: as it was sent, without the scheme before it ("Bearer x"), and as an address writes it. The longest come
 * first, so that none leaves a part of another behind.
 */
function formsOf(secret: string): string[] {
  const bare = secret.replace(/^(?:bearer|basic|token|api-?key)\s+/i, '')
  const forms = [secret, encodeURIComponent(secret.toWellFormed()), bare, encodeURIComponent(bare.toWellFormed())]
  return [...new Set(forms)].filter(({ length }) => length >= leastSecret).toSorted((a, b) => b.length - a.length)
}

/** A message as an attempt stores it: keys masked, at most 2,000 characters, never half of a surrogate pair. */
export function storable(text: string, secrets: readonly string[] = []): string {
  // Cut first, so that no text is too long to search; a key that this cuts in two stands far behind what is kept.
  const words = redact(text.slice(0, 2 * longestMessage), secrets).trim()
  return (words.length <= longestMessage ? words : `${words.slice(0, longestMessage - 1)}…`).toWellFormed()
}
