import { BoundedMap } from './bounded-map'

export type FaultKind = 'unavailable' | 'server_error' | 'drop' | 'hang' | 'refused' | 'client_error'
type Concurrency = { readonly now: number; readonly max: number; readonly calls: number }
/** One call that came in. */
export type CallRecord = {
  readonly at: number
  readonly model: string
  readonly content: string // its beginning
  readonly contentHash: string
  readonly key: string | null
  ending: string | null // null while it runs; else answered, replayed, rate_limited, abandoned or a fault
}

/** A call with its end, as it is told to who listens. */
export type EndedCall = Readonly<CallRecord> & { readonly ending: Ending; readonly endedAt: number }

/** The provider's own count of what was asked of it. Counts a call from when its body is read until its answer starts out. */
export type SimulatorStats = {
  readonly calls: number
  readonly answered: number
  readonly replayed: number
  readonly rateLimited: number
  readonly abandoned: number // the client hung up, hangs apart
  readonly faults: Readonly<Record<FaultKind, number>>
  readonly concurrency: Concurrency & { readonly byModel: Readonly<Record<string, Concurrency>> }
  readonly firstAt: number | null
  readonly lastAt: number | null
  readonly callsByKey: Readonly<Record<string, number>> // the newest 20,000 keys
  readonly recent: readonly Readonly<CallRecord>[] // the newest 2,000 calls, oldest first
}

const mostKeys = 20_000
const mostRecent = 2_000
const mostModels = 1_000
const contentLength = 120

export type Ending = 'answered' | 'replayed' | 'rate_limited' | 'abandoned' | FaultKind
export type CallStart = Pick<CallRecord, 'model' | 'content' | 'contentHash' | 'key'>

/** Counts calls. `started` gives the function that ends the call's count; calling it again changes nothing. */
export class StatsCounter {
  readonly #total = counter()
  readonly #byModel = new Map<string, ReturnType<typeof counter>>()
  readonly #endings: Record<Ending, number> = {
    answered: 0,
    replayed: 0,
    rate_limited: 0,
    abandoned: 0,
    unavailable: 0,
    server_error: 0,
    drop: 0,
    hang: 0,
    refused: 0,
    client_error: 0,
  }
  readonly #callsByKey = new BoundedMap<string, number>(mostKeys)
  readonly #recent: CallRecord[] = []
  #firstAt: number | null = null
  #lastAt: number | null = null

  constructor(
    private readonly now: () => number,
    private readonly onEnded: (call: EndedCall) => void = () => {},
  ) {}

  started(call: CallStart): (ending: Ending) => void {
    const at = this.now()
    this.#firstAt ??= at
    this.#lastAt = at
    if (call.key !== null) this.#callsByKey.set(call.key, (this.#callsByKey.get(call.key) ?? 0) + 1)
    const record: CallRecord = {
      at,
      ...call,
      content: call.content.slice(0, contentLength).toWellFormed(),
      ending: null,
    }
    this.#recent.push(record)
    if (this.#recent.length > mostRecent) this.#recent.shift()
    const counters = [this.#total, this.#model(call.model)]
    for (const each of counters) each.enter()
    // A client that hangs up and calls again may be heard calling first: both are events of one poll, and the peak is taken after it.
    setImmediate(() => {
      for (const each of counters) each.notePeak()
    })
    return (ending) => {
      if (record.ending !== null) return
      record.ending = ending
      this.#endings[ending] += 1
      const endedAt = this.now()
      this.#lastAt = endedAt
      for (const each of counters) each.leave()
      this.onEnded({ ...record, ending, endedAt })
    }
  }

  snapshot(): SimulatorStats {
    const { answered, replayed, rate_limited, abandoned, ...faults } = this.#endings
    const byModel = Object.fromEntries([...this.#byModel].map(([model, each]) => [model, each.state()]))
    return {
      calls: this.#total.state().calls,
      answered,
      replayed,
      rateLimited: rate_limited,
      abandoned,
      faults,
      concurrency: { ...this.#total.state(), byModel },
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      callsByKey: Object.fromEntries(this.#callsByKey.entries()),
      recent: this.#recent.map((record) => ({ ...record })),
    }
  }

  #model(model: string): ReturnType<typeof counter> {
    const name = this.#byModel.has(model) || this.#byModel.size < mostModels ? model : 'other'
    const known = this.#byModel.get(name) ?? counter()
    this.#byModel.set(name, known)
    return known
  }
}

function counter() {
  let now = 0
  let max = 0
  let calls = 0
  return {
    enter(): void {
      now += 1
      calls += 1
    },
    notePeak(): void {
      max = Math.max(max, now)
    },
    leave(): void {
      now -= 1
    },
    state: (): Concurrency => ({ now, max, calls }),
  }
}
