import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import type { TaskId } from '#shared/task'
import { aBatch, aTask } from '#store/temp-store'
import { both, customIds, halfPrice, isEvery, model, providerId, setup } from './temp-world'

const createOf = (protocol: (typeof both)[number]) => (protocol === 'openai' ? '/v1/batches' : '/v1/messages/batches')

test('a batch that may be someone else’s is not cancelled with the last of our tasks', async () => {
  const { add, fake, until, kinds, view, engine, clock, temp } = await setup('anthropic')
  const [id] = (await add(1)) as [TaskId]
  fake.refuse = ({ method, path }) => {
    if (method !== 'POST' || path !== '/v1/messages/batches') return null
    const rows = [{ customId: 'theirs-1', body: { model }, url: '/v1/messages' }]
    fake.batches.push({
      ...{ id: 'theirs', name: null, rows, createdAt: clock.now(), status: 'open', cancelAsked: false, faults: [] },
    })
    fake.refuse = () => null
    return 'hang up'
  }
  await until(() => temp.store.remoteBatches()[0]?.remoteId === 'theirs')
  await engine.cancel(view(id))
  const polls = () => fake.asked.filter((asked) => asked === 'GET /v1/messages/batches/theirs').length
  await until(() => polls() >= 3)
  expect(fake.batches[0]?.cancelAsked).toBe(false)
  fake.ends = 'completed'
  await until(() => temp.store.remoteBatches().length === 0)
  expect(kinds([id])).toEqual(['cancelled'])
  expect(fake.batches.map((batch) => batch.id)).toEqual(['theirs'])
})

test.each(both)(
  '%s: an upload of minutes whose answer was lost is looked for as long as any other before it is sent again',
  async (protocol) => {
    const { add, fake, until, kinds, api, real, pass } = await setup(protocol)
    const ids = await add(2)
    let uploaded = () => {}
    let begun = false
    api.submit = async (batch, signal) => {
      begun = true
      await new Promise<void>((done) => {
        uploaded = done
      })
      return real.submit(batch, signal)
    }
    const create = createOf(protocol)
    let hidden = true
    fake.refuse = ({ method, path }) => {
      if (method === 'POST' && path === create) return 'hang up after'
      if (!hidden || method !== 'GET' || !path.startsWith(`${create}?`)) return null
      hidden = false // it is in no list for a moment
      return { status: 200, json: { data: [], has_more: false } }
    }
    await until(() => begun)
    await pass(5 * 60_000)
    uploaded()
    fake.ends = 'completed'
    await until(() => isEvery(kinds(ids), 'succeeded'))
    expect(fake.batches).toHaveLength(1)
  },
)

test('of two batches of one size, one waits until it is known what became of the other', async () => {
  const { add, fake, until, kinds, pass } = await setup('anthropic', halfPrice, { limits: { rows: 3 } })
  const ids = await add(6)
  const fates = ['hang up', 'hang up after'] as const
  let lost = 0
  fake.refuse = ({ method, path }) =>
    method === 'POST' && path === '/v1/messages/batches' ? (fates[lost++] ?? null) : null
  await until(() => fake.batches.length === 2)
  await pass(10 * 60_000)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([3, 3])
  expect(new Set(customIds(fake)).size).toBe(6)
})

test.each(both)('%s: what is out comes back with another key, once its own was removed', async (protocol) => {
  const { add, fake, until, kinds, engine, keys, detail } = await setup(protocol)
  const ids = await add(2)
  await until(() => detail(ids[1] as TaskId).attempts[0]?.progress === 'sent')
  keys.usable = ['2']
  await engine.providerChanged(providerId)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches).toHaveLength(1)
  expect(engine.gates().map(({ state }) => state.kind)).not.toContain('closed')
})

test('of a model that takes few tasks at once ever smaller batches go out, one at a time, until they fit', async () => {
  const { add, fake, until, kinds, detail } = await setup('openai')
  const ids = await add(20)
  const atOnce: number[] = []
  await until(() => {
    const open = fake.batches.filter(({ status }) => status === 'open')
    if (open.length > 0) atOnce.push(open.length)
    for (const batch of open) {
      if (batch.rows.length <= 4) batch.status = 'completed'
      else {
        const message = 'Enqueued token limit reached for this model.'
        batch.faults.push({ code: 'token_limit_exceeded', message, line: null })
        batch.status = 'failed'
      }
    }
    return isEvery(kinds(ids), 'succeeded')
  })
  const sizes = fake.batches.map(({ rows }) => rows.length)
  expect(sizes.slice(0, 4)).toEqual([20, 10, 5, 2])
  expect(sizes.filter((size) => size <= 4).reduce((sum, size) => sum + size, 0)).toBe(20)
  expect(isEvery(atOnce, 1)).toBe(true)
  for (const id of ids) expect(detail(id).task.retriesUsed).toBe(0)
})

test('what comes in drop by drop goes out in the end', async () => {
  const { add, fake, pass } = await setup('openai')
  for (let drop = 0; drop < 14; drop++) {
    await add(1)
    await pass(50_000)
  }
  expect(fake.batches.length).toBeGreaterThan(0)
})

test('an answer that cannot be read is that row’s failure, and keeps no other away', async () => {
  const { add, fake, until, kinds, detail, api, real, engine } = await setup('openai')
  const ids = (await add(3)) as [TaskId, TaskId, TaskId]
  api.judge = (answer, asked) => {
    if (JSON.stringify(answer).includes(`-${ids[1]}-1"`)) throw new TypeError('what is this?')
    return real.judge(answer, asked)
  }
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([3, 1])
  expect(detail(ids[1]).attempts).toMatchObject([
    { outcome: 'transient', failure: { message: expect.stringContaining('what is this?') } },
    { outcome: 'succeeded' },
  ])
  expect(engine.storage()).toEqual({ kind: 'ok' })
})

test('answers whose file is gone are given up after two days, as ones that may have been billed', async () => {
  const { add, fake, until, kinds, detail, pass } = await setup('openai')
  const ids = await add(2)
  fake.refuse = ({ path }) =>
    path.startsWith('/v1/files/output-batch_1/') ? { status: 404, json: { error: { message: 'No such file' } } } : null
  fake.ends = 'completed'
  await until(() => fake.batches.length === 1)
  for (let hours = 0; hours < 47; hours++) await pass(3_600_000)
  expect(kinds(ids)).toEqual(['running', 'running'])
  for (let hours = 47; hours < 50; hours++) await pass(3_600_000)
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches).toHaveLength(2)
  expect(detail(ids[0] as TaskId).attempts).toMatchObject([
    { outcome: 'lost', mayHaveBeenBilled: true, costNano: 500 },
    { outcome: 'succeeded', costNano: 7 },
  ])
}, 60_000)

test('a batch that was refused over lines that nobody can tell any more is no endless loop', async () => {
  const { add, fake, until, kinds, detail } = await setup('openai')
  const ids = await add(2)
  await until(() => fake.batches.length === 1)
  const [batch] = fake.batches
  if (batch) {
    batch.faults.push({ code: 'invalid_json_line', message: 'Line 9 is not right.', line: 9 })
    batch.status = 'failed'
  }
  await until(() => isEvery(kinds(ids), 'dead'))
  expect(detail(ids[0] as TaskId).task.state).toMatchObject({ failure: { message: 'Line 9 is not right.' } })
  expect(fake.batches).toHaveLength(1)
})

test.each(both)('%s: a provider that wants no batch just now is asked later, and no task pays', async (protocol) => {
  const { add, fake, until, kinds, detail } = await setup(protocol)
  const ids = await add(2)
  const error = { type: 'rate_limit_error', message: 'Too many batches. Please try again in 200s.' }
  let refused = 0
  fake.refuse = ({ method, path }) =>
    method === 'POST' && path === createOf(protocol) && refused++ < 2
      ? { status: 429, json: { type: 'error', error } }
      : null
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(refused).toBe(3)
  expect(fake.batches).toHaveLength(1)
  for (const id of ids) expect(detail(id).attempts).toHaveLength(1)
})

test('two batches share the budget of a day, and what is out for them counts until it is back', async () => {
  const { add, fake, until, kinds, temp, engine, pass } = await setup('openai', halfPrice, { dayBudget: 1_200 })
  const other = await temp.store.newBatch({ ...aBatch('other'), options: BatchOptions.parse({ halfPrice: true }) })
  const ids = [
    ...(await add(2)),
    ...(await engine.enqueue(
      other,
      [1, 2].map((n) => aTask(`other ${n}`, { providerId, model })),
    )),
  ]
  const putBy = () => temp.store.db.prepare<[], number>('SELECT sum(reserved) FROM tasks').pluck().get()
  await until(() => fake.batches.length === 1)
  await pass(10 * 60_000)
  expect(putBy()).toBe(1_000) // 500 each; a third could make it 1,500
  expect(kinds(ids).filter((kind) => kind === 'queued')).toHaveLength(2)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded')) // 14 are gone of 1,200
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([2, 2])
  expect(putBy()).toBe(0)
})

test('what a cancelled task is answered late costs what it cost, and what was put by beyond that is free at once', async () => {
  const { add, fake, until, kinds, view, engine, detail, temp, batchId } = await setup(
    'openai',
    BatchOptions.parse({ halfPrice: true, budget: 700 }),
  )
  const [first] = (await add(1)) as [TaskId]
  await until(() => detail(first).attempts[0]?.progress === 'sent')
  const [second] = (await add(1)) as [TaskId]
  await engine.cancel(view(first))
  expect(temp.store.spend.ofBatch(batchId)).toMatchObject({ unanswered: 1, unansweredCost: 500 })
  fake.ends = 'completed'
  await until(() => kinds([second])[0] === 'succeeded')
  expect(temp.store.spend.ofBatch(batchId)).toMatchObject({
    ...{ calls: 2, unanswered: 0, unansweredCost: 0, cost: 14, saved: 14, savedByHalfPrice: 14 },
  })
})

test('what is out at a provider that was removed is given up at once, as what may have been billed', async () => {
  const { add, until, detail, known, called, temp } = await setup('anthropic')
  const ids = await add(2)
  await until(() => detail(ids[1] as TaskId).attempts[0]?.progress === 'sent')
  known.removed = true
  await until(() => called.length === 2) // their lane has them now, and says what became of their provider
  expect(detail(ids[0] as TaskId).attempts[0]).toMatchObject({ outcome: 'lost', mayHaveBeenBilled: true })
  expect(temp.store.remoteBatches()).toEqual([])
})
