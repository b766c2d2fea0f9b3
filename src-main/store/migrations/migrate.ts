import { createHash, hash } from 'node:crypto'
import { CommandError } from '#shared/result'
import { giveCauseOf } from '../causes'
import { crashPoint } from '../crash-point'
import type { Database } from '../database'
import { initial } from './0001-initial'
import { engine } from './0002-engine'
import { retention } from './0003-retention'
import { schedules } from './0004-schedules'
import { providers } from './0005-providers'
import { told } from './0006-told'
import { insights } from './0007-insights'
import { attemptWire } from './0008-attempt-wire'
import { causes } from './0009-causes'
import { bulk } from './0010-bulk'
import { triage } from './0011-triage'
import { rows } from './0012-rows'
import { liveExports } from './0013-exports'
import { dryRuns } from './0014-dry-runs'
import { ratings } from './0015-ratings'
import { watches } from './0016-watches'
import { attemptThen } from './0017-attempt-then'
import { rawAnswers } from './0019-raw-answers'

/** In order, and frozen once released: a file may be at any of them. */
export const migrations: readonly string[] = [
  ...[initial, engine, retention, schedules, providers, told, insights, attemptWire, causes, bulk, triage],
  rows,
  liveExports,
  dryRuns,
  ratings,
  watches,
  attemptThen,
  rawAnswers,
]

/**
 * Brings the schema to the newest version, or to `to` in tests: each step in a transaction of its own, with foreign keys off, since
 * rebuilding a table drops it, and checked before the commit. A file that is newer than the app is refused and not touched.
 */
export function migrate(db: Database, file: string, to = migrations.length) {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new CommandError(
      'storage',
      `${file} was written by a newer Trilane. It was left as it is; update the app to open it.`,
    )
  }
  if (version >= to) return
  db.function('sha256', { deterministic: true }, (text: unknown) => hash('sha256', String(text), 'buffer'))
  giveCauseOf(db)
  db.aggregate('sha256_chain', {
    start: () => Buffer.alloc(32),
    step: (chained: Buffer, digest: unknown) =>
      createHash('sha256')
        .update(chained)
        .update(digest as Buffer)
        .digest(),
  })
  const enforced = db.pragma('foreign_keys', { simple: true })
  db.pragma('foreign_keys = OFF')
  try {
    for (let next = version; next < to; next++) step(db, next)
  } finally {
    db.pragma(`foreign_keys = ${enforced}`)
  }
}

function step(db: Database, next: number) {
  const sql = migrations[next]
  if (sql === undefined) throw new Error(`no migration ${next + 1}`)
  db.transaction(() => {
    db.exec(sql)
    const broken = db.pragma('foreign_key_check') as unknown[]
    if (broken.length > 0)
      throw new Error(`migration ${next + 1} would leave ${broken.length} rows that point at nothing`)
    db.pragma(`user_version = ${next + 1}`)
    crashPoint('in_migration')
  }).immediate()
}
