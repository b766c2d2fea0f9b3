import { z } from 'zod'
import { EpochMs } from './task'

/** What work waits for longest: the slots of its lane, what a provider takes, or a gate that is closed. */
export const SlowedBy = z.enum(['lane', 'requests_per_minute', 'tokens_per_minute', 'concurrency', 'gate'])
export type SlowedBy = z.infer<typeof SlowedBy>

/** How long work takes by what is known of its lanes and of its providers' limits, as if it had them for itself. */
export const WorkTime = z.object({
  seconds: z.int().nonnegative().nullable(), // from now on; null: it waits for a person
  slowedBy: SlowedBy.nullable(), // null: nothing but the day that a provider takes for half the price
  providerId: z.string().nullable(), // of the model that takes longest; null where it is a lane
  model: z.string().nullable(),
  atMost: z.boolean(), // it may be much sooner: through a provider's batch API, within a day
  startsAt: EpochMs.nullable(), // when the lane's run window or the gate opens; null: now
  inLine: z.int().nonnegative(), // other tasks that stand in line or run in the same lanes, and take turns with it
})
export type WorkTime = z.infer<typeof WorkTime>
