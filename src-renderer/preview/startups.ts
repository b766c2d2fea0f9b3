import type { Backup, DamageSurvey, Startup, StartupProblem } from '#shared/startup'
import { now } from './tasks'

const file = '/home/me/.config/Trilane/trilane.db'
const hour = 3_600_000

export const madeUpBackups: Backup[] = (['quit', 'daily', 'manual', 'quit', 'daily', 'migration'] as const).map(
  (reason, index) => ({
    ...{ name: `2026-01-0${6 - index}T10-00-00-000Z-${reason}.db`, reason },
    ...{ at: now - (index * 22 + 3) * hour, bytes: 41_200_000 - index * 2_400_000 },
  }),
)

const blocked = (kind: StartupProblem['kind'], detail = ''): Startup => ({
  ...{ kind: 'blocked', problem: { kind, file, detail } },
  ...{ lastSavedAt: now - 2 * hour, backups: madeUpBackups },
})

/** What main answers to getStartup, by the scenario's name. */
export const startups: Readonly<Record<string, Startup>> = {
  'startup-damaged': blocked('damaged', 'Tree 14 page 231 cell 9: Rowid 14873 out of order'),
  'startup-not-sqlite': blocked('not_sqlite'),
  'startup-foreign': blocked('foreign'),
  'startup-newer': blocked('newer'),
  'startup-read-only': blocked('read_only', 'EROFS: read-only file system'),
  'startup-in-use': blocked(
    'in_use',
    '/home/me/.config/Trilane is in use by another Trilane (process 4121). Close it, or choose another data folder.',
  ),
}

export const madeUpSurvey: DamageSurvey = {
  backup: { backup: madeUpBackups[0] as Backup, tasks: 14_860, results: 11_204 },
  salvage: {
    ...{ tasks: 15_012, results: 11_390 },
    tables: [
      { table: 'tasks', read: 15_012, lost: 21 },
      { table: 'results', read: 11_390, lost: 9 },
    ],
  },
}
