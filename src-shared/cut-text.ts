/** Whether a cut before `at` would fall into a pair of surrogates. */
export const isAmidPair = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  const before = text.charCodeAt(at - 1)
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff
}

/** The beginning of a text, of at most `room` UTF-16 units, and never half of a pair of surrogates. */
export function beginningOf(text: string, room: number): string {
  if (text.length <= room) return text
  return text.slice(0, isAmidPair(text, room) ? room - 1 : room)
}
