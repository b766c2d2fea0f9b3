import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { BatchOptions } from '#shared/batch'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { tellAlerts } from '../wiring/tell-alerts'
import { standing } from './standstill'

const failure = { code: 'bad_request', status: 400, providerCode: null, message: 'no', requestId: null } as const

test('without a window a batch is paused as well, and the command line says why and what to do', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const said: string[] = []
  tellAlerts({ store, say: ({ title, detail }) => void said.push(`${title}. ${detail}`) })
  const call = async () => ({ kind: 'permanent', failure }) as const
  const engine = createEngine({
    ...{ store, providers: { adapter: async () => ({ call }) }, clock, random: () => 0.5, bootId: 'b' },
  })
  const deadAlert = { on: true, share: 0.3, atLeast: 20, pause: true }
  const batchId = await store.newBatch({ ...aBatch('reviews'), options: BatchOptions.parse({ deadAlert }) })
  await store.enqueue(
    batchId,
    Array.from({ length: 300 }, (_, n) => aTask(`p${n}`)),
    1,
  )
  const paused = new Promise<void>((resolve) => store.onNews(() => store.batches.get(batchId)?.paused && resolve()))
  await engine.start()
  await paused
  await engine.stop(0)
  const { moves, holds } = standing(store.counts.all(), { store, engine }, clock.now())
  const alert = store.alerts.of(batchId)
  const words = `the batch reviews is paused because ${alert?.dead} of ${alert?.settled} died`
  expect(moves).toBe(false)
  expect(holds).toMatchObject([{ words, remedy: expect.stringMatching(/press Resume batch.* batch resume \d+\./) }])
  expect(said).toEqual([
    `${alert?.dead} of ${alert?.settled} of “reviews” died. Nothing is lost. The batch was paused; what runs goes on. Look at the cause, then resume it.`,
  ])
})

test('work that only a dry run holds back is waited for by nobody, and it is said how it goes on', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const usage = { tokensIn: 1, tokensOut: 1 }
  const result = {
    kind: 'text',
    text: 'ok',
    cutOff: false,
    finishReason: null,
    model: 'm',
    requestId: null,
    usage,
  } as const
  const engine = createEngine({
    ...{ store, clock, random: () => 0.5, bootId: 'b' },
    providers: { adapter: async () => ({ call: async () => ({ kind: 'succeeded', result }) }) },
  })
  const batchId = await store.newBatch(aBatch('reviews', 'staging'))
  await store.stage(
    batchId,
    1,
    Array.from({ length: 20 }, (_, n) => aTask(`p${n}`)),
    1,
  )
  await store.openBatch(batchId, { rows: 2, at: 1 })
  const look = () => standing(store.counts.all(), { store, engine }, clock.now())
  expect(look().moves).toBe(true)
  const waits = new Promise<void>((resolve) => store.onNews(() => store.dryRuns.waiting().length > 0 && resolve()))
  await engine.start()
  await waits
  await engine.stop(0)
  expect(look()).toMatchObject({
    moves: false,
    holds: [
      {
        words: 'the dry run of reviews waits for you',
        remedy: `The dry run of reviews has ended, and the rest waits for you. Look at the answers (batch show ${batchId}), then let it go on with: batch release ${batchId}. What is left stays queued.`,
      },
    ],
  })
})
