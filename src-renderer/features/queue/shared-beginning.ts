/** Long enough to say which template it is, short enough to leave the cell to what differs. */
const shownChars = 22

/**
 * A prompt that quotes its own part (“…”) after a common instruction, as ['Rate this comment for…', '“Ship it”']. Rows of a batch share
 * the instruction, so it is shortened, to be dimmed; a prompt without such a part is all its own.
 */
export function sharedBeginning(title: string): [shared: string, own: string] {
  const quote = title.search(/[“"]\S/)
  if (quote < shownChars + 6 || title.length - quote < 8) return ['', title]
  const cut = title.lastIndexOf(' ', shownChars)
  return [`${title.slice(0, cut > 8 ? cut : shownChars)}…`, title.slice(quote)]
}
