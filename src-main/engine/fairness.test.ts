import { expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { promptOf } from '#shared/request'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'
import { succeeded } from './model-provider'
import { turn } from './model-world'

test('three prompts behind a batch of 100,000 start at the next free slots', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const started: string[] = []
  const ends: ((outcome: Outcome) => void)[] = []
  const engine = createEngine({
    ...{ store, clock: manualClock(), random: () => 0.5, bootId: 'boot' },
    providers: {
      adapter: async () => ({
        call: ({ request }) =>
          new Promise((end) => {
            started.push(promptOf(request))
            ends.push(end)
          }),
      }),
    },
  })
  const untilStarted = async (count: number) => {
    for (let turns = 0; started.length < count && turns < 1_000; turns++) await turn()
  }
  const large = await store.newBatch(aBatch('large'))
  await engine.enqueue(
    large,
    Array.from({ length: 100_000 }, (_, n) => aTask(`p${n}`)),
  )
  await engine.start()
  await untilStarted(5)
  await engine.enqueue(
    await store.newBatch(aBatch('small')),
    ['s1', 's2', 's3'].map((prompt) => aTask(prompt)),
  )
  for (const end of ends.splice(0)) end(succeeded('done'))
  await untilStarted(10)
  expect(started).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 's1', 'p5', 's2', 'p6', 's3'])
  for (const end of ends.splice(0)) end(succeeded('done'))
  await engine.stop(0)
}, 180_000)
