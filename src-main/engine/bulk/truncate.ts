import { isAmidPair } from '#shared/cut-text'
import type { PromptEdit } from '#shared/prompt-edit'

type Cut = Pick<Extract<PromptEdit, { kind: 'truncate' }>, 'cut' | 'atWord' | 'mark'>

/** How far back a word's beginning is looked for: what has no blank for so long is no word. */
const longestWord = 80

const isBlank = (text: string, at: number) => at < 0 || at >= text.length || /\s/.test(text.charAt(at))

/** The beginning, of at most `room` UTF-16 units. */
function beginning(text: string, room: number, atWord: boolean): string {
  let end = isAmidPair(text, room) ? room - 1 : room
  if (atWord && !isBlank(text, end)) {
    let at = end
    while (at > end - longestWord && at > 0 && !isBlank(text, at - 1)) at--
    if (isBlank(text, at - 1) && at > 0) end = at
  }
  return atWord ? text.slice(0, end).trimEnd() : text.slice(0, end)
}

/** The end, of at most `room` UTF-16 units. */
function ending(text: string, room: number, atWord: boolean): string {
  const from = text.length - room
  let start = isAmidPair(text, from) ? from + 1 : from
  if (atWord && !isBlank(text, start - 1)) {
    let at = start
    while (at < start + longestWord && at < text.length && !isBlank(text, at)) at++
    if (isBlank(text, at) && at < text.length) start = at
  }
  return atWord ? text.slice(start).trimStart() : text.slice(start)
}

/** A text that is at most `limit` UTF-16 units long, with the mark where some of it went; as it is where it is no longer than that. */
export function truncated(text: string, limit: number, { cut, atWord, mark }: Cut): string {
  if (text.length <= limit) return text
  const sign = mark.length < limit ? mark : ''
  const room = limit - sign.length
  switch (cut) {
    case 'end':
      return beginning(text, room, atWord) + sign
    case 'beginning':
      return sign + ending(text, room, atWord)
    case 'middle': {
      const head = Math.ceil(room / 2)
      return beginning(text, head, atWord) + sign + (room > head ? ending(text, room - head, atWord) : '')
    }
  }
}

/** How often a cut is measured again: each comes closer to the limit from above. */
const mostTries = 6

/**
 * The same in tokens. The first cut is as long as the text's own tokens are on average; what is still too long is cut further.
 * @param count how many tokens a text has for the model that is meant, or about as many
 */
export async function truncatedTo(
  text: string,
  limit: number,
  cut: Cut,
  count: (text: string) => Promise<number>,
): Promise<string> {
  let tokens = await count(text)
  if (tokens <= limit) return text
  let length = text.length
  let shorter = text
  for (let tries = 0; tries < mostTries && tokens > limit && length > 0; tries++) {
    length = Math.min(length - 1, Math.floor((length * limit) / tokens))
    shorter = truncated(text, Math.max(0, length), cut)
    tokens = await count(shorter)
  }
  // No token is shorter than a byte, and no UTF-16 unit longer than three of them.
  return tokens > limit ? truncated(text, Math.floor(limit / 3), cut) : shorter
}
