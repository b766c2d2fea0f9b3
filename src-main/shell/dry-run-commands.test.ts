import { expect, onTestFinished, test } from 'vitest'
import { importBatch } from '#engine/import-batch'
import { dryRunWords } from '#shared/dry-run'
import type { ImportedTask } from '#shared/import'
import { chat } from '#shared/request'
import type { BatchId } from '#shared/task'
import { aBatch, aTask } from '#store/temp-store'
import { tellDryRuns } from '../wiring/tell-dry-runs'
import { workTimes } from '../wiring/work-times'
import { dryRunCommands } from './dry-run-commands'
import { createOverview } from './overview'
import { tempDesk } from './temp-desk'
import { workCommands } from './work-commands'

const price = { input: 1_000, cachedInput: null, cacheWrite: null, output: 2_000, batch: 0.5, steps: [] }

async function setup() {
  const desk = await tempDesk()
  const { store, engine, triage, now } = desk
  const times = workTimes({ store, engine, now })
  const infoOf = () => ({ prices: price })
  const handlers = {
    ...dryRunCommands({ store, engine, triage, times, now, infoOf }),
    ...workCommands({ store, engine, triage, now }),
  }
  const overview = createOverview({ store, engine, now, providerViews: () => [] })
  const shown = (id: BatchId) => overview.full(overview.slow()).batches.find((batch) => batch.id === id)
  return { ...desk, handlers, shown }
}

test('prompts that were written begin with a dry run; it is told how it stands, and the rest is released', async () => {
  const { ask, handlers, answer, shown, inFlight, store } = await setup()
  const said: string[] = []
  onTestFinished(tellDryRuns({ store, say: ({ title, detail }) => void said.push(`${title}. ${detail}`) }))
  const prompts = Array.from({ length: 10 }, (_, n) => `p${n + 1}`)
  const { batchId, ids } = await ask(handlers, 'submitPrompts', { lane: 'fast', prompts, dryRun: { rows: 2 } })
  expect(inFlight()).toEqual(['p1', 'p2'])
  expect(shown(batchId)).toMatchObject({ paused: false, dryRun: { state: 'running', tasks: 2, rest: 8 } })
  await answer('p1')
  await answer('p2')
  const run = shown(batchId)?.dryRun
  expect(run).toMatchObject({ rows: 2, state: 'waiting', succeeded: 2, dead: 0, cancelled: 0, rest: 8 })
  expect(said).toEqual([
    `The dry run of “${store.batches.get(batchId)?.name}” is done. 2 answered. 8 tasks wait: look at the answers, then release the rest or let it go.`,
  ])
  const detail = await ask(handlers, 'getDryRun', { batchId })
  expect(detail).toMatchObject({
    run: { state: 'waiting' },
    ...{ columns: null, variants: [] },
    rows: [
      { row: 1, cells: null, answers: [{ taskId: ids[0], prompt: 'p1', answer: 'ok', cut: false, tokensIn: 1 }] },
      { row: 2, cells: null, answers: [{ taskId: ids[1], prompt: 'p2', state: { kind: 'succeeded' } }] },
    ],
    forecast: { tasks: 8, from: 2, tokensIn: 8, tokensOut: 8, halfPrice: false, dead: 0 },
  })
  expect(await ask(handlers, 'releaseDryRun', { batchId })).toMatchObject({ state: 'released' })
  expect(shown(batchId)?.dryRun ?? null).toBeNull()
  expect(inFlight()).toEqual(['p3', 'p4', 'p5', 'p6', 'p7'])
  await expect(ask(handlers, 'releaseDryRun', { batchId })).rejects.toMatchObject({ code: 'wrong_state' })
  await expect(ask(handlers, 'letGoDryRun', { batchId })).rejects.toMatchObject({ code: 'wrong_state' })
})

test('the rest that is let go is cancelled, and can be taken back', async () => {
  const { ask, handlers, answer, shown, inFlight, view } = await setup()
  const prompts = Array.from({ length: 5 }, (_, n) => `p${n + 1}`)
  const { batchId, ids } = await ask(handlers, 'submitPrompts', { lane: 'fast', prompts, dryRun: { rows: 1 } })
  await answer('p1')
  const { done, undo } = await ask(handlers, 'letGoDryRun', { batchId })
  expect(done).toBe(4)
  expect(ids.map((id) => view(id).state.kind)).toEqual(['succeeded', ...Array.from({ length: 4 }, () => 'cancelled')])
  expect(shown(batchId)?.dryRun).toMatchObject({ state: 'let_go', succeeded: 1, rest: 0 })
  await ask(handlers, 'undo', { token: undo ?? '' })
  expect(shown(batchId)?.dryRun).toMatchObject({ state: 'waiting', rest: 4 })
  expect(inFlight()).toEqual([])
})

test('an import tells the cells of its rows and what each variant answered, and forecasts each by its own', async () => {
  const { ask, handlers, answer, store, now, quiet, engine } = await setup()
  const variant = (n: number, name: string) => ({
    ...{ variant: n, name, templateVersion: null, body: null, providerId: 'practice', model: 'practice-mini' },
    parameters: {},
  })
  const batchId = await store.newBatch({
    ...aBatch('ab', 'staging'),
    variants: [variant(1, 'short'), variant(2, 'long')],
  })
  const tasks = [1, 2, 3].flatMap((row) => [1, 2].map((v) => aTask(`r${row}v${v}`, { row, variant: v })))
  const columns = ['question']
  await store.stage(
    batchId,
    1,
    tasks,
    now(),
    [1, 2, 3].map((row) => ({ columns, cells: [`q${row}`], file: 'a.csv', line: row, row })),
  )
  await store.openBatch(batchId, { rows: 1, at: now() })
  engine.wake()
  await quiet()
  await answer('r1v1')
  expect((await ask(handlers, 'getDryRun', { batchId })).forecast).toBeNull() // nobody knows what the other one costs
  await answer('r1v2')
  const detail = await ask(handlers, 'getDryRun', { batchId })
  expect(detail).toMatchObject({
    columns,
    variants: [
      { variant: 1, name: 'short' },
      { variant: 2, name: 'long' },
    ],
    rows: [
      {
        row: 1,
        cells: ['q1'],
        answers: [
          { variant: 1, prompt: 'r1v1' },
          { variant: 2, prompt: 'r1v2' },
        ],
      },
    ],
    forecast: { tasks: 4, from: 2, tokensIn: 4 },
  })
})

test('an import may begin with one', async () => {
  const { store, now, quiet, engine, inFlight } = await setup()
  async function* lines(): AsyncGenerator<ImportedTask> {
    for (let line = 1; line <= 450; line++)
      yield { request: chat(`l${line}`), model: null, customId: null, file: 'a.txt', line }
  }
  const target = { lane: 'fast', providerId: 'practice', model: 'practice-mini' } as const
  const { batchId } = await importBatch(
    store,
    lines(),
    { name: 'a', fingerprint: null, target, now, dryRun: { rows: 3 } },
    { signal: new AbortController().signal },
  )
  engine.wake()
  await quiet()
  expect(inFlight()).toEqual(['l1', 'l2', 'l3'])
  expect(store.dryRuns.of(batchId)).toMatchObject({ tasks: 3, rest: 447 })
})

test('a batch that began with none is told so', async () => {
  const { ask, handlers, store, now } = await setup()
  const batchId = await store.newBatch(aBatch())
  await store.enqueue(batchId, [aTask('a', { startAt: now() + 1e6 })], now())
  for (const command of ['getDryRun', 'releaseDryRun', 'letGoDryRun'] as const)
    await expect(ask(handlers, command, { batchId })).rejects.toMatchObject({ code: 'not_found' })
})

test('what is told of it names dead letters and what was cancelled', () => {
  const run = {
    ...{ batchId: 1 as BatchId, rows: 5, state: 'waiting' as const, tasks: 5, succeeded: 3, dead: 1, cancelled: 1 },
    ...{ rest: 1, startedAt: 1, waitingAt: 2, endedAt: null },
  }
  expect(dryRunWords(run, null)).toEqual({
    title: 'The dry run of a batch is done',
    detail:
      '3 answered, 1 dead letter, 1 cancelled. 1 task waits: look at the answers, then release the rest or let it go.',
  })
})
