import { type TaskState, type TaskView, tryNumber } from '#shared/task'
import { missing } from '../../format'
import type { PipHue } from '../../ui/Pips'
import type { Glyph } from '../../ui/StateGlyph'

type Kept = { readonly held: boolean; readonly paused?: boolean; readonly shut?: boolean }

/** The glyph of a row; a queued task is paused by a person, outside its run window, or held behind a closed gate. */
export function glyphOf(state: TaskState, { held, paused = false, shut = false }: Kept): Glyph {
  if (state.kind !== 'queued') return state.kind
  if (paused) return 'paused'
  return shut ? 'shut' : held ? 'held' : 'queued'
}

/** The hue of the pip that the task is at. */
export function currentPip({ state, lane }: Pick<TaskView, 'state' | 'lane'>): PipHue {
  switch (state.kind) {
    case 'running':
      return lane
    case 'backing_off':
      return 'wait'
    case 'succeeded':
      return 'ok'
    case 'dead':
      return 'dead'
    default:
      return 'spent'
  }
}

export type Tries = { readonly tried: number; readonly of: number; readonly words: string }

/** '2/4': which try of how many. Tries that a rate limit sent back do not count. */
export function triesOf(
  { state, retriesUsed, attempts }: Pick<TaskView, 'state' | 'retriesUsed' | 'attempts'>,
  retries: number,
): Tries {
  const tried = attempts === 0 ? 0 : tryNumber({ state, retriesUsed })
  const of = Math.max(tried, retries + 1) // a policy that was lowered since does not unmake tries
  return { tried, of, words: `${tried === 0 ? missing : tried}/${of}` }
}
