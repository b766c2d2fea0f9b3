import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TaskId } from '#shared/task'
import type { Database } from '../database'
import { countDrift, imbalances } from '../receipt/counts'
import { finish, runHere } from '../receipt/thread/run-job'
import { openStore, type Store } from '../store'
import { aTask } from '../temp-store'
import { type Cursor, start } from './candidates'
import { nextLimit, purge } from './purge'
import { purgeSlices } from './purge-slice'
import { type TempRetention, tempRetention } from './temp-retention'

/** The files as they are on the disk in this moment: what a process that is killed now would leave. */
function leftBy(temp: TempRetention): string {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-killed-'))
  for (const part of ['', '-wal']) {
    if (existsSync(temp.file + part)) copyFileSync(temp.file + part, join(dir, `trilane.db${part}`))
  }
  return dir
}

const everything = (db: Database) => ({
  tasks: db.prepare('SELECT id, position, state, title, version FROM tasks ORDER BY id').all(),
  payloads: db.prepare('SELECT * FROM payloads ORDER BY task_id, revision').all(),
  results: db.prepare('SELECT task_id, text, hash FROM results ORDER BY task_id').all(),
  purged: db.prepare('SELECT batch_id, position, input, result, settled_at FROM purged_tasks ORDER BY position').all(),
  counts: db.prepare('SELECT * FROM task_counts WHERE n <> 0 ORDER BY batch_id, lane, gate_id, state').all(),
  batches: db.prepare('SELECT accepted, purged, manifest FROM batches ORDER BY id').all(),
})

function identity({ db }: Store) {
  expect(imbalances(db)).toEqual([])
  const drift = countDrift(db)
  let step = drift.next()
  while (!step.done) step = drift.next()
  expect(step.value).toEqual([])
}

/** The rest of a purge, as the next start would do it. */
async function goOn(store: Store, kind: 'tasks' | 'texts', before: number, at: number) {
  const parts = { run: store.write, now: () => at, elapsed: () => 0, signal: new AbortController().signal, tell() {} }
  await purge({ slice: purgeSlices(store.db, store.changes)[kind], from: start, before }, parts)
}

it.each(['tasks', 'texts'] as const)('a purge of %s that is killed at any slice is whole again', async (kind) => {
  const temp = await tempRetention()
  const killed: string[] = []
  try {
    const ids = await temp.enqueue(
      Array.from({ length: 40 }, (_, index) => `prompt ${index} ${'x'.repeat(index * 50)}`),
    )
    await temp.succeed(ids.slice(0, 35))
    const slice = purgeSlices(temp.store.db, temp.store.changes)[kind]
    for (let next: Cursor | null = start; next !== null; ) {
      const from: Cursor = next
      const written = await temp.store.write(() => {
        const done = slice(from, 100, 9, 100)
        killed.push(leftBy(temp)) // in the middle of a transaction
        return done
      })
      killed.push(leftBy(temp)) // between two
      next = written.next
    }
    expect(killed.length).toBeGreaterThan(6)
    const whole = everything(temp.store.db)
    for (const dir of killed) {
      const store = openStore(dir)
      try {
        identity(store)
        const job = { name: 'verify', file: join(dir, 'trilane.db'), batchId: temp.batchId } as const
        expect(await finish(runHere(job))).toMatchObject({ ok: true, tasks: 40 })
        await goOn(store, kind, 100, 100)
        expect(everything(store.db)).toEqual(whole)
      } finally {
        store.close()
      }
    }
  } finally {
    for (const dir of killed) rmSync(dir, { recursive: true, force: true })
    temp.remove()
  }
})

type Step =
  | { readonly kind: 'enqueue'; readonly count: number; readonly needsFirst: boolean }
  | { readonly kind: 'succeed' | 'fail' | 'cancel' | 'requeue'; readonly which: number; readonly count: number }
  | { readonly kind: 'purgeTasks' | 'purgeTexts'; readonly age: number; readonly limit: number }

const which = { which: fc.nat(30), count: fc.integer({ min: 1, max: 4 }) }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('enqueue' as const),
      count: fc.integer({ min: 1, max: 5 }),
      needsFirst: fc.boolean(),
    }),
    fc.record({
      kind: fc.constantFrom('succeed' as const, 'fail' as const, 'cancel' as const, 'requeue' as const),
      ...which,
    }),
    fc.record({
      kind: fc.constantFrom('purgeTasks' as const, 'purgeTexts' as const),
      ...{ age: fc.nat(12), limit: fc.integer({ min: 1, max: 6 }) },
    }),
  ),
  { minLength: 5, maxLength: 30 },
)

const idsIn = (store: Store, states: string): TaskId[] =>
  store.db
    .prepare<[], { id: TaskId }>(`SELECT id FROM tasks WHERE state IN (${states}) ORDER BY id`)
    .all()
    .map(({ id }) => id)

async function take(temp: TempRetention, step: Step, now: number) {
  const { store } = temp
  const some = (states: string) => {
    if (!('which' in step)) return []
    const ids = idsIn(store, states)
    return ids.slice(step.which % (ids.length + 1)).slice(0, step.count)
  }
  switch (step.kind) {
    case 'enqueue': {
      const [parent] = idsIn(store, `'succeeded'`).filter((id) => store.results.text(id) !== undefined)
      const needs = step.needsFirst && parent !== undefined ? [{ name: 'p', task: parent }] : []
      const tasks = Array.from({ length: step.count }, (_, index) => aTask(`at ${now}, ${index}`, { needs }))
      return void (await store.enqueue(temp.batchId, tasks, now))
    }
    case 'succeed':
      return temp.succeed(some(`'queued'`), now)
    case 'fail':
      return temp.fail(some(`'queued'`), now)
    case 'cancel':
    case 'requeue': {
      const to = step.kind === 'cancel' ? { kind: 'cancelled', settledAt: now, failure: null } : { kind: 'queued' }
      for (const id of some(step.kind === 'cancel' ? `'queued'` : `'dead', 'cancelled'`)) {
        const task = store.tasks.get(id)
        if (task) await store.move(task, to as { kind: 'queued' }, now, { retriesUsed: 0 })
      }
      return
    }
    case 'purgeTasks':
    case 'purgeTexts': {
      const slice = purgeSlices(store.db, store.changes)[step.kind === 'purgeTasks' ? 'tasks' : 'texts']
      return void (await store.write(() => slice(start, now - step.age, step.limit, now)))
    }
  }
}

it('any history of arrivals, ends and purges keeps the identity at every commit, and every receipt holds', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const temp = await tempRetention()
      try {
        const receipts: string[] = []
        for (const [index, step] of history.entries()) {
          await take(temp, step, 10 + index)
          identity(temp.store)
          if (index % 7 === 3) receipts.push(await temp.exportReceipt(`receipt-${index}.json`))
        }
        expect(await temp.verify()).toMatchObject({ findings: [] })
        for (const receipt of receipts) expect(await temp.verify(receipt)).toMatchObject({ findings: [] })
      } finally {
        temp.remove()
      }
    }),
    { numRuns: 40 },
  )
})

it('takes fewer rows when a slice took long, and more when it did not', () => {
  expect(nextLimit(100, 10)).toBe(40)
  expect(nextLimit(100, 1)).toBe(200)
  expect(nextLimit(100, 0)).toBe(200)
  expect(nextLimit(300, 0.1)).toBe(400)
  expect(nextLimit(8, 900)).toBe(4)
})
