import type { BatchId, GateId } from '#shared/task'
import type { BatchStanding, Standing, Stuck } from './standing'

const noTasks: BatchStanding = { moving: 0, scheduled: 0, answered: 0, dead: 0, cancelled: 0 }

/** For tests: how things stand, with the batches given by their number. */
export function aStanding(batches: Record<number, Partial<BatchStanding>> = {}, own: Partial<Standing> = {}): Standing {
  const all = Object.entries(batches).map(([id, batch]) => [Number(id) as BatchId, { ...noTasks, ...batch }] as const)
  const dead = all.reduce((sum, [, batch]) => sum + batch.dead, 0)
  const waiting = all.reduce((sum, [, batch]) => sum + batch.moving + batch.scheduled, 0)
  return { batches: new Map(all), composeId: null, running: 0, waiting, dead, still: [], stuck: [], ...own }
}

export const aStuck = (own: Partial<Stuck> = {}): Stuck => ({
  ...{ gateId: 1 as GateId, provider: 'OpenAI', reason: 'auth', model: 'gpt-4o-mini', held: 40 },
  ...own,
})
