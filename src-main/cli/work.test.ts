import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#engine/system-clock'
import { ExportOptions } from '#shared/export'
import type { BatchId } from '#shared/task'
import type { NewTask } from '#shared/work'
import type { Store } from '#store/store'
import { aBatch, aTask } from '#store/temp-store'
import { createLiveExports } from '../wiring/exports/live-exports'
import { UsageError } from './args'
import { scheduleCommand } from './schedule'
import { tempRun } from './temp-run'
import { parseWork } from './work-args'

const queue = async (store: Store, tasks: readonly NewTask[], name = 'queued') =>
  store.enqueue(await store.newBatch(aBatch(name)), tasks, Date.now())
const inHours = (hours: number) => Date.now() + hours * 3_600_000

/** A server that speaks just enough, and the keys that it was called with. */
async function provider() {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization)
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const save = (store: Store) =>
    store.write(() => {
      store.providers.save(
        { id: 'p1', protocol: 'openai-chat', preset: 'custom', name: 'Mine', baseUrl, defaultModel: 'm' },
        1,
      )
      store.keys.save(
        'p1',
        { keyId: '1', name: '', backend: 'keychain', sealed: Buffer.from('sealed'), last4: '1234' },
        1,
      )
    })
  return { keys, save }
}

test('all open batches run and a schedule that is due fires, until nothing is left', async () => {
  const trilane = tempRun()
  const daysAgo = () => inHours(-48)
  const nightly = ['add', 'Nightly', '--cron', '0 22 * * *', '--prompt', 'News', '--data-dir', trilane.dataDir]
  await scheduleCommand(nightly, {}, { say: () => {}, print: () => {} }, new AbortController().signal, daysAgo)
  await trilane.look(async (store) => {
    await queue(store, [aTask('one'), aTask('two', { lane: 'heavy', model: 'practice-reasoner' })])
    await queue(store, [aTask('three')], 'another')
  })
  const { code, summary } = await trilane.work()
  expect([code, summary]).toMatchObject([0, { total: 4, succeeded: 4, waiting: 0, scheduled: 0, attempts: 4 }])
  expect(trilane.said).toContain('The schedule Nightly queued its prompts.')
  expect(await trilane.work()).toMatchObject({ code: 0, summary: { total: 0, attempts: 0 } })
})

test('a file that was started in the app has all results once it ends', async () => {
  const trilane = tempRun()
  const file = join(trilane.dataDir, 'out.csv')
  await trilane.look(async (store) => {
    await queue(store, [aTask('one'), aTask('two')])
    const batchId = store.batches.newest(1)[0]?.id as BatchId
    const options = ExportOptions.parse({ format: 'csv', columns: [{ from: 'result', field: 'prompt' }] })
    await createLiveExports({ store, clock: systemClock }).start(batchId, file, options)
  })
  expect(await trilane.work()).toMatchObject({ code: 0 })
  expect(readFileSync(file, 'utf8')).toBe('prompt\none\ntwo\n')
  expect(trilane.said).toContain(`2 rows written to ${file}`)
})

test('what is out in a batch of a provider whose key is not here is left alone, and holds up no end', async () => {
  const trilane = tempRun()
  const { keys, save } = await provider()
  await trilane.look(async (store) => {
    await save(store)
    await queue(store, [aTask('out', { providerId: 'p1', model: 'm' })])
    await store.beginBoot('before', 'machine', Date.now())
    const gate = await store.ensureGate('p1', 'm', '1')
    const remote = { id: null, providerId: 'p1', keyId: '1', model: 'm', name: 'trilane-out' }
    const { remoteBatch } = await store.claim({
      ...{ lane: 'fast', limit: () => 1, now: Date.now(), admit: () => true, as: () => 'claimed', remote },
      reserve: () => ({ gateId: gate.id, keyId: '1', providerId: 'p1', model: 'm', halfPrice: true }),
    })
    const [batch] = store.remoteBatches()
    if (!batch || batch.id !== remoteBatch) expect.fail()
    await store.saveRemoteBatch({ ...batch, state: 'sent', remoteId: 'batch_1' })
    await queue(store, [aTask('practice')])
  })
  expect(await trilane.work()).toMatchObject({ code: 2, summary: { total: 2, succeeded: 1, waiting: 1 } })
  expect(trilane.said.filter((line) => line.startsWith('The key of Mine is sealed'))).toHaveLength(1)
  expect(keys).toEqual([])
  await trilane.look((store) => {
    expect(store.loadGates().map(({ state }) => state.kind)).not.toContain('closed')
    expect(store.remoteBatches()).toMatchObject([{ state: 'sent', remoteId: 'batch_1' }])
  })
})

test('a dead letter makes the exit code 2 in the run in which it became one, and in no later one', async () => {
  const trilane = tempRun()
  await trilane.look((store) => queue(store, [aTask('(practice: refuse)'), aTask('fine')]))
  expect(await trilane.work()).toMatchObject({ code: 2, summary: { total: 2, succeeded: 1, dead: 1 } })
  expect(await trilane.work()).toMatchObject({ code: 0, summary: { total: 0, dead: 0 } })
})

test('what starts later is left where it is, and is no failure', async () => {
  const trilane = tempRun()
  const needs = [{ name: 'x', task: { row: 0 } }]
  await trilane.look((store) => queue(store, [aTask('later', { startAt: inHours(5) }), aTask('then', { needs })]))
  expect(await trilane.work()).toMatchObject({ code: 0, summary: { total: 2, waiting: 0, scheduled: 2 } })
})

test('a provider whose key is sealed is not called; its work stays queued and it says how to give the key', async () => {
  const trilane = tempRun()
  const { keys, save } = await provider()
  await trilane.look(async (store) => {
    await save(store)
    await queue(store, [aTask('theirs', { providerId: 'p1', model: 'm' }), aTask('ours')])
  })
  expect(await trilane.work()).toMatchObject({ code: 2, summary: { succeeded: 1, waiting: 1, dead: 0 } })
  expect(trilane.said.join()).toMatch(/The key of Mine is sealed.*stays queued.*--api-key-env "Mine=VARIABLE"/)
  expect(keys).toEqual([])
  await trilane.look((store) => expect(store.providers.get('p1')?.paused).toBe(false))

  const given = ['--until-idle', '--api-key-env', 'Mine=MY_KEY']
  await expect(trilane.work(given)).rejects.toThrow('MY_KEY, named by --api-key-env for Mine, is not set')
  await expect(trilane.work(['--api-key-env', 'Yours=MY_KEY'])).rejects.toThrow('There are: p1 (Mine).')
  expect(await trilane.work(given, { also: { MY_KEY: 'secret' } })).toMatchObject({
    code: 0,
    summary: { succeeded: 1 },
  })
  expect(keys).toEqual(['Bearer secret'])
})

test('a paused lane is told, and what else there is goes on', async () => {
  const trilane = tempRun()
  await trilane.look(async (store) => {
    await store.saveLane('heavy', { ...store.loadLanes().heavy, paused: true })
    await queue(store, [aTask('slow', { lane: 'heavy' }), aTask('quick')])
  })
  expect(await trilane.work()).toMatchObject({ code: 2, summary: { succeeded: 1, waiting: 1 } })
  expect(trilane.said.join()).toContain('The Heavy lane is paused')
})

test('without --until-idle it goes on until it is stopped', async () => {
  const trilane = tempRun()
  expect(await trilane.work([], { until: /0 running/ })).toMatchObject({ code: 0, summary: { total: 0 } })
  expect(trilane.said).toContain('Stopped. What is left stays queued, for the app or the next start.')
})

test.each([
  ['now', /now/],
  ['--api-key-env OPENAI', /--api-key-env takes PROVIDER=NAME/],
  ['--until', /--until/],
])('“work %s” is a usage error that says what is wrong', (words, message) => {
  expect(() => parseWork(words.split(' '))).toThrow(UsageError)
  expect(() => parseWork(words.split(' '))).toThrow(message)
})
