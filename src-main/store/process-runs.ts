import type { EpochMs, GateId, TaskId } from '#shared/task'
import type { Orphan, PastBoot } from '#shared/work'
import type { bootsTable } from './boots'
import type { strikesTable } from './strikes'
import type { tasksTable } from './tasks'

type Parts = {
  /** Group commit. */
  readonly run: <T>(write: () => T) => Promise<T>
  readonly boots: ReturnType<typeof bootsTable>
  readonly tasks: ReturnType<typeof tasksTable>
  readonly strikes: ReturnType<typeof strikesTable>
  readonly nameOfGate: (id: GateId) => { providerId: string; model: string; keyId: string }
}

/** Who runs, how those before ended, and what they left running. */
export function processRuns({ run, boots, tasks, strikes, nameOfGate }: Parts) {
  let boot = 0
  return {
    /** Says who runs from now on: what another run left running is an orphan. How the last runs ended, newest first. */
    beginBoot: (bootId: string, machine: string, now: EpochMs): Promise<PastBoot[]> =>
      run(() => {
        boot = boots.start(bootId, machine, now)
        return boots.past(3)
      }),
    boot: (): number => boot,
    /** This run was refused before it began: how the ones before it ended is what the next start goes by. */
    withdrawBoot: (): Promise<void> =>
      run(() => {
        boots.forget(boot)
        boot = 0
      }),
    bootIsStable: (): Promise<void> => run(() => boots.stable(boot)),
    /** What dead processes left running. */
    leftRunning: (): Orphan[] =>
      tasks.running().flatMap((row) => {
        if (row.boot === boot) return []
        const { attempts: attempt, reserved, way: gateId, ...rest } = row
        const priority = tasks.get(row.id)?.priority ?? 0
        const way = { gateId, ...nameOfGate(gateId), reserved }
        return [{ ...rest, attempt, priority, model: way.model, way, bootEnded: boots.endOf(row.boot) }]
      }),
    strikesSince: strikes.since,
    strike: (id: TaskId, now: EpochMs): Promise<void> => run(() => strikes.add(id, now)),
    /** The run ended in order, with all on disk. */
    endBoot(): void {
      if (boot > 0) boots.end(boot)
    },
  }
}
