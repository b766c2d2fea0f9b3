import { expect, test } from 'vitest'
import type { InsightQuery } from '#shared/insights'
import { aTask } from '#store/temp-store'
import { insightCommands } from './insight-commands'
import { tempDesk } from './temp-desk'

test('what an engine ran is told by batch, lane and model, in the shape of the contract', async () => {
  const { store, engine, now, quiet, answer, ask } = await tempDesk()
  const made = { kind: 'import', state: 'open', fingerprint: null, createdAt: now() } as const
  const one = await store.newBatch({ ...made, name: 'one' })
  const two = await store.newBatch({ ...made, name: 'two' })
  await engine.enqueue(one, [aTask('a'), aTask('b')])
  await engine.enqueue(two, [aTask('c', { lane: 'heavy', model: 'practice-reasoner' })])
  await quiet()
  for (const prompt of ['a', 'b', 'c']) await answer(prompt)
  const handlers = insightCommands({ store, now })
  const seen = (query: Partial<InsightQuery>) =>
    ask(handlers, 'getInsights', { range: 'hour', batchId: null, lane: null, model: null, ...query })
  expect((await seen({})).sums).toMatchObject({ answered: 3, firstTry: 3, tokensIn: 3, tokensOut: 3, dead: 0 })
  expect((await seen({ batchId: one })).sums.answered).toBe(2)
  expect((await seen({ lane: 'heavy' })).models).toMatchObject([{ model: 'practice-reasoner', answered: 1 }])
  const ofModel = await seen({ model: { providerId: 'practice', model: 'practice-mini' } })
  expect(ofModel.sums.answered).toBe(2)
  expect(ofModel.known).toHaveLength(2)
  expect(ofModel.models).toMatchObject([{ answer: { n: 2 }, wait: { n: 2 } }])
})
