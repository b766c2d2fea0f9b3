import { z } from 'zod'
import { EpochMs, Failure, GateId } from './task'

/** Why a gate closed. `auth` and `quota` wait for a person, the others for a time. */
export const GateReason = z.enum(['rate_limit', 'outage', 'auth', 'quota'])
export type GateReason = z.infer<typeof GateReason>

export const GateState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({
    kind: z.literal('closed'),
    reason: z.enum(['rate_limit', 'outage']),
    since: EpochMs,
    until: EpochMs,
    failure: Failure,
  }),
  z.object({
    kind: z.literal('closed'),
    reason: z.enum(['auth', 'quota']),
    since: EpochMs,
    until: z.null(),
    failure: Failure,
  }),
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
