import { z } from 'zod'
import { EpochMs } from './task'

/** When too many of a batch's tasks die. Of a batch it takes the place of the one that holds for all. */
export const DeadAlert = z.object({
  on: z.boolean(),
  share: z.number().min(0.01).max(1), // of those that were answered or died: told once it is more than this
  atLeast: z.int().min(1).max(1_000_000), // so many must have been answered or died: of fewer, a share says nothing
  pause: z.boolean(), // the batch is paused as well
})
export type DeadAlert = z.infer<typeof DeadAlert>

export const defaultDeadAlert: DeadAlert = { on: true, share: 0.2, atLeast: 20, pause: false }

/** What was found of a batch when the share was passed; it stays until the share has fallen to half of that. */
export const BatchAlert = z.object({
  at: EpochMs,
  dead: z.int().nonnegative(),
  settled: z.int().nonnegative(), // answered or dead at that moment
  paused: z.boolean(), // the batch was paused because of it, and nobody has resumed it since
})
export type BatchAlert = z.infer<typeof BatchAlert>

/** Whether more than the set share is dead. */
export const isPassed = ({ on, share, atLeast }: DeadAlert, dead: number, settled: number): boolean =>
  on && settled >= atLeast && dead > share * settled

/** Whether a share that was passed has fallen so far that passing it again would be news. Half: at the edge itself it would be chatter. */
export const hasFallen = ({ on, share }: DeadAlert, dead: number, settled: number): boolean =>
  !on || dead <= (share / 2) * settled

const number = (value: number) => value.toLocaleString()

/** Why a batch stands still; null where nobody but a person paused it. */
export const pauseReason = ({ paused, dead, settled }: BatchAlert): string | null =>
  paused ? `paused because ${number(dead)} of ${number(settled)} died` : null

/** An alert in words. @param name of the batch; null for the standing one of prompts that are written one at a time */
export function alertWords(
  { dead, settled, paused }: BatchAlert,
  name: string | null,
): { title: string; detail: string } {
  const of = name === null ? 'your prompts' : `“${name}”`
  const next = paused
    ? 'The batch was paused; what runs goes on. Look at the cause, then resume it.'
    : 'The others go on. Look at the cause, or pause the batch until it is put right.'
  return { title: `${number(dead)} of ${number(settled)} of ${of} died`, detail: `Nothing is lost. ${next}` }
}
