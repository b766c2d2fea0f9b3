import type { BatchDryRun } from '#shared/dry-run'
import type { BatchId, GateId } from '#shared/task'
import type { BatchStanding, Standing, Stuck } from './standing'

const noTasks: BatchStanding = { moving: 0, scheduled: 0, answered: 0, dead: 0, cancelled: 0 }

/** For tests: how things stand, with the batches given by their number. */
export function aStanding(batches: Record<number, Partial<BatchStanding>> = {}, own: Partial<Standing> = {}): Standing {
  const all = Object.entries(batches).map(([id, batch]) => [Number(id) as BatchId, { ...noTasks, ...batch }] as const)
  const dead = all.reduce((sum, [, batch]) => sum + batch.dead, 0)
  const waiting = all.reduce((sum, [, batch]) => sum + batch.moving + batch.scheduled, 0)
  return { batches: new Map(all), composeId: null, running: 0, waiting, dead, snoozed: 0, still: [], stuck: [], ...own }
}

export const aStuck = (own: Partial<Stuck> = {}): Stuck => ({
  ...{ gateId: 1 as GateId, provider: 'OpenAI', reason: 'auth', model: 'gpt-4o-mini', held: 40 },
  ...own,
})

export const aDryRun = (own: Partial<BatchDryRun> = {}): BatchDryRun => ({
  ...{ batchId: 3 as BatchId, rows: 5, state: 'waiting', tasks: 5, succeeded: 4, dead: 1, cancelled: 0, rest: 1_314 },
  ...{ startedAt: 1, waitingAt: 10, endedAt: null },
  ...own,
})
