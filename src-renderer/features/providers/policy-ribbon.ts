import type { LanePolicy } from '#shared/lane'
import { durationText } from './duration-text'

export type RibbonPart =
  | { readonly kind: 'try'; readonly number: number; readonly width: number }
  | {
      readonly kind: 'wait'
      readonly before: number
      readonly ms: number
      readonly width: number
      readonly label: string | null
    }
  | { readonly kind: 'more'; readonly tries: number; readonly width: number } // tries left out of the drawing
export type Ribbon = { readonly parts: readonly RibbonPart[]; readonly totalMs: number }

const tryWidth = 22
const moreWidth = 26
const leastWait = 5
/** More tries than this do not fit side by side: the first three and the last one then stand for all. */
const mostTries = 6
const firstTries = 3

/** What a lane's policy does to a task that never succeeds, before jitter: its tries, and its waits to scale. Widths in px add up to `width`
 *  as long as there is room. */
export function policyRibbon(policy: LanePolicy, width: number): Ribbon {
  const tries = policy.retries + 1
  const folded = tries > mostTries
  const shown = folded ? [1, 2, 3, tries] : Array.from({ length: tries }, (_, index) => index + 1)
  const waits = shown.slice(1).map((number) => ({ number, ms: waitBefore(policy, number) }))
  const room = width - shown.length * tryWidth - (folded ? moreWidth : 0)
  const widths = toScale(
    waits.map(({ ms }) => ms),
    room,
  )

  const parts = shown.flatMap((number, index): RibbonPart[] => {
    const attempt: RibbonPart = { kind: 'try', number, width: tryWidth }
    const wait = waits[index - 1]
    if (!wait) return [attempt]
    const waitWidth = widths[index - 1] ?? leastWait
    const text = durationText(wait.ms)
    const label = waitWidth >= text.length * 6.5 + 8 ? text : null
    const gap: RibbonPart = { kind: 'wait', before: number, ms: wait.ms, width: waitWidth, label }
    const left = tries - firstTries - 1
    return folded && index === firstTries
      ? [{ kind: 'more', tries: left, width: moreWidth }, gap, attempt]
      : [gap, attempt]
  })
  return { parts, totalMs: totalWait(policy) }
}

/** The wait before a try; the first has none before it. Jitter spreads it from half to one and a half times. */
function waitBefore({ delayMs, backoff, maxDelayMs }: LanePolicy, attempt: number): number {
  const stated = backoff === 'fixed' ? delayMs : delayMs * 2 ** Math.min(attempt - 2, 31)
  return Math.min(stated, maxDelayMs)
}

function totalWait(policy: LanePolicy): number {
  let total = 0
  for (let attempt = 2; attempt <= policy.retries + 1; attempt += 1) total += waitBefore(policy, attempt)
  return total
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

/** The same in words. */
export function ribbonWords(policy: LanePolicy): string {
  if (policy.retries === 0) return 'One try, then dead letter'
  const waits = Array.from({ length: Math.min(policy.retries, mostTries) }, (_, index) =>
    durationText(waitBefore(policy, index + 2)),
  )
  const more = policy.retries > waits.length ? ' and so on' : ''
  return `${policy.retries + 1} tries, waiting ${waits.join(', ')}${more} between them, then dead letter`
}
