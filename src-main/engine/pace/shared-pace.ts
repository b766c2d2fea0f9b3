import { type KnownLimits, SetLimits, unknownLimits } from '#shared/limits'
import type { EpochMs } from '#shared/task'
import { type CallEnd, createPacer, type Pacer } from './pacer'

type Member = { readonly id: number; readonly own: Pacer }
type Common = { pacer: Pacer | null; readonly members: Map<number, Pacer> }
type Times = { readonly now: number; readonly wallNow: EpochMs }

const nothingSet = SetLimits.parse({})

/**
 * Limits that several models of a provider have in common: beside the pacer of each there is one that sees the calls of them all, and both
 * must let a call pass. It begins once a second model is used, since until then a model's own pacer sees everything. A person's settings,
 * the token estimates and the calls at once stay each model's own.
 */
export function createSharedPaces() {
  const all = new Map<string, Common>()

  return {
    /**
     * The pacer of a gate whose limits are shared under that name; told of the same gate again, what was learned in common is forgotten.
     * Gates of different keys share none, so the name has to hold the key.
     */
    join(name: string, { id, own }: Member, { now, wallNow }: Times): Pacer {
      const common = all.get(name) ?? { pacer: null, members: new Map() }
      all.set(name, common)
      const isAnew = common.members.has(id)
      const known = isAnew ? unknownLimits : firstTold([...common.members.values()])
      common.members.set(id, own)
      if (common.members.size > 1 && (isAnew || common.pacer === null))
        common.pacer = createPacer({ known, set: nothingSet, now, wallNow })
      return both(own, () => common.pacer)
    },
  }
}

/** What headers told of one of them holds for all; what was measured was the share of that one. */
function firstTold(members: readonly Pacer[]): KnownLimits {
  const told = members.map((member) => member.known()).find((known) => Object.values(known).some(isTold))
  if (!told) return unknownLimits
  const only = <Limit>(limit: Limit) => (isTold(limit) ? limit : null)
  return {
    ...unknownLimits,
    ...{ requests: only(told.requests), tokens: only(told.tokens) },
    ...{ inputTokens: only(told.inputTokens), outputTokens: only(told.outputTokens) },
  }
}
const isTold = (limit: unknown): boolean =>
  typeof limit === 'object' && limit !== null && 'source' in limit && limit.source === 'headers'

function both(own: Pacer, common: () => Pacer | null): Pacer {
  return {
    ...own,
    waitMs: (now, tokens) => Math.max(own.waitMs(now, tokens), common()?.waitMs(now, tokens) ?? 0),
    waitsFor(now, tokens) {
      const shared = common()
      const isCommon = shared !== null && shared.waitMs(now, tokens) > own.waitMs(now, tokens)
      return (isCommon ? shared : own).waitsFor(now, tokens)
    },
    started(now, callId, tokens) {
      own.started(now, callId, tokens)
      common()?.started(now, callId, tokens)
    },
    unsent(callId) {
      own.unsent(callId)
      common()?.unsent(callId)
    },
    ended(now, callId, end) {
      own.ended(now, callId, end)
      common()?.ended(now, callId, commonEnd(end))
    },
  }
}

/** What is one model's own says nothing of the others: a used-up day, too many calls at once, an overload. */
function commonEnd(end: CallEnd): CallEnd {
  const isOwn = end.kind === 'overloaded' || (end.kind === 'rate_limited' && (end.limit ?? 'window') !== 'window')
  return isOwn ? { kind: 'gone' } : end
}
