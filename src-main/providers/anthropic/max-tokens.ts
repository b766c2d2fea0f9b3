/**
 * The Messages API wants `max_tokens` in every request. Where a task sets none, this much is allowed: enough for long answers, accepted by
 * every Claude model since 3.7, and below the 21,333 tokens (10 minutes at 128,000 an hour) from which on Anthropic wants answers streamed.
 */
const current = 16_384
/** What older models take at most, by the beginning of their names; above it they answer 400. */
const older: readonly (readonly [RegExp, number])[] = [
  [/^claude-3-5-/, 8_192],
  [/^claude-(3-(?!7)|2|instant)/, 4_096],
]
/** Other models behind this protocol (DeepSeek, local servers) take at least this much. */
const foreign = 8_192

/** Output tokens that a call may use whose task sets no limit. Also what an estimate of its cost must count with. */
export function defaultMaxTokens(model: string): number {
  const name = model.slice(model.lastIndexOf('/') + 1) // a gateway's "anthropic/claude-…"
  const old = older.find(([names]) => names.test(name))
  if (old) return old[1]
  return name.startsWith('claude-') ? current : foreign
}
