/** A block's characters: some screens of lines, and little enough to lay out between two frames. */
const blockLength = 8_192

/** key: the same for the same part of a text, also once its beginning is not kept any more. */
export type TextBlock = { readonly key: number; readonly text: string }

/**
 * A text in blocks that end where a line ends, or amid a line that is longer than a block. What is added at its end, or taken from its
 * beginning, leaves the blocks between as they were. Joined, they are the text.
 * @param at how many characters were there before `text`
 */
export function textBlocks(text: string, at = 0, size = blockLength): TextBlock[] {
  const blocks: TextBlock[] = []
  let from = 0
  let part = Math.floor(at / size) + 1
  for (; part * size - at < text.length; part++) {
    const end = endOf(text, part * size - at, size)
    if (end === null) break
    if (end > from) blocks.push({ key: part, text: text.slice(from, end) })
    from = end
  }
  if (from < text.length || blocks.length === 0) blocks.push({ key: part, text: text.slice(from) })
  return blocks
}

/** Where a block ends that is full at `full`: after the line, within one more block's length; null while that has not come yet. */
function endOf(text: string, full: number, size: number): number | null {
  const line = text.slice(full, full + size).indexOf('\n')
  if (line !== -1) return full + line + 1
  const last = full + size
  if (last >= text.length) return null
  const low = text.charCodeAt(last)
  return low >= 0xdc00 && low <= 0xdfff ? last + 1 : last // no pair is cut in two
}
