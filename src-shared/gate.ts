import { z } from 'zod'
import { EpochMs, Failure, GateId } from './task'

/** Why a gate closed. `auth` and `quota` wait for a person, the others for a time. */
export const GateReason = z.enum(['rate_limit', 'outage', 'auth', 'quota'])
export type GateReason = z.infer<typeof GateReason>

const closed = { kind: z.literal('closed'), since: EpochMs, failure: Failure }
export const GateState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.discriminatedUnion('reason', [
    z.object({ ...closed, reason: z.enum(['rate_limit', 'outage']), until: EpochMs }),
    z.object({ ...closed, reason: z.enum(['auth', 'quota']), until: z.null() }),
  ]),
  z.object({ kind: z.literal('half_open'), since: EpochMs }), // one probe first
])
export type GateState = z.infer<typeof GateState>

/** The rate-limit state of one provider + model. */
export const Gate = z.object({
  id: GateId,
  providerId: z.string(),
  model: z.string(),
  state: GateState,
  closures: z.int().nonnegative(), // outages in a row without a success: each doubles the next wait
})
export type Gate = z.infer<typeof Gate>
