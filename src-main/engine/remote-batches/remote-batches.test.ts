import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import { promptOf } from '#shared/request'
import type { TaskId } from '#shared/task'
import { createTriage } from '../triage'
import { both, customIds, halfPrice, isEvery, model, providerId, setup } from './temp-world'

test.each(both)(
  '%s: tasks go out together, run for as long as the provider takes, and come back at half the price',
  async (protocol) => {
    const { add, fake, pass, until, kinds, view, called, detail, temp } = await setup(protocol)
    const ids = [...(await add(3)), ...(await add(2, { lane: 'heavy' }))]
    await pass(58_000)
    expect(fake.asked).toEqual([])
    await until(() => fake.batches.length === 1 && view(ids[0] as TaskId).remoteBatch != null)
    expect(fake.batches[0]?.rows).toHaveLength(5)
    expect(kinds(ids)).toEqual(ids.map(() => 'running'))
    await until(() => detail(ids[4] as TaskId).attempts[0]?.progress === 'sent')
    expect(temp.store.views.running('fast')).toEqual([]) // no lane has them
    const putBy = temp.store.db.prepare<[], number>('SELECT sum(reserved) FROM tasks').pluck().get()
    expect(putBy).toBe(5 * 500) // half of the most that each could cost
    fake.ends = 'completed'
    await until(() => isEvery(kinds(ids), 'succeeded'))
    for (const id of ids) {
      const { result, attempts, task } = detail(id)
      expect(result?.text).toBe(`answer to ${customIds(fake).find((each) => each.includes(`-${id}-1`))}`)
      expect(attempts).toMatchObject([
        { outcome: 'succeeded', progress: 'done', mayHaveBeenBilled: false, costNano: 7 },
      ])
      expect(task).toMatchObject({ remoteBatch: null, cost: 7, retriesUsed: 0 })
    }
    await until(() => temp.store.remoteBatches().length === 0)
    expect(temp.store.spend.ofBatch(view(ids[0] as TaskId).batchId)).toMatchObject({
      ...{ cost: 35, saved: 35, savedByHalfPrice: 35 },
    })
    expect(fake.batches).toHaveLength(1)
    expect(called).toEqual([])
  },
)

test.each(both)('%s: an expired batch gives back only its unanswered rows', async (protocol) => {
  const { add, fake, until, kinds, detail } = await setup(protocol)
  const ids = await add(6)
  await until(() => fake.batches.length === 1)
  const late = new Set(fake.batches[0]?.rows.slice(0, 2).map(({ customId }) => customId))
  const silent = fake.batches[0]?.rows[2]?.customId
  fake.fate = ({ customId }) => ({ kind: late.has(customId) ? 'expired' : customId === silent ? 'none' : 'ok' })
  fake.ends = 'expired'
  await until(() => fake.batches.length === 2)
  expect(kinds(ids.slice(3))).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(fake.batches[1]?.rows).toHaveLength(3)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  for (const id of ids.slice(0, 3)) {
    // Of one that Anthropic's results leave out nobody knows, and it must not be sent for ever.
    const untold = protocol === 'anthropic' && silent?.includes(`-${id}-`)
    expect(detail(id).task.retriesUsed).toBe(untold ? 1 : 0)
    expect(detail(id).attempts).toMatchObject([
      { outcome: untold ? 'transient' : 'held', mayHaveBeenBilled: untold, tokensOut: null },
      { outcome: 'succeeded' },
    ])
  }
  expect(new Set(customIds(fake)).size).toBe(customIds(fake).length)
})

test.each(both)(
  '%s: a request that is refused is a dead letter, and one that met a fault is tried again',
  async (protocol) => {
    const { add, fake, until, kinds, detail } = await setup(protocol)
    const [bad, unlucky, good] = (await add(3)) as [TaskId, TaskId, TaskId]
    fake.fate = ({ customId }) => {
      if (customId.includes(`-${bad}-`))
        return { kind: 'error', status: 400, type: 'invalid_request_error', message: 'messages: what is this?' }
      const type = protocol === 'openai' ? 'server_error' : 'api_error'
      if (customId.endsWith(`-${unlucky}-1`)) return { kind: 'error', status: 500, type, message: 'oops' }
      return { kind: 'ok' }
    }
    fake.ends = 'completed'
    await until(() => isEvery(kinds([unlucky, good]), 'succeeded'))
    expect(detail(bad).task.state).toMatchObject({
      kind: 'dead',
      failure: { code: 'bad_request', status: 400, message: expect.stringContaining('what is this?') },
    })
    expect(detail(unlucky).task.retriesUsed).toBe(1)
    expect(detail(unlucky).attempts).toMatchObject([
      { outcome: 'transient', wait: { reason: 'backoff' } },
      { outcome: 'succeeded' },
    ])
    expect(fake.batches.map(({ rows }) => rows.length)).toEqual([3, 1])
  },
)

test.each(both)('%s: a cancelled task ends at once, and its answer is kept as a late one', async (protocol) => {
  const { add, fake, until, kinds, detail, view, engine } = await setup(protocol)
  const [one, two] = (await add(2)) as [TaskId, TaskId]
  await until(() => detail(two).attempts[0]?.progress === 'sent')
  expect(await engine.cancel(view(one))).toBe(true)
  expect(detail(one)).toMatchObject({
    task: { state: { kind: 'cancelled' } },
    attempts: [{ outcome: 'cancelled', mayHaveBeenBilled: true }],
  })
  fake.ends = 'completed'
  await until(() => kinds([two])[0] === 'succeeded' && detail(one).lateAnswers.length > 0)
  expect(detail(one)).toMatchObject({
    task: { state: { kind: 'cancelled' }, cost: 7 },
    lateAnswers: [{ attempt: 1, outcome: 'succeeded', costNano: 7 }],
    result: null,
  })
})

test.each(both)('%s: once all of them are cancelled, the provider is asked to cancel its batch', async (protocol) => {
  const { add, fake, until, detail, view, engine, temp, kinds, batchId } = await setup(protocol)
  const ids = await add(3)
  await until(() =>
    isEvery(
      ids.map((id) => detail(id).attempts[0]?.progress),
      'sent',
    ),
  )
  for (const id of ids) await engine.cancel(view(id))
  await until(() => fake.batches[0]?.cancelAsked === true)
  fake.fate = () => ({ kind: 'cancelled' })
  fake.ends = 'cancelled'
  await until(() => temp.store.remoteBatches().length === 0)
  expect(kinds(ids)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  const attempts = [{ outcome: 'cancelled', mayHaveBeenBilled: false, costNano: null }]
  expect(detail(ids[0] as TaskId)).toMatchObject({ lateAnswers: [], attempts })
  // The provider says that it bills none of them: what was put by counts against no budget.
  expect(temp.store.spend.ofBatch(batchId)).toMatchObject({ calls: 3, unanswered: 0, unansweredCost: 0, cost: 0 })
})

test('a task that is cancelled before its batch goes out is not in it', async () => {
  const { add, fake, until, view, engine, detail } = await setup('openai')
  const [one] = (await add(2)) as [TaskId, TaskId]
  fake.refuse = ({ path }) => (path === '/v1/files' ? { status: 503, json: { error: { message: 'later' } } } : null)
  await until(() => fake.asked.length > 0 && view(one).state.kind === 'running')
  expect(await engine.cancel(view(one))).toBe(true)
  fake.refuse = () => null
  await until(() => fake.batches.length === 1)
  expect(fake.batches[0]?.rows).toHaveLength(1)
  expect(detail(one).task.state.kind).toBe('cancelled')
})

test.each(both)(
  '%s: a refused key closes the gate, no task dies, and all go out once it is mended',
  async (protocol) => {
    const { add, fake, until, kinds, engine, pass, detail } = await setup(protocol)
    const ids = await add(4)
    const error = { type: 'authentication_error', code: 'invalid_api_key', message: 'no such key' }
    fake.refuse = () => ({ status: 401, json: { type: 'error', error } })
    await until(() => engine.gates().some(({ state }) => state.kind === 'closed' && state.reason === 'auth'))
    await until(() => isEvery(kinds(ids), 'queued'))
    const asked = fake.asked.length
    await pass(10 * 60_000)
    expect(fake.asked).toHaveLength(asked)
    fake.refuse = () => null
    fake.ends = 'completed'
    await engine.providerChanged(providerId)
    await until(() => isEvery(kinds(ids), 'succeeded'))
    expect(detail(ids[0] as TaskId).task.retriesUsed).toBe(0)
    expect(engine.gates().map(({ state }) => state.kind)).not.toContain('closed')
  },
)

test('a batch file with a bad line: that task is a dead letter, and the others go again without it', async () => {
  const { add, fake, until, kinds, detail, engine } = await setup('openai')
  const ids = await add(3)
  await until(() => fake.batches.length === 1)
  const [batch] = fake.batches
  if (batch) {
    batch.faults.push({ code: 'invalid_json_line', message: 'This line is not right.', line: 2 })
    batch.status = 'failed'
  }
  fake.ends = 'completed'
  await until(() => kinds([ids[0] as TaskId, ids[2] as TaskId]).every((kind) => kind === 'succeeded'))
  expect(detail(ids[1] as TaskId).task.state).toMatchObject({
    kind: 'dead',
    failure: { message: expect.stringContaining('This line') },
  })
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([3, 2])
  expect(detail(ids[0] as TaskId).task.retriesUsed).toBe(0)
  expect(engine.gates().map(({ state }) => state.kind)).not.toContain('closed')
})

test('a batch beyond what may be out of a model waits, without an end of its tasks', async () => {
  const { add, fake, until, kinds, pass, detail } = await setup('openai')
  const ids = await add(2)
  await until(() => fake.batches.length === 1)
  const [batch] = fake.batches
  if (batch) {
    batch.faults.push({
      code: 'token_limit_exceeded',
      message: 'Enqueued token limit reached for this model.',
      line: null,
    })
    batch.status = 'failed'
  }
  await until(() => isEvery(kinds(ids), 'queued'))
  await pass(50_000)
  expect(fake.batches).toHaveLength(1)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([2, 1, 1])
  expect(detail(ids[0] as TaskId).task.retriesUsed).toBe(0)
})

test.each(both)(
  '%s: a submission whose answer was lost is found at the provider, and not sent twice',
  async (protocol) => {
    const { add, fake, until, kinds } = await setup(protocol)
    const ids = await add(3)
    const create = protocol === 'openai' ? '/v1/batches' : '/v1/messages/batches'
    fake.refuse = ({ method, path }) => (method === 'POST' && path === create ? 'hang up after' : null)
    await until(() => fake.batches.length === 1)
    fake.ends = 'completed'
    await until(() => isEvery(kinds(ids), 'succeeded'))
    expect(fake.batches).toHaveLength(1)
  },
)

test.each(both)('%s: a submission that never arrived is sent again, once it could have appeared', async (protocol) => {
  const { add, fake, until, kinds } = await setup(protocol)
  const ids = await add(3)
  const create = protocol === 'openai' ? '/v1/batches' : '/v1/messages/batches'
  let lost = 0
  fake.refuse = ({ method, path }) => (method === 'POST' && path === create && lost++ === 0 ? 'hang up' : null)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches).toHaveLength(1)
  expect(lost).toBe(2)
  expect(fake.asked.filter((asked) => asked.startsWith(`GET ${create}?`)).length).toBeGreaterThan(0)
})

test('a batch of the same size that someone else sent is not taken for ours', async () => {
  const { add, fake, until, kinds, clock } = await setup('anthropic')
  const ids = await add(3)
  const rows = [1, 2, 3].map((n) => ({ customId: `theirs-${n}`, body: { model }, url: '/v1/messages' }))
  const create = '/v1/messages/batches'
  let lost = 0
  fake.refuse = ({ method, path }) => {
    if (method !== 'POST' || path !== create || lost++ > 0) return null
    fake.batches.push({
      ...{ id: 'theirs', name: null, rows, createdAt: clock.now(), status: 'open', cancelAsked: false, faults: [] },
    })
    return 'hang up'
  }
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ id }) => id)).toEqual(['theirs', 'msgbatch_2'])
})

test('work with a deadline for its retries goes through its lane, at the full price', async () => {
  const { add, fake, until, called } = await setup(
    'openai',
    BatchOptions.parse({ halfPrice: true, policy: { retryForMs: 1_000 } }),
  )
  await add(2)
  await until(() => called.length === 2)
  expect(fake.asked).toEqual([])
})

test('while its provider is paused nothing new goes out, and what is out comes back', async () => {
  const { add, fake, until, kinds, engine, pass } = await setup('openai')
  const [out] = (await add(1)) as [TaskId]
  await until(() => fake.batches.length === 1 && kinds([out])[0] === 'running')
  await engine.setPaused({ kind: 'provider', providerId }, true)
  const [later] = (await add(1)) as [TaskId]
  fake.ends = 'completed'
  await until(() => kinds([out])[0] === 'succeeded')
  await pass(10 * 60_000)
  expect(kinds([later])).toEqual(['queued'])
  expect(fake.batches).toHaveLength(1)
  await engine.setPaused({ kind: 'provider', providerId }, false)
  await until(() => kinds([later])[0] === 'succeeded')
})

test.each([
  ['a lane', { kind: 'lane', lane: 'fast' }],
  ['everything', { kind: 'all' }],
] as const)('while %s is paused its tasks stay in line', async (_what, still) => {
  const { add, fake, until, kinds, engine, pass } = await setup('openai')
  await engine.setPaused(still, true)
  const ids = await add(2)
  await pass(10 * 60_000)
  expect(fake.asked).toEqual([])
  await engine.setPaused(still, false)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
})

test('a restart leaves what is out alone: it is neither lost nor under suspicion, and comes back', async () => {
  const harness = await setup('openai')
  const { add, fake, until, kinds } = harness
  const ids = await add(3)
  await until(() => fake.batches.length === 1 && isEvery(kinds(ids), 'running'))
  await until(() => harness.detail(ids[0] as TaskId).attempts[0]?.progress === 'sent')
  expect(await harness.restart()).toMatchObject({ requeued: 0, suspects: [], poisoned: 0 })
  expect(kinds(ids)).toEqual(['running', 'running', 'running'])
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(harness.detail(ids[0] as TaskId).attempts).toHaveLength(1)
})

test('what one batch cannot hold goes into the next', async () => {
  const { add, fake, until, kinds } = await setup('openai', halfPrice, { limits: { rows: 3 } })
  const ids = await add(7)
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ rows }) => rows.length)).toEqual([3, 3, 1])
})

test('chats and embeddings of one model go in batches of their own, as a batch has one endpoint', async () => {
  const { add, fake, until, kinds, detail } = await setup('openai')
  const ids = [...(await add(1)), ...(await add(1, { request: { kind: 'embedding', input: 'text' } }))]
  fake.ends = 'completed'
  await until(() => isEvery(kinds(ids), 'succeeded'))
  expect(fake.batches.map(({ rows }) => rows.map(({ url }) => url))).toEqual([
    ['/v1/chat/completions'],
    ['/v1/embeddings'],
  ])
  expect(detail(ids[1] as TaskId).result).toMatchObject({ kind: 'embedding', text: '[0.5,1]' })
})

test('a batch that no longer asks for half the price goes through its lane', async () => {
  const { add, fake, until, called, temp, batchId, engine, pass } = await setup('openai')
  await add(2)
  await pass(30_000)
  await temp.store.changeBatch(batchId, { options: BatchOptions.parse({}) })
  engine.wake()
  await until(() => called.length === 2)
  expect(fake.asked).toEqual([])
})

test('cancelling all of a batch cancels what is out as well, and then its batch at the provider', async () => {
  const { add, fake, until, kinds, temp, batchId, engine, clock, detail } = await setup('openai')
  const ids = await add(450)
  await until(() => detail(ids[449] as TaskId).attempts[0]?.progress === 'sent')
  const triage = createTriage({
    store: { ...temp.store, list: temp.store.views.list },
    now: clock.now,
    cancelRunning: (task) => engine.cancelRunning(task),
    hold: (id) => engine.hold(id),
    wake: engine.wake,
  })
  expect(await triage.cancel({ batchId })).toMatchObject({ done: 450, skipped: 0 })
  await until(() => isEvery(kinds(ids), 'cancelled') && fake.batches[0]?.cancelAsked === true)
})

test('a prompt that cannot fit is a dead letter before anything is sent, and the others go without it', async () => {
  const message = 'The prompt has 9,000 tokens; some-model takes 8,192. Nothing was sent.'
  const failure = {
    ...{ code: 'context_length' as const, status: null, providerCode: null, requestId: null },
    message,
  }
  const asked: string[] = []
  const { add, fake, kinds, until, detail } = await setup('openai', halfPrice, {
    async check(way, request) {
      asked.push(`${way.providerId} ${way.model}`)
      return promptOf(request) === 'prompt 2' ? { kind: 'permanent', failure } : null
    },
  })
  const ids = await add(3)
  await until(() => fake.batches.length > 0)
  expect(customIds(fake)).toHaveLength(2)
  expect(kinds(ids)).toEqual(['running', 'dead', 'running'])
  const [, long] = ids
  if (long === undefined) throw new Error('three tasks')
  expect(detail(long).attempts).toMatchObject([{ progress: 'claimed', mayHaveBeenBilled: false, failure: { message } }])
  expect(new Set(asked)).toEqual(new Set(['remote some-model']))
})
