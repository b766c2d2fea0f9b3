import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { promptOf } from '#shared/request'
import { dayMs } from '#shared/retention'
import type { TaskId } from '#shared/task'
import { imbalances } from '../receipt/counts'
import { end } from '../receipt/temp-batch'
import { runHere } from '../receipt/thread/run-job'
import { aTask } from '../temp-store'
import { purgedRequest } from './purged'
import { type TempRetention, tempRetention } from './temp-retention'

let temp: TempRetention
beforeEach(async () => {
  temp = await tempRetention()
})
afterEach(() => temp.remove())

const tasksAfter = (days: number) => ({ taskDays: days, textDays: null })
const textsAfter = (days: number) => ({ taskDays: null, textDays: days })

/** Some hundred tasks whose texts say which they are, answered in another order than they were asked: pages are split and rebalanced. */
async function secrets(count: number) {
  const filler = (index: number) => 'x'.repeat((index * 37) % 1_900)
  const ids = await temp.enqueue(
    Array.from({ length: count }, (_, index) => `ASKED${String(index).padStart(5, '0')} ${filler(index)}`),
  )
  const ends = ids.map((id, index) => {
    const text = `ANSWERED${String(index).padStart(5, '0')} ${filler(index + 11)}`
    return { id, at: 10 + ((index * 31) % count), text, turn: ((index + 1) * 7_919) % 104_729 }
  })
  ends.sort((a, b) => a.turn - b.turn)
  for (let first = 0; first < count; first += 50) await temp.succeedEach(ends.slice(first, first + 50))
  return ids
}
const traces = (word: 'ASKED' | 'ANSWERED') =>
  new Set([...temp.raw().matchAll(new RegExp(`${word}(\\d{5})`, 'g'))].map(([, number]) => Number(number)))

it('removes the texts of what succeeded, so that no byte of them is left', async () => {
  const ids = await secrets(800)
  const before = await temp.exportReceipt()
  temp.clock.now = dayMs + 10 + 600 // the first 600 that ended
  const report = await temp.retention.purge(true, { retention: textsAfter(1) })
  expect(report).toMatchObject({ tasks: 0, texts: 600 })
  const kept = new Set(ids.flatMap((id, index) => (temp.store.results.text(id)?.startsWith('ANSWERED') ? [index] : [])))
  expect(kept.size).toBe(200)

  // Why the file is rewritten: what SQLite overwrites when it deletes is not every copy that it made.
  temp.store.db.pragma('wal_checkpoint(TRUNCATE)')
  expect(traces('ANSWERED').size).toBeGreaterThan(200)
  expect(temp.retention.untidySince()).toBe(temp.clock.now)

  expect(await temp.retention.tidy()).toBe(true)
  expect(temp.retention.untidySince()).toBeNull()
  expect(traces('ASKED')).toEqual(kept)
  expect(traces('ANSWERED')).toEqual(kept)
  expect(await temp.verify(before)).toMatchObject({ ok: true, counts: { succeeded: 800, purged: 0 } })
})

it('removes whole tasks, and keeps what a receipt needs', async () => {
  const ids = await secrets(800)
  await temp.enqueue(['a newer one'])
  const before = await temp.exportReceipt()
  temp.clock.now = dayMs + 10 + 600
  const spent = temp.store.spend.ofBatch(temp.batchId)
  expect(spent.calls).toBe(800)
  expect(await temp.retention.purge(true, { retention: tasksAfter(1) })).toMatchObject({ tasks: 600, texts: 0 })
  expect(temp.store.spend.ofBatch(temp.batchId)).toEqual(spent) // the money stays gone
  await temp.retention.tidy()
  const kept = new Set(ids.flatMap((id, index) => (temp.store.tasks.get(id) ? [index] : [])))
  expect(kept.size).toBe(200)
  expect(traces('ASKED')).toEqual(kept)
  expect(traces('ANSWERED')).toEqual(kept)
  const outcome = await temp.verify(before)
  expect(outcome).toMatchObject({ ok: true, counts: { accepted: 801, succeeded: 200, purged: 600, waiting: 1 } })
  expect(imbalances(temp.store.db)).toEqual([])
  expect(await temp.verify(await temp.exportReceipt())).toMatchObject({ ok: true })
})

const answerOf = (text: string) => ({
  ...{ kind: 'text' as const, text, cutOff: false, finishReason: null, model: 'm', requestId: null },
  usage: { tokensIn: 1, tokensOut: 1 },
})

it('leaves no trace of errors that quoted the prompt, of late answers, of half answers and of edits', async () => {
  const [id] = (await temp.enqueue(['FIRSTWORDS'])) as [TaskId]
  await temp.fail([id], 3, 'your prompt QUOTEDWORDS is refused')
  const dead = temp.store.tasks.get(id)
  if (!dead) throw new Error('gone')
  const edited = { kind: 'chat' as const, messages: [{ role: 'user' as const, content: 'EDITEDWORDS' }] }
  await temp.store.move(dead, { kind: 'queued' }, 4, { edited, retriesUsed: 0 })
  const late = answerOf('LATEWORDS')
  const failure = { code: 'cut_off', status: null, providerCode: null, message: 'cut off', requestId: null } as const
  const half = { kind: 'transient', failure, outage: false, retryAfterMs: null, answer: answerOf('HALFWORDS') } as const
  const wire = { status: 500, headers: [], body: 'your prompt WIREWORDS is refused', cut: false }
  for (const task of await temp.claim([id], 4)) await end(temp.store, task, half, { kind: 'queued' }, 5, wire)
  expect(temp.store.wires.get(id, 2)).toEqual(wire)
  expect(temp.store.detail(id)?.attempts[1]?.answer).toBe('HALFWORDS')
  await temp.succeed([id], 5, 'LASTWORDS')
  await temp.store.lateAnswer(id, 1, { kind: 'succeeded', result: late }, 6)
  await temp.enqueue(['a newer one'])
  temp.clock.now = 2 * dayMs
  await temp.retention.purge(true, { retention: textsAfter(1) })
  await temp.retention.tidy()
  expect([...temp.raw().matchAll(/[A-Z]+WORDS/g)].map(([word]) => word)).toEqual([])
  expect(temp.store.wires.get(id, 2)).toMatchObject({ status: 500, body: null })
  expect(await temp.verify()).toMatchObject({ ok: true })
  expect(temp.store.tasks.get(id)).toMatchObject({
    attempts: 3,
    tokensIn: 3,
    tokensOut: 5,
    state: { kind: 'succeeded' },
  })
})

it('never removes what is not a success', async () => {
  const ids = await temp.enqueue(['dead', 'queued', 'running', 'cancelled', 'scheduled'])
  await temp.fail([ids[0] as TaskId])
  await temp.claim([ids[2] as TaskId])
  const seen = temp.store.tasks.get(ids[3] as TaskId)
  if (!seen) throw new Error('gone')
  await temp.store.move(seen, { kind: 'cancelled', settledAt: 5, failure: null }, 5)
  temp.clock.now = 1_000 * dayMs
  expect(await temp.retention.purge(true, { retention: { taskDays: 1, textDays: 1 } })).toMatchObject({
    tasks: 0,
    texts: 0,
  })
  expect(temp.retention.untidySince()).toBeNull()
  expect(ids.map((id) => temp.store.payloads.text(id, 1).includes('purged'))).not.toContain(true)
})

it('keeps a task as long as one that has not succeeded uses its result', async () => {
  const [parent] = (await temp.enqueue(['the parent'])) as [TaskId]
  await temp.succeed([parent])
  const needs = [{ name: 'first', task: parent }]
  const [child] = (await temp.store.enqueue(temp.batchId, [aTask('{{steps.first.result}}', { needs })], 4)) as [TaskId]
  await temp.fail([child], 5) // a person may requeue it
  await temp.enqueue(['a newer one'])
  temp.clock.now = 1_000 * dayMs
  const all = { taskDays: 2, textDays: 1 }
  expect(await temp.retention.purge(true, { retention: all })).toMatchObject({ tasks: 0, texts: 0 })
  const dead = temp.store.tasks.get(child)
  if (!dead) throw new Error('gone')
  await temp.store.move(dead, { kind: 'queued' }, 6, { retriesUsed: 0 })
  await temp.succeed([child], 7)
  // Found again though the last purge was past it.
  expect(await temp.retention.purge(false, { retention: all })).toMatchObject({ tasks: 2, texts: 0 })
})

it('never gives an id again: idempotency keys are made of them', async () => {
  const ids = await temp.enqueue(['one', 'two'])
  await temp.succeed(ids)
  temp.clock.now = 1_000 * dayMs
  await temp.retention.purge(true, { retention: tasksAfter(1) })
  expect(ids.map((id) => temp.store.tasks.get(id) !== undefined)).toEqual([false, true])
  expect(temp.store.payloads.text(ids[1] as TaskId, 1)).toBe(purgedRequest) // its texts are gone all the same
  const [next] = await temp.enqueue(['three'])
  expect(next).toBeGreaterThan(ids[1] as TaskId)
  expect(await temp.verify()).toMatchObject({ ok: true, tasks: 3 })
})

it('gives positions on after those of removed tasks', async () => {
  const other = await temp.store.newBatch({ name: 'x', kind: 'import', state: 'open', fingerprint: null, createdAt: 1 })
  const ids = await temp.enqueue(['one', 'two'])
  await temp.enqueue(['elsewhere'], other)
  await temp.succeed(ids)
  temp.clock.now = 1_000 * dayMs
  await temp.retention.purge(true, { retention: tasksAfter(1) })
  const [next] = (await temp.enqueue(['three'])) as [TaskId]
  expect(temp.store.tasks.get(next)?.position).toBe(3)
  expect(await temp.verify()).toMatchObject({ ok: true, tasks: 3 })
})

it('says how much it would remove before it does, and both agree', async () => {
  const ids = await temp.enqueue(Array.from({ length: 40 }, (_, index) => `task ${index}`))
  for (const [index, id] of ids.entries()) if (index % 5 !== 0) await temp.succeed([id], index * dayMs)
  temp.clock.now = 40 * dayMs
  const retention = { taskDays: 20, textDays: 10 }
  const plan = await temp.retention.plan(retention)
  const { tasks, texts } = await temp.retention.purge(true, { retention })
  expect({ tasks, texts }).toEqual(plan)
  expect(plan.tasks).toBeGreaterThan(0)
  expect(plan.texts).toBeGreaterThan(0)
  expect(await temp.retention.plan(retention)).toEqual({ tasks: 0, texts: 0 })
})

it('stops between slices when told to, and goes on later', async () => {
  const ids = await temp.enqueue(Array.from({ length: 60 }, (_, index) => `task ${index}`))
  await temp.succeed(ids.slice(0, 50))
  temp.clock.now = 100 * dayMs
  const stop = new AbortController()
  const first = await temp.retention.purge(true, {
    ...{ retention: tasksAfter(1), signal: stop.signal, tell: () => stop.abort() },
  })
  expect(first.tasks).toBeGreaterThan(0)
  expect(first.tasks).toBeLessThan(50)
  expect(await temp.verify()).toMatchObject({ ok: true, counts: { purged: first.tasks } })
  const second = await temp.retention.purge(false, { retention: tasksAfter(1) })
  expect(first.tasks + second.tasks).toBe(50)
})

it('writes wait while the file is rewritten, and are done after', async () => {
  const order: string[] = []
  let let_go = () => {}
  const held = new Promise<void>((resolve) => {
    let_go = resolve
  })
  temp.remove()
  temp = await tempRetention({
    runJob: async function* (job, signal) {
      order.push(`begin ${job.name}`)
      await held
      const running = runHere(job, signal)
      const result = yield* running
      order.push('end')
      return result
    },
  })
  const tidied = temp.retention.tidy()
  await vi.waitUntil(() => order.length > 0)
  const wrote = temp.enqueue(['while it is rewritten']).then(() => order.push('wrote'))
  let_go()
  expect(await tidied).toBe(true)
  await wrote
  expect(order).toEqual(['begin tidy', 'end', 'wrote'])
})

it('a file that cannot be rewritten now stays as it is, and is tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  temp.remove()
  temp = await tempRetention({
    // biome-ignore lint/correctness/useYield: it fails before its first step
    runJob: async function* () {
      throw new Error('the disk is full')
    },
  })
  const ids = await temp.enqueue(['one', 'two'])
  await temp.succeed(ids)
  temp.clock.now = 100 * dayMs
  await temp.retention.purge(true, { retention: textsAfter(1) })
  expect(await temp.retention.tidy()).toBe(false)
  expect(temp.retention.untidySince()).toBe(100 * dayMs)
  await temp.enqueue(['writing goes on'])
  vi.restoreAllMocks()
})

it('purges daily by itself, tidies when nothing runs, and not at a clock that has just jumped', async () => {
  const minute = 60_000
  const pass = (ms: number) => {
    temp.clock.now += ms
    temp.clock.elapsed += ms
  }
  const busy = () => false
  const idle = () => true
  const ids = await temp.enqueue(['one', 'two'])
  await temp.succeed(ids)
  await temp.retention.save(textsAfter(1))
  temp.clock.now = 400 * dayMs // set wrong, or asleep for long
  await temp.retention.tend(idle)
  expect(temp.retention.untidySince()).toBeNull()
  pass(9 * minute)
  await temp.retention.tend(idle)
  expect(temp.retention.untidySince()).toBeNull()
  pass(minute)
  await temp.retention.tend(busy)
  expect(temp.retention.untidySince()).not.toBeNull()
  pass(minute)
  await temp.retention.tend(idle)
  expect(temp.retention.untidySince()).toBeNull()

  const [third] = (await temp.enqueue(['three'])) as [TaskId]
  await temp.succeed([third], temp.clock.now)
  pass(60 * minute)
  await temp.retention.tend(idle)
  expect(temp.store.payloads.text(third, 1)).not.toBe(purgedRequest)
  pass(24 * 60 * minute)
  await temp.retention.tend(idle)
  expect(temp.store.payloads.text(third, 1)).toBe(purgedRequest)
})

it('says how large everything is, and how many backups there are', async () => {
  await secrets(50)
  mkdirSync(join(temp.dataDir, 'backups'))
  writeFileSync(join(temp.dataDir, 'backups', '2026-01-02T03-04-05-678Z-daily.db'), 'x'.repeat(1_000))
  writeFileSync(join(temp.dataDir, 'search.db'), 'x'.repeat(500))
  const name = 'before-restore-2026-01-02T03-04-05-678Z'
  mkdirSync(join(temp.dataDir, name))
  writeFileSync(join(temp.dataDir, name, 'trilane.db'), 'x'.repeat(2_000))
  const { size, setAside } = await temp.retention.keeping()
  expect(size).toMatchObject({ search: 500, backups: 1_000, backupCount: 1, setAside: 2_000, setAsideCount: 1 })
  expect(setAside).toEqual([{ name, because: 'before-restore', at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), bytes: 2_000 }])
  expect(size.database).toBe(['', '-wal', '-shm'].reduce((sum, part) => sum + statSync(temp.file + part).size, 0))
})

it.skipIf(process.platform === 'win32')(
  'keeps all its files from other people in a folder that is open to them, also files that are made anew',
  async () => {
    const ids = await secrets(20)
    temp.store.close()
    chmodSync(temp.dataDir, 0o755)
    chmodSync(temp.file, 0o644) // as another program might have left it
    temp.reopen()
    const modes = () =>
      readdirSync(temp.dataDir, { recursive: true, encoding: 'utf8' }).map((name) => {
        const stat = statSync(join(temp.dataDir, name))
        return [name, (stat.mode & 0o777).toString(8)] as const
      })
    const others = () => modes().filter(([, mode]) => mode !== '600')
    expect(others()).toEqual([])
    temp.reopen() // the log is removed and made anew
    await temp.store.beginBoot('boot-2', 'machine-1', 0)
    await temp.retention.purge(true, { retention: textsAfter(1) })
    await temp.retention.tidy()
    await temp.enqueue(['another'])
    expect(modes().map(([name]) => name)).toEqual(
      expect.arrayContaining(['trilane.db', 'trilane.db-wal', 'trilane.db-shm']),
    )
    expect(others()).toEqual([])
    expect((statSync(temp.dataDir).mode & 0o777).toString(8)).toBe('755') // a person named it: it is theirs to close
    expect(ids).toHaveLength(20)
  },
)

it('shows a task without its texts as such, and gives its answer to nobody', async () => {
  const [id] = (await temp.enqueue(['one', 'two'])) as [TaskId]
  await temp.succeed([id])
  temp.clock.now = 100 * dayMs
  await temp.retention.purge(true, { retention: textsAfter(1) })
  const detail = temp.store.detail(id)
  expect(detail).toMatchObject({ result: null, task: { title: '(text removed)', state: { kind: 'succeeded' } } })
  expect(detail?.revisions.map(({ request }) => promptOf(request))).toEqual(['(text removed)'])
  const needs = [{ name: 'first', task: id }]
  await expect(temp.store.enqueue(temp.batchId, [aTask('{{steps.first.result}}', { needs })], 4)).rejects.toMatchObject(
    {
      code: 'wrong_state',
    },
  )
})

it('takes tasks of a batch that is answered from a cache for successes like others', async () => {
  const [one, two] = (await temp.enqueue(['same', 'other'])) as [TaskId, TaskId]
  await temp.succeed([one])
  const [task] = await temp.claim([two])
  if (!task) throw new Error('not claimed')
  await end(temp.store, task, { kind: 'cancelled' }, { kind: 'cancelled', settledAt: 4, failure: null }, 4)
  expect(await temp.verify()).toMatchObject({ ok: true, counts: { succeeded: 1, cancelled: 1 } })
})
