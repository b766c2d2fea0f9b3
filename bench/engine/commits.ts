import Database from 'better-sqlite3'

/**
 * How many transactions `work` commits in this process. Only for a round that is not timed: it tells how large the engine's groups really
 * are, so that raw SQLite writes in groups of the same size.
 */
export async function countCommits(work: () => Promise<unknown>): Promise<number> {
  const { prepare } = Database.prototype
  let commits = 0
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql)
    if (/^\s*COMMIT/i.test(sql)) {
      const run = statement.run.bind(statement)
      statement.run = () => {
        commits++
        return run([])
      }
    }
    return statement
  } as typeof prepare
  try {
    await work()
  } finally {
    Database.prototype.prepare = prepare
  }
  return commits
}
