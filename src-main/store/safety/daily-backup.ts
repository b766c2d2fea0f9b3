import type { Notice } from '#shared/contract'
import type { DueWork } from '#shared/work'
import type { Backups } from './backups'

/** The daily copy, as work of the engine's one timer. It holds nothing up: it is made in a thread. */
export function dailyBackup(
  backups: Pick<Backups, 'dueAt' | 'run'>,
  now: () => number,
  say: (notice: Notice) => void,
): DueWork {
  return {
    nextDueAt: backups.dueAt,
    async run() {
      if (now() < backups.dueAt()) return
      void backups.run('daily').then(
        (outcome) => {
          if (outcome.kind === 'skipped' && outcome.why !== 'unchanged')
            say({ kind: 'info', title: 'No daily backup was made', detail: outcome.message })
        },
        (error: unknown) => {
          const detail = error instanceof Error ? error.message : String(error)
          say({ kind: 'error', title: 'The daily backup failed', detail })
        },
      )
    },
  }
}
