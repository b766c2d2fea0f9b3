import type { LanePolicy } from '#shared/lane'
import { durationText } from './duration-text'
import { type WaitRange, waitRanges } from './policy-waits'

export type RibbonPart =
  | { readonly kind: 'try'; readonly number: number; readonly width: number }
  | {
      readonly kind: 'wait'
      readonly before: number
      readonly ms: number
      readonly sure: number // the part of it that is always waited, 0 to 1; the rest is spread
      readonly width: number
      readonly label: string | null
    }
  | { readonly kind: 'more'; readonly tries: number; readonly width: number } // tries left out of the drawing
export type Ribbon = {
  readonly parts: readonly RibbonPart[]
  readonly totalMs: number
  readonly lowMs: number
  readonly highMs: number
  readonly cutAtMs: number | null // tries after this are not made, though retries are left
}

const tryWidth = 22
const moreWidth = 26
const leastWait = 5
/** More tries than this do not fit side by side: the first three and the last one then stand for all. */
const mostTries = 6
const firstTries = 3

type Drawn = Pick<LanePolicy, 'retries' | 'delayMs' | 'backoff' | 'jitter' | 'maxDelayMs' | 'retryForMs'>
type Spoken = Drawn & Pick<LanePolicy, 'timeoutMs' | 'firstTokenMs' | 'stallMs'>

/** What a policy does to a task that never succeeds: its tries, and its waits to scale, each as long as it can be. Widths in px add up to
 *  `width` as long as there is room. */
export function policyRibbon(policy: Drawn, width: number): Ribbon {
  const ranges = inTime(policy)
  const tries = ranges.length + 1
  const folded = tries > mostTries
  const shown = folded ? [1, 2, 3, tries] : Array.from({ length: tries }, (_, index) => index + 1)
  const waits = shown.slice(1).map((number) => ranges[number - 2] ?? none)
  const room = width - shown.length * tryWidth - (folded ? moreWidth : 0)
  const widths = toScale(
    waits.map(({ highMs }) => highMs),
    room,
  )

  const parts = shown.flatMap((number, index): RibbonPart[] => {
    const attempt: RibbonPart = { kind: 'try', number, width: tryWidth }
    const wait = waits[index - 1]
    if (!wait) return [attempt]
    const waitWidth = widths[index - 1] ?? leastWait
    const text = roundText(wait.ms)
    const label = waitWidth >= text.length * 6.5 + 8 ? text : null
    const sure = wait.highMs === 0 ? 1 : wait.lowMs / wait.highMs
    const gap: RibbonPart = { kind: 'wait', before: number, ms: wait.ms, sure, width: waitWidth, label }
    const left = tries - firstTries - 1
    return folded && index === firstTries
      ? [{ kind: 'more', tries: left, width: moreWidth }, gap, attempt]
      : [gap, attempt]
  })
  const sum = (part: keyof WaitRange) => ranges.reduce((total, range) => total + range[part], 0)
  const cutAtMs = ranges.length < policy.retries ? policy.retryForMs : null
  return { parts, totalMs: sum('ms'), lowMs: sum('lowMs'), highMs: sum('highMs'), cutAtMs }
}

const none: WaitRange = { lowMs: 0, ms: 0, highMs: 0 }

/** The waits of the retries that begin within the time a task is tried for; how long the tries themselves take is not known, and left out. */
function inTime(policy: Drawn): WaitRange[] {
  const ranges = waitRanges(policy, policy.retries)
  if (policy.retryForMs === null) return ranges
  let passed = 0
  const late = ranges.findIndex(({ ms }) => {
    passed += ms
    return passed > (policy.retryForMs ?? Number.POSITIVE_INFINITY)
  })
  return late === -1 ? ranges : ranges.slice(0, late)
}

/** Widths in proportion to the durations; those too short to be seen are drawn at the least width, which the others make up for. */
function toScale(durations: readonly number[], room: number): number[] {
  const sum = durations.reduce((total, ms) => total + ms, 0)
  if (sum === 0) return durations.map(() => leastWait)
  const isShort = (ms: number) => (ms / sum) * room < leastWait
  const long = durations.filter((ms) => !isShort(ms)).reduce((total, ms) => total + ms, 0)
  const left = room - durations.filter(isShort).length * leastWait
  return durations.map((ms) => (isShort(ms) ? leastWait : Math.max(leastWait, (ms / long) * left)))
}

/** No more precise than it is. */
const roundText = (ms: number): string => durationText(ms < 1_000 ? Math.round(ms) : Math.round(ms / 100) * 100)

/** When a try is given up: 'given up after 60 s, 10 s without first text or 30 s of silence'. */
function tryWords({ timeoutMs, firstTokenMs, stallMs }: Spoken): string {
  const first =
    firstTokenMs !== null && firstTokenMs < timeoutMs ? `${durationText(firstTokenMs)} without first text` : ''
  const silence = stallMs !== null && stallMs < timeoutMs ? `${durationText(stallMs)} of silence` : ''
  const [last = '', ...before] = [silence, first, durationText(timeoutMs)].filter(Boolean)
  return `given up after ${[before.reverse().join(', '), last].filter(Boolean).join(' or ')}`
}

/** The same in words, with when each try ends. */
export function ribbonWords(policy: Spoken): string {
  const ranges = inTime(policy)
  if (ranges.length === 0) return `One try, ${tryWords(policy)}, then dead letter`
  const about = policy.jitter === 'none' ? '' : 'about '
  const waits = ranges.slice(0, mostTries).map(({ ms }) => roundText(ms))
  const more = ranges.length > waits.length ? ' and so on' : ''
  return `${ranges.length + 1} tries, each ${tryWords(policy)}, waiting ${about}${waits.join(', ')}${more} between them, then dead letter`
}
