import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import { RunWindows, weekdays } from '#shared/run-window'
import type { BatchId, TaskId } from '#shared/task'
import { aBatch, aTask } from '#store/temp-store'
import { permanent, succeeded, type TempLetters, tempLetters } from './letters/temp-letters'
import type { NewTask } from './ports'

type Started = { readonly batchId: BatchId; readonly ids: readonly TaskId[] }
type Asked = {
  readonly name?: string
  readonly dryRun?: number
  readonly options?: Partial<BatchOptions>
  readonly variants?: number
  readonly change?: Partial<NewTask>
}

/** A batch of so many rows, `name1` and on, as an import makes one: nobody sees it before it is whole. */
async function start(desk: TempLetters, rows: number, asked: Asked = {}): Promise<Started> {
  const { name = 'p', dryRun, options = {}, variants = 1, change = {} } = asked
  const { store } = desk
  const batchId = await store.newBatch({ ...aBatch(name, 'staging'), options: BatchOptions.parse(options) })
  const tasks = Array.from({ length: rows * variants }, (_, at) => {
    const row = Math.floor(at / variants) + 1
    const variant = (at % variants) + 1
    return aTask(`${name}${row}${variants > 1 ? `v${variant}` : ''}`, {
      ...(variants > 1 ? { row, variant } : {}),
      ...change,
    })
  })
  const ids = await store.stage(batchId, 1, tasks, desk.clock.now())
  await store.openBatch(batchId, dryRun === undefined ? undefined : { rows: dryRun, at: desk.clock.now() })
  desk.engine.wake()
  await desk.quiet()
  return { batchId, ids }
}
const called = (desk: TempLetters) => desk.calls.map(({ prompt }) => prompt)
const run = (desk: TempLetters, batchId: BatchId) => desk.store.dryRuns.of(batchId)
async function release(desk: TempLetters, batchId: BatchId) {
  expect(await desk.store.releaseDryRun(batchId, desk.clock.now())).toBe(true)
  desk.engine.wake()
  await desk.quiet()
}
async function letGo(desk: TempLetters, batchId: BatchId) {
  const after = desk.store.dryRuns.get(batchId)?.lastPosition ?? 0
  const result = await desk.triage.cancel({ batchId, after })
  await desk.quiet()
  return result
}

test('the first rows run under all variants, the rest stands still, and goes once it is released', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const { batchId, ids } = await start(desk, 40, { dryRun: 3, variants: 2 })
  expect(called(desk)).toEqual(['p1v1', 'p1v2', 'p2v1', 'p2v2', 'p3v1', 'p3v2'])
  expect(run(desk, batchId)).toMatchObject({ rows: 3, state: 'waiting', tasks: 6, succeeded: 6, dead: 0, rest: 74 })
  await desk.pass(600_000)
  expect(desk.calls).toHaveLength(6)
  await release(desk, batchId)
  expect(run(desk, batchId)).toBeNull()
  expect(desk.store.dryRuns.get(batchId)).toMatchObject({ state: 'released', rest: 0 })
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
  expect(called(desk)).toHaveLength(80)
  expect(await desk.store.releaseDryRun(batchId, 1)).toBe(false)
})

test('retries and requeues of its rows go while the rest waits, and it waits again after them', async () => {
  const desk = await tempLetters()
  desk.answer(({ request }) => (JSON.stringify(request).includes('p2') ? permanent() : succeeded))
  const { batchId, ids } = await start(desk, 10, { dryRun: 2 })
  const second = ids[1] as TaskId
  expect(run(desk, batchId)).toMatchObject({ state: 'waiting', succeeded: 1, dead: 1, rest: 8 })
  expect(desk.store.dryRuns.untold()).toHaveLength(1)
  await desk.store.write(() => desk.store.dryRuns.markTold(desk.store.dryRuns.untold()))
  expect(desk.store.dryRuns.untold()).toEqual([])
  desk.hold(() => true)
  await desk.triage.requeue(second, desk.task(second).version, undefined)
  await desk.quiet()
  expect(run(desk, batchId)).toMatchObject({ state: 'running', succeeded: 1, dead: 0 })
  expect(desk.inFlight()).toEqual(['p2'])
  await desk.end('p2', {
    kind: 'transient',
    failure: { ...aTimeout, message: 'late' },
    outage: false,
    retryAfterMs: null,
  })
  expect(run(desk, batchId)?.state).toBe('running')
  await desk.pass(5_000)
  expect(desk.inFlight()).toEqual(['p2'])
  await desk.end('p2', succeeded)
  expect(run(desk, batchId)).toMatchObject({ state: 'waiting', succeeded: 2, rest: 8 })
  expect(desk.store.dryRuns.untold()).toHaveLength(1) // it is news again
  expect(desk.inFlight()).toEqual([])
})
const aTimeout = { code: 'timeout', status: null, providerCode: null, requestId: null } as const

test('a pause of the batch, of its lane, of its provider and of all holds for it too, and to resume releases nothing', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const scopes = [
    { kind: 'all' },
    { kind: 'lane', lane: 'fast' },
    { kind: 'provider', providerId: 'practice' },
  ] as const
  for (const scope of scopes) {
    desk.calls.length = 0
    await desk.engine.setPaused(scope, true)
    const { batchId } = await start(desk, 5, { dryRun: 2 })
    expect(desk.calls).toHaveLength(0)
    await desk.engine.setPaused(scope, false)
    await desk.quiet()
    expect(called(desk)).toEqual(['p1', 'p2'])
    expect(run(desk, batchId)?.state).toBe('waiting')
  }
  const { batchId, ids } = await start(desk, 5, { name: 'q', dryRun: 2 })
  desk.calls.length = 0
  await desk.engine.setPaused({ kind: 'batch', batchId }, true)
  await release(desk, batchId)
  expect(desk.calls).toHaveLength(0) // released and paused: the pause still holds
  await desk.engine.setPaused({ kind: 'batch', batchId }, false)
  await desk.quiet()
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test('safe mode holds the dry run; to leave it releases nothing more', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  await desk.engine.pauseAll('safe_mode')
  const { batchId } = await start(desk, 6, { dryRun: 2 })
  expect(desk.calls).toHaveLength(0)
  await desk.engine.setPaused({ kind: 'all' }, false)
  await desk.quiet()
  expect(called(desk)).toEqual(['p1', 'p2'])
  expect(run(desk, batchId)?.state).toBe('waiting')
})

test('nothing of it starts before the time that was set, and the rest still waits after it', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const startAt = desk.clock.now() + 3_600_000
  const { batchId, ids } = await start(desk, 6, { dryRun: 2, change: { startAt } })
  expect(run(desk, batchId)).toMatchObject({ state: 'running', rest: 4 })
  await desk.pass(3_500_000)
  expect(desk.calls).toHaveLength(0)
  await desk.pass(200_000)
  expect(called(desk)).toEqual(['p1', 'p2'])
  expect(run(desk, batchId)?.state).toBe('waiting')
  await release(desk, batchId)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test('a run window of the batch holds for it as well', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const day = weekdays[(new Date(desk.clock.now()).getUTCDay() + 3) % 7]
  const windows = RunWindows.parse([{ days: [day], from: '10:00', to: '12:00', timeZone: 'UTC' }])
  const { batchId } = await start(desk, 6, { dryRun: 2, options: { windows } })
  expect(desk.calls).toHaveLength(0)
  await desk.store.changeBatch(batchId, { options: BatchOptions.parse({}) })
  desk.engine.wake()
  await desk.quiet()
  expect(called(desk)).toEqual(['p1', 'p2'])
})

test('to let it go cancels the rest and keeps the answers; taken back, the rest waits again', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const { batchId, ids } = await start(desk, 500, { dryRun: 2 })
  const { done, undo } = await letGo(desk, batchId)
  expect(done).toBe(498)
  expect(run(desk, batchId)).toMatchObject({ state: 'let_go', succeeded: 2, rest: 0 })
  expect(desk.states(ids.slice(0, 2))).toEqual(['succeeded', 'succeeded'])
  expect(await desk.triage.undo(undo ?? '')).toBe(498)
  await desk.quiet()
  expect(run(desk, batchId)).toMatchObject({ state: 'waiting', rest: 498, endedAt: null })
  expect(desk.calls).toHaveLength(2)
  await release(desk, batchId)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test('let go while its rows still run: these end, and nothing else', async () => {
  const desk = await tempLetters()
  desk.hold(() => true)
  const { batchId } = await start(desk, 10, { dryRun: 2 })
  expect(desk.inFlight()).toEqual(['p1', 'p2'])
  await letGo(desk, batchId)
  expect(run(desk, batchId)).toMatchObject({ state: 'let_go', succeeded: 0 })
  await desk.end('p1', succeeded)
  await desk.end('p2', permanent())
  expect(run(desk, batchId)).toMatchObject({ state: 'let_go', succeeded: 1, dead: 1 })
  expect(desk.calls).toHaveLength(2)
})

test('a batch that has no more rows than its dry run needs nobody', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const { batchId, ids } = await start(desk, 4, { dryRun: 100 })
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
  expect(desk.store.dryRuns.get(batchId)).toMatchObject({ state: 'released', tasks: 4 })
  expect(desk.store.dryRuns.untold()).toEqual([])
})

test('a task of the rest that a person ranks first, moves or edits still waits', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const { batchId, ids } = await start(desk, 30, { dryRun: 2 })
  const last = { id: ids[29] as TaskId, version: desk.task(ids[29] as TaskId).version }
  await desk.triage.change({ tasks: [last] }, { kind: 'priority', priority: 100 })
  await desk.triage.change({ batchId }, { kind: 'lane', lane: 'heavy' })
  await desk.store.changeBatch(batchId, { priority: 100 })
  desk.engine.wake()
  await desk.quiet()
  expect(called(desk)).toEqual(['p1', 'p2'])
  await release(desk, batchId)
  expect(called(desk)[2]).toBe('p30')
  expect(desk.calls).toHaveLength(30)
})

test('it takes turns with other batches: neither waits for the other', async () => {
  const desk = await tempLetters({ concurrency: 1 })
  desk.hold(() => true)
  await start(desk, 1, { name: 'busy' })
  await desk.end('busy1', succeeded)
  await start(desk, 50, { name: 'a' })
  await start(desk, 50, { name: 'b', dryRun: 3 })
  const { batchId: waits } = await start(desk, 50, { name: 'c', dryRun: 1 })
  for (let n = 0; n < 12; n++) await desk.end(desk.inFlight()[0] ?? '', succeeded)
  const order = called(desk).slice(1)
  expect(order.filter((prompt) => prompt.startsWith('b'))).toEqual(['b1', 'b2', 'b3'])
  expect(order.filter((prompt) => prompt.startsWith('c'))).toEqual(['c1'])
  expect(order.indexOf('b3')).toBeLessThan(8)
  expect(run(desk, waits)?.state).toBe('waiting')
})

test('rows of a batch at half the price run at once in the dry run, and the rest goes as it was asked', async () => {
  const desk = await tempLetters()
  desk.answer(() => succeeded)
  const { batchId } = await start(desk, 6, { dryRun: 2, options: { halfPrice: true } })
  expect(desk.store.halfPriceLines()).toEqual([])
  expect(called(desk)).toEqual(['p1', 'p2'])
  await desk.store.releaseDryRun(batchId, 1)
  expect(desk.store.halfPriceLines()).toMatchObject([{ batchId, n: 4 }])
})

test('a restart changes nothing of it, in any state', async () => {
  const desk = await tempLetters()
  desk.hold(() => true)
  const a = await start(desk, 10, { name: 'a', dryRun: 2 })
  await desk.restart()
  expect(desk.inFlight()).toEqual(['a1', 'a2'])
  await desk.end('a1', succeeded)
  await desk.end('a2', succeeded)
  await desk.restart()
  expect(run(desk, a.batchId)).toMatchObject({ state: 'waiting', succeeded: 2, rest: 8 })
  expect(desk.inFlight()).toEqual([])
  await letGo(desk, a.batchId)
  await desk.restart()
  expect(run(desk, a.batchId)).toMatchObject({ state: 'let_go' })
  expect(desk.inFlight()).toEqual([])
})

/** What may happen to batches, in any order. */
const anAct = fc.oneof(
  fc.record({
    act: fc.constant('start' as const),
    rows: fc.integer({ min: 1, max: 12 }),
    dryRun: fc.option(fc.integer({ min: 1, max: 5 })),
    variants: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    act: fc.constantFrom('release', 'let_go', 'undo', 'pause', 'resume', 'cancel', 'requeue', 'raise'),
    which: fc.nat(9),
  }),
  fc.record({ act: fc.constant('end' as const), which: fc.nat(9), well: fc.boolean() }),
  fc.record({ act: fc.constant('pass' as const) }),
  fc.record({ act: fc.constant('restart' as const) }),
)

test('whatever happens to several batches, nothing beyond a dry run starts before its release', {
  timeout: 300_000,
}, async () => {
  let held = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(anAct, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      async (acts, concurrency) => {
        const desk = await tempLetters({ concurrency })
        desk.hold(() => true)
        const batches: (Started & {
          boundary: number | null
          released: boolean
          undo: string | null
          own: ReadonlySet<TaskId>
        })[] = []
        const begun = new Map<TaskId, number>()
        const check = () => {
          for (const { batchId, ids, boundary, released, own } of batches) {
            const state = desk.store.dryRuns.get(batchId)?.state
            for (const [at, id] of ids.entries()) {
              const attempts = desk.task(id).attempts
              const more = attempts > (begun.get(id) ?? 0)
              begun.set(id, attempts)
              if (boundary === null || released || at < boundary || own.size === ids.length) continue
              held++
              expect(more, `task ${at + 1} of batch ${batchId} beyond ${boundary}, which is ${state}`).toBe(false)
            }
            // What is left of the first rows may go: it never waits for the rest.
            if (state === 'waiting')
              for (const id of own) expect(['succeeded', 'dead', 'cancelled']).toContain(desk.task(id).state.kind)
          }
        }
        for (const each of acts) {
          if (each.act === 'start') {
            const { rows, dryRun, variants } = each
            const name = `b${batches.length}x`
            const made = await start(desk, rows, { name, variants, ...(dryRun === null ? {} : { dryRun }) })
            const boundary = dryRun === null ? null : Math.min(dryRun, rows) * variants
            batches.push({
              ...made,
              boundary,
              released: false,
              undo: null,
              own: new Set(made.ids.slice(0, boundary ?? 0)),
            })
          } else if (each.act === 'pass') await desk.pass(61_000)
          else if (each.act === 'restart') await desk.restart()
          else if (each.act === 'end') {
            const prompt = desk.inFlight()[each.which % Math.max(1, desk.inFlight().length)]
            if (prompt !== undefined) await desk.end(prompt, each.well ? succeeded : permanent())
          } else {
            const batch = batches[each.which % Math.max(1, batches.length)]
            if (!batch) continue
            const { batchId } = batch
            if (each.act === 'release') batch.released ||= await desk.store.releaseDryRun(batchId, desk.clock.now())
            else if (each.act === 'let_go' && batch.boundary !== null && !batch.released)
              batch.undo = (await letGo(desk, batchId)).undo
            else if (each.act === 'cancel') batch.undo = (await desk.triage.cancel({ batchId })).undo
            else if (each.act === 'undo' && batch.undo !== null) {
              await desk.triage.undo(batch.undo).catch(() => {}) // by now it may be too long ago, or the process another one
              batch.undo = null
            } else if (each.act === 'pause' || each.act === 'resume')
              await desk.engine.setPaused({ kind: 'batch', batchId }, each.act === 'pause')
            else if (each.act === 'requeue') await desk.triage.requeueAll({ batchId })
            else if (each.act === 'raise')
              await desk.triage.change({ batchId }, { kind: 'priority', priority: each.which })
            desk.engine.wake()
            await desk.quiet()
          }
          check()
        }
        // Released and resumed, all of it comes to an end.
        for (const { batchId } of batches) {
          await desk.store.releaseDryRun(batchId, desk.clock.now())
          await desk.engine.setPaused({ kind: 'batch', batchId }, false)
        }
        desk.hold(() => false)
        desk.answer(() => succeeded)
        for (const prompt of desk.inFlight()) await desk.end(prompt, succeeded)
        desk.engine.wake()
        await desk.pass(120_000)
        for (const { ids } of batches)
          for (const id of ids) expect(['succeeded', 'dead', 'cancelled']).toContain(desk.task(id).state.kind)
      },
    ),
    { numRuns: 12 },
  )
  expect(held).toBeGreaterThan(100)
})
