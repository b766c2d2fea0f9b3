import { z } from 'zod'
import { AttemptThen } from './attempt-then'

/** Stands for a key, and for the value of any header that a person set: neither is told to a window. No header can carry this character. */
export const hidden = '\u2022'.repeat(6)

const Headers = z.array(z.tuple([z.string(), z.string()])) // name and value, in the order of the wire

/** A request as it goes out, with secrets hidden. */
export const WireRequest = z.object({
  method: z.string(),
  url: z.string(),
  headers: Headers,
  body: z.string().nullable(),
})
export type WireRequest = z.infer<typeof WireRequest>

/** What came back for an attempt, with keys masked: of one that did not succeed at most `longestBody` characters of its body too. */
export const WireAnswer = z.object({
  status: z.int(),
  headers: Headers,
  body: z.string().nullable(), // null: none was read, it succeeded (its text is the result) and those are not kept, or it was removed
  cut: z.boolean(), // there was more
})
export type WireAnswer = z.infer<typeof WireAnswer>

/** What an attempt's record of the wire keeps of a body. Errors are short; what is longer is a web page, or an echo of the prompt. */
export const longestBody = 64 * 1024

/** And of the body of a call that succeeded, where a person has those kept. */
export const longestAnswer = 256 * 1024

/** The raw side of one attempt. */
export const AttemptWire = z.object({
  request: WireRequest.nullable(), // built anew from what is stored
  problem: z.string().nullable(), // why there is none, in words
  answer: WireAnswer.nullable(), // null: none came, or none was kept
  atTheTime: AttemptThen.nullable(), // null: it succeeded, its end was not seen, or it was made before this was kept
})
export type AttemptWire = z.infer<typeof AttemptWire>
