import type { Database } from './database'

type Statement = ReturnType<typeof real>
type Ways = Pick<Statement, 'run' | 'get' | 'all' | 'iterate'>
const real = (db: Database, sql: string) => db.prepare<unknown[]>(sql)

/**
 * The same connection, whose statements are prepared when they are first used. The store has some 450, and a start uses few of them: to prepare
 * all took more time than all else that opening does. For a schema that was looked at: of a wrong one a statement tells only once it is used.
 */
export function preparedLater(db: Database): Database {
  return Object.create(db, {
    prepare: { value: (sql: string) => new Later(db, sql), configurable: true },
  }) as Database
}

/** A statement as the driver has it, as far as the store uses one. */
class Later implements Ways {
  readonly #db: Database
  readonly #sql: string
  #shape: ((statement: Statement) => void) | null = null
  #statement: Statement | null = null

  constructor(db: Database, sql: string) {
    this.#db = db
    this.#sql = sql
  }

  // Each is replaced by the statement's own with the first use of any.
  run: Statement['run'] = (...params) => this.#prepared().run(...params)
  get: Statement['get'] = (...params) => this.#prepared().get(...params)
  all: Statement['all'] = (...params) => this.#prepared().all(...params)
  iterate: Statement['iterate'] = (...params) => this.#prepared().iterate(...params)

  pluck(on = true): this {
    this.#shape = (statement) => void statement.pluck(on)
    return this
  }

  raw(on = true): this {
    this.#shape = (statement) => void statement.raw(on)
    return this
  }

  #prepared(): Ways {
    if (this.#statement !== null) return this.#statement // whoever called had taken the method before
    const statement = real(this.#db, this.#sql)
    this.#shape?.(statement)
    this.#statement = statement
    this.run = statement.run.bind(statement)
    this.get = statement.get.bind(statement)
    this.all = statement.all.bind(statement)
    this.iterate = statement.iterate.bind(statement)
    return statement
  }
}
