import { z } from 'zod'
import { BatchName, BatchOptions, Priority } from '../batch'
import { Gate } from '../gate'
import { LaneName, LanePolicy } from '../lane'
import { Pace } from '../overview'
import { BatchId } from '../task'
import { Done } from './common'

/** What stands still: what runs goes on, nothing new of it starts. */
export const PauseScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }), // also leaves safe mode
  z.object({ kind: z.literal('lane'), lane: LaneName }),
  z.object({ kind: z.literal('batch'), batchId: BatchId }),
  z.object({ kind: z.literal('provider'), providerId: z.string() }),
])
export type PauseScope = z.infer<typeof PauseScope>

/** What stands still, lanes, gates and batches. */
export const laneCommands = {
  setPaused: { request: z.object({ scopes: z.array(PauseScope).min(1), paused: z.boolean() }), response: Done },
  setBatch: {
    request: z.object({
      ...{ batchId: BatchId, name: BatchName.optional() },
      ...{ priority: Priority.optional(), options: BatchOptions.optional() },
    }),
    response: Done,
  },
  setLanePolicy: { request: z.object({ lane: LaneName, policy: LanePolicy }), response: Done },
  openGate: { request: z.object({ gateId: z.int() }), response: Done },
  getGates: {
    request: z.object({ providerId: z.string() }),
    response: z.object({ gates: z.array(Gate), paces: z.array(Pace) }), // all of them, also those that the overview leaves out
  },
  forgetLimits: { request: z.object({ gateId: z.int() }), response: Done }, // what was told and measured; it is learned anew from the next call on
} as const
