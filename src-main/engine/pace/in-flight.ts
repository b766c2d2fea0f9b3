import type { LimitOf } from '#shared/limits'
import type { Tokens } from './estimate'
import { amountOf } from './meter'

export type Call = {
  readonly seq: number // in the order in which calls left, from 1
  readonly at: number
  readonly tokens: Tokens // as reserved
  readonly ratio: number // of estimates, when it left
}
/** A call that left, in flight or not, with what is now thought that it uses. */
type Sent = { readonly seq: number; tokens: Tokens; requests: number; isOver: boolean }

/** The calls that run, and those that left after the oldest of them: an answer's headers may have counted these or not. */
export function createInFlight() {
  const calls = new Map<number, Call>()
  const sent: Sent[] = []
  let seq = 0

  function forget() {
    while (sent[0]?.isOver) sent.shift()
  }
  /** Each call that left has one, in their order. */
  const recordOf = ({ seq: asked }: Call): Sent | undefined => sent[asked - (sent[0]?.seq ?? 0)]
  return {
    size: () => calls.size,
    /** Of the call that left last. */
    lastSeq: () => seq,
    start: (callId: number, at: number, tokens: Tokens, ratio: number): Call => {
      seq += 1
      const call = { seq, at, tokens, ratio }
      calls.set(callId, call)
      sent.push({ seq, tokens, requests: 1, isOver: false })
      return call
    },
    /** Undefined if no such call runs. */
    end: (callId: number): Call | undefined => {
      const call = calls.get(callId)
      if (!call) return undefined
      calls.delete(callId)
      const record = recordOf(call)
      if (record) record.isOver = true
      return call
    },
    /** It used so much less than was thought. */
    correct: (call: Call, tokens: Tokens, requests: number): void => {
      const record = recordOf(call)
      if (!record) return
      record.tokens = { input: record.tokens.input - tokens.input, output: record.tokens.output - tokens.output }
      record.requests -= requests
    },
    /** How much of a limit was taken by calls that left after this one. */
    usedAfter: (call: Call, of: LimitOf): number => {
      let sum = 0
      for (let i = sent.length - 1; i >= 0; i--) {
        const some = sent[i]
        if (!some || some.seq <= call.seq) break
        sum += of === 'requests' ? some.requests : amountOf(of, some.tokens)
      }
      return sum
    },
    /** Forgets those that ended and left before all that runs. */
    forget,
  }
}
