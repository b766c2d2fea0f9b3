import { type PromptEdit, promptSlot } from '#shared/prompt-edit'

/** What is found must be long enough that it is not found where nobody means it. */
const leastFound = 4
const mostFound = 10_000

/**
 * The change from one text to another as an edit that other prompts can have as well: what was put before or after all of it as a template,
 * and else the part that differs, in whole words, as find and replace. Null where there is no such part: it is the whole text, or nothing.
 */
export function sameChange(before: string, after: string): PromptEdit | null {
  if (before === after || before.trim() === '') return null
  const at = before === '' ? -1 : after.indexOf(before)
  if (at >= 0) {
    const [head, tail] = [after.slice(0, at), after.slice(at + before.length)]
    return { kind: 'template', text: `${head}${promptSlot}${tail}` }
  }
  let start = 0
  while (start < before.length && before[start] === after[start]) start++
  let end = 0
  const least = Math.min(before.length, after.length) - start
  while (end < least && before.at(-1 - end) === after.at(-1 - end)) end++
  // In whole words, and with one beside it where text was only put in.
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character)
  while (start > 0 && (isWord(before[start - 1]) || before.length - end - start < leastFound)) start--
  while (end > 0 && isWord(before.at(-end))) end--
  const find = before.slice(start, before.length - end)
  if (find.trim().length < leastFound || find.length > mostFound || find === before) return null
  return {
    ...{ kind: 'replace', find, with: after.slice(start, after.length - end) },
    ...{ regex: false, matchCase: true, wholeWords: false },
  }
}
