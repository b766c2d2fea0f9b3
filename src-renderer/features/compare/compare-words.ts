import type { ComparedAnswer, ComparedRow } from '#shared/contract/compare'
import type { CompareFilter, CompareProgress, RatingChoice } from '#shared/rating'
import { formatCount, formatDuration, formatTaskCost, formatTokens } from '../../format'
import type { Glyph } from '../../ui/StateGlyph'

export type Named = { readonly variant: number; readonly name: string }

/** By its place: 'A' for the first. */
export const letterOf = (place: number): string => String.fromCharCode(65 + place)

/** The key that chooses it: its number, and from the tenth on its letter with Shift. */
export const keyOf = (place: number): string => (place < 9 ? String(place + 1) : `Shift ${letterOf(place)}`)

/** '118 in, 64 out, $0.0002, 1.4 s'. */
export function usedWords({ tokensIn, tokensOut, cost, answerMs, cached, attempts }: ComparedAnswer): string {
  return [
    ...(cached ? ['stored answer'] : []),
    ...(tokensIn === null ? [] : [`${formatTokens(tokensIn)} in`]),
    ...(tokensOut === null ? [] : [`${formatTokens(tokensOut)} out`]),
    ...(cost === null || cached ? [] : [formatTaskCost(cost)]),
    ...(answerMs === null ? [] : [formatDuration(answerMs)]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join(', ')
}

const waits: Readonly<Record<Exclude<ComparedAnswer['state']['kind'], 'succeeded' | 'dead'>, string>> = {
  ...{ waiting: 'Waits for other tasks', scheduled: 'Starts later', queued: 'In line', running: 'Running' },
  ...{ backing_off: 'Waits for its next try', cancelled: 'Cancelled' },
}

/** What stands where there is no answer; null where there is one. */
export function insteadWords(
  answer: ComparedAnswer,
  isBlind = false,
): { readonly text: string; readonly glyph: Glyph } | null {
  const { state, text, removed } = answer
  if (state.kind === 'dead')
    return { text: isBlind ? 'It ended without an answer.' : state.failure.message, glyph: 'dead' }
  if (state.kind !== 'succeeded') return { text: waits[state.kind], glyph: state.kind }
  if (text !== null) return null
  return {
    text: removed ? 'It answered, and the text was removed to save space.' : 'No answer is kept.',
    glyph: 'succeeded',
  }
}

/** Whether a person can choose it as the best. */
export const isAnswered = ({ state, text }: ComparedAnswer): boolean => state.kind === 'succeeded' && text !== null

/** Why the row cannot be rated; null where it can. */
export function whyNot({ canRate, answers }: ComparedRow): string | null {
  if (canRate) return null
  if (answers.length === 0) return 'All of this row was removed to save space.'
  if (answers.some(({ state }) => !['succeeded', 'dead', 'cancelled'].includes(state.kind)))
    return 'It can be rated once all of its variants have ended.'
  if (answers.filter(isAnswered).length < 2 && answers.some(({ removed }) => removed))
    return 'Its answers were removed to save space.'
  return 'Fewer than two variants answered, so there is nothing to compare.'
}

/** What was chosen. @param nameOf how the window calls a variant now */
export function choiceWords(choice: RatingChoice, nameOf: (variant: number) => string): string {
  if (choice.kind === 'tie') return 'As good as each other'
  return choice.kind === 'none' ? 'None is good' : `${nameOf(choice.variant)} is the best`
}

export const isSameChoice = (a: RatingChoice | null, b: RatingChoice): boolean =>
  a !== null && JSON.stringify(a) === JSON.stringify(b)

export type FilterOption = {
  readonly filter: CompareFilter
  readonly value: string
  readonly label: string
  readonly hint: string
}

/** Which rows can be gone through, with how many they are. Those by a variant are left out while names are hidden. */
export function filterOptions(progress: CompareProgress, variants: readonly Named[], blind: boolean): FilterOption[] {
  const { seen, toRate, differ, failed, stale, ties, none, scores } = progress
  const of = (filter: CompareFilter, label: string, n: number): FilterOption => ({
    ...{ filter, label, value: JSON.stringify(filter), hint: formatCount(n) },
  })
  return [
    of('all', 'All rows', seen),
    of('to_rate', 'To be rated', toRate),
    of('differ', 'Answers differ', differ),
    of('failed', 'Without an answer', failed),
    ...(stale > 0 ? [of('stale', 'Changed since rated', stale)] : []),
    ...(blind
      ? []
      : variants.map(({ variant, name }, at) =>
          of({ choice: { kind: 'best', variant } }, `Best: ${name}`, scores[at]?.wins ?? 0),
        )),
    of({ choice: { kind: 'tie' } }, 'As good', ties),
    of({ choice: { kind: 'none' } }, 'None good', none),
  ]
}
