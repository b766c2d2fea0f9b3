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
 * in a third of all tasks each, finding those that have both costs a seek for each of them. Lane and gate have words of their own for what
 * would be too many of those.
 */
export function tagsOf({ batchId, lane, gateId, state, failureCode, failureStatus, tokens }: TagSource): string {
  const end = endOf(state)
  const tags = [endTag(end), placeTag(end, lane, gateId), laneTag(lane), gateTag(gateId), `b${batchId}`]
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

/** FTS5 compares all alternatives at each task: so many cost about 2 ms for the tasks that a search shows. */
const mostAlternatives = 50
/** Of more gates than this, the check of each hit is as cheap. */
const mostGates = 200

/**
 * Expressions that together all tasks of the query match, and few others; '' where nothing narrows. Many batches are asked for in several
 * expressions, in their order: a batch's tasks stand together, so one after the other they give about the order of ids.
 */
export function compileTags({ end, lane, gates, batchIds, failureCode, status, tokensOver }: TagQuery): string[] {
  const all = [
    ...placeWords(end, lane, gates),
    anyOf(failureCode === undefined ? [] : [codeTag(failureCode)]),
    anyOf(status === undefined ? [] : [`h${status}`]),
    anyOf(tokensOver === undefined ? [] : tagsOver(tokensOver)),
  ]
  const batches = batchIds === undefined ? [''] : chunksOf(batchIds).map((ids) => anyOf(ids.map((id) => `b${id}`)))
  return batches.map((some) => [...all, some].filter(Boolean).join(' AND '))
}

function placeWords(end: End | null, lane: LaneName | undefined, gates: TagQuery['gates']): string[] {
  const asked = gates?.asked && gates.asked.length <= mostGates ? gates.asked : undefined
  const isSeveral = [end, lane, asked].filter((each) => each !== null && each !== undefined).length > 1
  const places = isSeveral ? placesOf(end, lane, asked ?? gates?.all ?? []) : []
  if (places.length > 0 && places.length <= mostAlternatives) return [anyOf(places)]
  return [anyOf(end ? [endTag(end)] : []), anyOf(lane ? [laneTag(lane)] : []), anyOf(asked?.map(gateTag) ?? [])]
}

const anyOf = (tags: readonly string[]): string =>
  tags.length === 0 ? '' : `(${[...new Set(tags)].map((tag) => `"${tag}"`).join(' OR ')})`

const chunksOf = (ids: readonly BatchId[]): BatchId[][] =>
  Array.from({ length: Math.ceil(ids.length / mostAlternatives) }, (_, n) =>
    ids.slice(n * mostAlternatives, (n + 1) * mostAlternatives),
  )

/** One missing does not compile. */
export const lanes = Object.keys({ fast: true, heavy: true } satisfies Record<LaneName, true>) as LaneName[]
const endTag = (end: End) => `s${end}`
const placeTag = (end: End, lane: string, gateId: number) => `p${end}${lane}${gateId}`
const laneTag = (lane: string) => `l${lane}`
const gateTag = (gateId: number) => `g${gateId}`
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
