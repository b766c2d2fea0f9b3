const mask = '[key]'
/** The attempt keeps this much of a provider's words; what follows is stack traces and echoes of the prompt. */
export const longestMessage = 2_000

/** Shapes of keys, whole or partly starred out: OpenAI's 401 repeats a key's beginning and its last four characters. */
const keyShapes = [
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|csk|pplx|fw|tgp|r8)[-_][\w*.-]{5,}[\w*]/g,
  /\bAIza[\w*-]{8,}/g,
  /[\w-]{0,64}\*{3,}[\w*-]*/g,
]
/** What follows these words is a key, whatever it looks like; a word of plain letters ("Bearer token") is none. */
const afterLabel =
  /\b(bearer\s+|api[ _-]?key(?: provided)?\s*[:=]\s*)(['"]?)(?=[^\s'",]*[\d_*-])[^\s'",]{5,}[^\s'",.]/gi

/** The text with everything that is or looks like a key masked, `secrets` first: the keys that were really sent. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let masked = text
  // A short "secret" would mask ordinary words.
  for (const secret of secrets) if (secret.length >= 6) masked = masked.replaceAll(secret, mask)
  for (const shape of keyShapes) masked = masked.replace(shape, mask)
  return masked.replace(afterLabel, `$1$2${mask}`)
}

/** A message as an attempt stores it: keys masked, at most 2,000 characters, never half of a surrogate pair. */
export function storable(text: string, secrets: readonly string[] = []): string {
  // Cut first, so that no text is too long to search; a key that this cuts in two stands far behind what is kept.
  const masked = redact(text.slice(0, 2 * longestMessage), secrets).trim()
  return (masked.length <= longestMessage ? masked : `${masked.slice(0, longestMessage - 1)}…`).toWellFormed()
}
