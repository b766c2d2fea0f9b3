/** The figures of one side, one for each round, and their median. */
export type Side = { readonly median: number; readonly all: readonly number[] }
export type Noted = Side & { readonly note: string }
/** A peer's figures with what it promises less, or why there are none. */
export type Peer = Noted | { readonly notRun: string }
/** The event loop's delay while our side ran: the median of the rounds' 99th percentiles, and the worst of all rounds. The timer's own
 *  millisecond is in it; nothing is subtracted. */
export type LoopDelay = { readonly p99Ms: number; readonly worstMs: number }
export type Goal = { readonly text: string; readonly met: boolean }

export type Result = {
  readonly name: string
  readonly what: string
  readonly unit: string
  readonly ours: Side
  /** better-sqlite3 alone, writing the same rows, with SQLite's own checkpoints. */
  readonly raw: Noted | null
  /** The same with our checkpoints; null where raw commits too little for one. */
  readonly rawCheckpointed: Noted | null
  /** ours to raw, of the medians. */
  readonly ratio: number | null
  readonly ratioCheckpointed: number | null
  readonly peers: Readonly<Record<string, Peer>>
  readonly eventLoop: LoopDelay | null
  /** All goals in one line, and whether every one of them was met, null when there are none; each alone in `goals`. */
  readonly goal: string
  readonly met: boolean | null
  readonly goals: readonly Goal[]
  /** Whatever else helps to read the figure. */
  readonly detail: Readonly<Record<string, number | string>>
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

/** The value below which `percent` of the values lie; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, rank)] ?? Number.NaN
}

export const side = (all: readonly number[]): Side => ({ median: median(all), all })

type Optional = 'rawCheckpointed' | 'peers' | 'detail' | 'eventLoop'
type Draft = Omit<Result, 'ratio' | 'ratioCheckpointed' | 'goal' | 'met' | Optional> & Partial<Pick<Result, Optional>>

/** Fills in what follows from the rest: the ratios, the goals of the event loop, and whether all were met. */
export function result({
  rawCheckpointed = null,
  peers = {},
  detail = {},
  eventLoop = null,
  goals,
  ...rest
}: Draft): Result {
  const all = eventLoop ? [...goals, ...loopGoals(eventLoop)] : goals
  return {
    ...rest,
    rawCheckpointed,
    peers,
    detail,
    eventLoop,
    ratio: rest.raw && rest.ours.median / rest.raw.median,
    ratioCheckpointed: rawCheckpointed && rest.ours.median / rawCheckpointed.median,
    goals: all,
    goal: all.map(({ text }) => text).join('; '),
    met: all.length > 0 ? all.every(({ met }) => met) : null,
  }
}

/** The same goal against each of the two raw sides. */
export const rawGoals = (least: number, ours: Side, raw: Side, rawCheckpointed: Side): Goal[] => [
  { text: `≥ ${least} of raw`, met: ours.median / raw.median >= least },
  { text: `≥ ${least} of raw with our checkpoints`, met: ours.median / rawCheckpointed.median >= least },
]

const loopGoals = ({ p99Ms, worstMs }: LoopDelay): Goal[] => [
  { text: 'event loop p99 < 10 ms', met: p99Ms < 10 },
  { text: 'event loop worst < 50 ms', met: worstMs < 50 },
]
