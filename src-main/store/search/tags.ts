import type { LaneName } from '#shared/lane'
import type { BatchId, GateId } from '#shared/task'

/** What the index knows of a task besides its texts. */
export type TagSource = {
  readonly batchId: number
  readonly lane: string
  readonly gateId: number
  readonly state: string
  readonly failureCode: string | null
  readonly failureStatus: number | null
  readonly tokens: number | null
}

/** How a task ended; one that has not is `live` whatever it does, for that changes too often to be kept in an index. */
export const ends = ['live', 'succeeded', 'dead', 'cancelled'] as const
export type End = (typeof ends)[number]
export const endOf = (state: string): End => ends.find((end) => end === state) ?? 'live'

/**
 * Words in a column of their own, so that FTS5 itself narrows by end, lane, gate, batch, failure and size: it walks only tasks that have all
 * of it, where a filter after it would look at each of a million. End, lane and gate stand together in one word as well: where two words are
 * in a third of all tasks each, finding those that have both costs a seek for each of them.
 */
export function tagsOf({ batchId, lane, gateId, state, failureCode, failureStatus, tokens }: TagSource): string {
  const end = endOf(state)
  const tags = [endTag(end), placeTag(end, lane, gateId), `b${batchId}`]
  if (failureCode !== null) tags.push(codeTag(failureCode))
  if (failureStatus !== null) tags.push(`h${failureStatus}`)
  if (tokens !== null && tokens > 0) tags.push(...sizeTags(tokens))
  return tags.join(' ')
}

export type TagQuery = {
  readonly end: End | null
  readonly lane?: LaneName | undefined
  /** Those asked for, and all there are. */
  readonly gates?: { readonly asked: readonly GateId[] | undefined; readonly all: readonly GateId[] } | undefined
  readonly batchIds?: readonly BatchId[] | undefined
  readonly failureCode?: string | undefined
  readonly status?: number | undefined
  readonly tokensOver?: number | undefined
}

/** Of more than this FTS5 would be slower than the check of each hit. */
const mostAlternatives = 50

/** An expression that all tasks of the query match, and few others; '' when nothing narrows. */
export function compileTags({ end, lane, gates, batchIds, failureCode, status, tokensOver }: TagQuery): string {
  const places = lane || gates?.asked ? placesOf(end, lane, gates?.asked ?? gates?.all ?? []) : []
  const hasPlaces = places.length > 0 && places.length <= mostAlternatives
  const all = [
    hasPlaces ? anyOf(places) : anyOf(end && [endTag(end)]),
    anyOf(batchIds?.map((id) => `b${id}`)),
    anyOf(failureCode === undefined ? null : [codeTag(failureCode)]),
    anyOf(status === undefined ? null : [`h${status}`]),
    anyOf(tokensOver === undefined ? null : tagsOver(tokensOver)),
  ]
  return all.filter(Boolean).join(' AND ')
}

function anyOf(tags: readonly string[] | null | undefined): string {
  const each = [...new Set(tags)]
  if (each.length === 0 || each.length > mostAlternatives) return ''
  return `(${each.map((tag) => `"${tag}"`).join(' OR ')})`
}

/** One missing does not compile. */
const lanes = Object.keys({ fast: true, heavy: true } satisfies Record<LaneName, true>) as LaneName[]
const endTag = (end: End) => `s${end}`
const placeTag = (end: End, lane: string, gateId: number) => `p${end}${lane}${gateId}`
const codeTag = (code: string) => `f${code.replaceAll('_', '')}`

const placesOf = (end: End | null, lane: LaneName | undefined, gateIds: readonly GateId[]) =>
  (end ? [end] : ends).flatMap((each) =>
    (lane ? [lane] : lanes).flatMap((name) => gateIds.map((gateId) => placeTag(each, name, gateId))),
  )

/** Sizes stand in eighths of a power of two: `q<power>e<eighth>`, and `t<power>` for each power that they reach. */
const powerOf = (tokens: number) => 31 - Math.clz32(Math.min(tokens, 2 ** 31 - 1))
const eighthOf = (tokens: number, power: number) => Math.min(7, Math.floor((tokens / 2 ** power - 1) * 8))

function sizeTags(tokens: number): string[] {
  const power = powerOf(tokens)
  return [`q${power}e${eighthOf(tokens, power)}`, ...Array.from({ length: power + 1 }, (_, n) => `t${n}`)]
}

/** Tags of which every task of more tokens has one; at the lower end also some that have up to an eighth less. */
function tagsOver(tokens: number): string[] {
  if (tokens < 1) return ['t0']
  const power = powerOf(tokens)
  const first = eighthOf(tokens, power)
  return [`t${power + 1}`, ...Array.from({ length: 8 - first }, (_, n) => `q${power}e${first + n}`)]
}
