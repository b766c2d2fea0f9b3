import { expect, onTestFinished, test, vi } from 'vitest'
import { connect } from './database'
import { preparedLater } from './prepared-later'
import { databaseFile } from './safety/files'
import { tempDir } from './safety/fixture'
import { schemaOf } from './schema-as-made'
import { openStore } from './store'
import { tempStore } from './temp-store'

function setup() {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const real = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void real.close())
  real.exec('CREATE TABLE t (a INTEGER, b TEXT)')
  return { real, db: preparedLater(real), prepare: vi.spyOn(real, 'prepare') }
}

test('a statement is prepared when it is first used, and once', () => {
  const { db, prepare } = setup()
  const insert = db.prepare<[number, string]>('INSERT INTO t VALUES (?, ?)')
  const of = db.prepare<{ a: number }, { b: string }>('SELECT b FROM t WHERE a = @a')
  expect(prepare).not.toHaveBeenCalled()
  expect(insert.run(1, 'one').changes).toBe(1)
  expect(insert.run(2, 'two').changes).toBe(1)
  expect(of.get({ a: 2 })).toEqual({ b: 'two' })
  expect(of.all({ a: 1 })).toEqual([{ b: 'one' }])
  expect(of.get({ a: 3 })).toBeUndefined()
  const { get } = db.prepare<[number], { b: string }>('SELECT b FROM t WHERE a = ?')
  expect([get(1), get(2)]).toEqual([{ b: 'one' }, { b: 'two' }])
  expect(prepare).toHaveBeenCalledTimes(3)
})

test('the shape of its rows is as asked for, and others are prepared while one gives its rows', () => {
  const { db } = setup()
  db.exec("INSERT INTO t VALUES (1, 'one'), (2, 'two')")
  expect(db.prepare('SELECT b FROM t ORDER BY a').pluck().all()).toEqual(['one', 'two'])
  expect(db.prepare('SELECT a, b FROM t ORDER BY a').raw().get()).toEqual([1, 'one'])
  const of = db.prepare<[unknown], string>('SELECT b FROM t WHERE a = ?').pluck()
  const seen: unknown[] = []
  for (const a of db.prepare<[], number>('SELECT a FROM t ORDER BY a').pluck().iterate()) seen.push(of.get(a))
  expect(seen).toEqual(['one', 'two'])
})

test('within a transaction that fails nothing stays, and a statement goes on after it', () => {
  const { db } = setup()
  const insert = db.prepare<[number]>('INSERT INTO t (a) VALUES (?)')
  const count = db.prepare<[], number>('SELECT count(*) FROM t').pluck()
  const fails = db.transaction(() => {
    insert.run(1)
    throw new Error('no')
  })
  expect(() => fails()).toThrow('no')
  expect(count.get()).toBe(0)
  insert.run(2)
  expect(count.get()).toBe(1)
})

test('of a schema as it was made a start prepares few; of any other it prepares all, so that what is missing is told before any work', () => {
  const started = tempStore()
  onTestFinished(started.remove)
  started.store.close()
  const file = databaseFile(started.dataDir)
  const edit = (sql: string) => {
    const db = connect(file, { timeoutMs: 0 })
    db.exec(sql)
    const schema = schemaOf(db)
    db.close()
    return schema
  }
  const made = edit('SELECT 1')
  expect(edit('CREATE INDEX mine ON meta (value)')).not.toBe(made)
  started.reopen() // what a person added by hand is no damage
  started.store.close()
  // No start reads of it.
  edit('ALTER TABLE ratings RENAME TO rating')
  expect(() => openStore(started.dataDir)).toThrow(expect.objectContaining({ kind: 'damaged' }))
})
