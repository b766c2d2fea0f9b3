import { z } from 'zod'
import { KnownLimits } from './limits'
import { EpochMs, Failure, GateId } from './task'

/** Why a gate closed. `auth`, `quota` and `model` wait for a person, unless a quota is known to return; the others for a time. */
export const GateReason = z.enum(['rate_limit', 'outage', 'auth', 'quota', 'model'])
export type GateReason = z.infer<typeof GateReason>

const closed = { kind: z.literal('closed'), since: EpochMs, failure: Failure }
export const GateState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.discriminatedUnion('reason', [
    z.object({ ...closed, reason: z.enum(['rate_limit', 'outage']), until: EpochMs }),
    z.object({ ...closed, reason: z.enum(['auth', 'quota', 'model']), until: EpochMs.nullable() }), // null: until a person acts
  ]),
  z.object({ kind: z.literal('half_open'), since: EpochMs }), // one probe first
])
export type GateState = z.infer<typeof GateState>

/** The key of a provider that has but one, or none. Others count up from there, and no number is given twice. */
export const firstKeyId = '1'

/** The rate-limit state of one provider + key + model. Tasks stand in line at the gate of the first key (`routeId`) and go through any. */
export const Gate = z.object({
  id: GateId,
  routeId: GateId,
  providerId: z.string(),
  model: z.string(),
  keyId: z.string(),
  state: GateState,
  closures: z.int().nonnegative(), // times in a row that it closed, since it last let a success through
  limits: KnownLimits,
})
export type Gate = z.infer<typeof Gate>
