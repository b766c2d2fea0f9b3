import { expect, onTestFinished, test, vi } from 'vitest'
import { act, aFailure, bulkOn, claim, die } from '#engine/bulk/temp-bulk'
import { LetterReport } from '#shared/letter-report'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { sixCauses } from '#store/temp-six-causes'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createLetterReports } from './letter-report'
import { letterPieces } from './letter-stream'
import { withoutEchoes } from './report-texts'

vi.setConfig({ testTimeout: 30_000 }) // hundreds of letters are made for some of them

/** One in every field that a person or a provider can write. None may be in a report. */
const planted = {
  header: 'hunter2-header-value',
  userinfo: 'urlpass99',
  query: 'q-secret-1234567890abcd',
  proxy: 'proxypw77',
  body: 'sk-bodybodybodybody1234',
  field: 'plain-looking-but-secret',
  answered: 'set-cookie-value-abc',
  signed: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  prompt: 'sk-promptpromptprompt99',
  bearer: 'abcdef0123456789abcdef',
  basic: Buffer.from('u:proxypw77').toString('base64'),
  nested: 'a-word-in-a-text-of-json',
}

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.write(() =>
    store.providers.save(
      {
        ...{ id: 'p1', protocol: 'openai-chat', preset: 'custom', name: 'Mine', defaultModel: 'm' },
        baseUrl: `https://me:${planted.userinfo}@gate.example/v1?api_key=${planted.query}`,
        options: {
          ...{ stream: false, organization: null, project: null, apiVersion: null, caFile: null, parallel: null },
          ...{ headers: { 'x-own': planted.header }, proxy: `http://u:${planted.proxy}@proxy.example:8080` },
        },
      },
      1,
    ),
  )
  const batchId = await store.newBatch(aBatch())
  const prompt = `Read https://s3.example/doc?X-Amz-Signature=${planted.signed} with ${planted.prompt} please`
  const [id] = (await store.enqueue(
    batchId,
    [
      aTask(prompt, {
        ...{ request: chat(prompt, { extra: { api_key: planted.field } }), providerId: 'p1', model: 'm' },
        ...{ file: 'q.csv', line: 7 },
      }),
    ],
    1,
  )) as [TaskId]
  const message = `No: ${prompt}. key ${planted.header}, Bearer ${planted.bearer}, proxy ${planted.proxy}, ${planted.basic}`
  const failure = { code: 'bad_request', status: 400, providerCode: 'bad', message, requestId: 'r1' } as const
  await store.beginBoot('test', '', 1)
  const { tasks } = await store.claim({
    ...{ lane: 'fast', limit: () => 1, now: 10, as: () => 'sent' as const },
    ...{ admit: () => true, windowOpen: () => true },
  })
  for (const task of tasks)
    await store.settle(
      {
        ...{ task, outcome: { kind: 'permanent', failure }, endedAt: 30, progress: 'done', wait: null },
        ...{ mayHaveBeenBilled: false, firstByteMs: 5 },
        next: { retriesUsed: 0, state: { kind: 'dead', settledAt: 30, failure } },
        wire: {
          ...{ status: 400, cut: false },
          headers: [
            ['set-cookie', planted.answered],
            ['x-ratelimit-remaining-tokens', '42'],
          ],
          body: `{"error":"${planted.body}","access_token": "${planted.field}","raw":"{\\\\"client_secret\\\\": \\\\"${planted.nested}\\\\"}","url":"https://x.example/?sig=${planted.signed}"}`,
        },
      },
      30,
    )
  const reports = createLetterReports({
    store,
    practiceUrl: async () => 'http://127.0.0.1:9/v1',
    version: '1.2.3',
    now: () => 99,
  })
  return { store, id, prompt, reports }
}

async function report(reports: ReturnType<typeof createLetterReports>, id: TaskId, withTexts: boolean) {
  const found = await reports.one(id, { withTexts })
  if (!found) throw new Error('no report')
  return LetterReport.parse(found)
}

test.each([true, false])('no planted secret is in a report, with texts: %s', async (withTexts) => {
  const { reports, id } = await setup()
  const text = JSON.stringify(await report(reports, id, withTexts))
  for (const [where, secret] of Object.entries(planted)) expect(text, where).not.toContain(secret)
})

test('it has the whole context of the letter', async () => {
  const { store, reports, id } = await setup()
  const found = await report(reports, id, true)
  expect(found).toMatchObject({
    ...{ format: 'trilane-letter/1', writtenAt: 99, texts: 'kept', app: { version: '1.2.3' } },
    ...{ source: { file: 'q.csv', line: 7 }, batch: { name: 'test' }, failure: { code: 'bad_request', status: 400 } },
    providers: [{ id: 'p1', headerNames: ['x-own'], proxy: 'own', protocol: 'openai-chat' }],
    attempts: [
      {
        ...{ number: 1, outcome: 'permanent', tookMs: 20, waitedMs: 9, request: { method: 'POST' } },
        response: {
          status: 400,
          headers: [
            ['set-cookie', '[key]'],
            ['x-ratelimit-remaining-tokens', '42'],
          ],
        },
      },
    ],
    policy: { own: null, effective: { retries: 3 } },
    death: { title: expect.any(String), todo: expect.stringContaining('edit'), inARow: 1, earlier: [] },
    gates: [{ providerId: 'p1', model: 'm', state: { kind: 'open' } }],
  })
  const headers = new Map(found.attempts[0]?.request?.headers)
  expect(headers.get('idempotency-key')).toBe(store.idempotencyKey(id, 1)) // by which a provider finds the call again
  expect(found.app.schema).toBeGreaterThanOrEqual(8)
  expect(JSON.stringify(found.revisions)).toContain('please')
})

test('without texts no words of the prompt are left, but their length and hash', async () => {
  const { reports, id, prompt } = await setup()
  const found = await report(reports, id, false)
  expect(JSON.stringify(found)).not.toContain('please')
  expect(JSON.stringify(found)).not.toContain(prompt.slice(0, 20))
  expect(found.revisions[0]?.request).toMatchObject({ leftOut: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('an edit is a revision of its own, with what it changed', async () => {
  const { store, reports, id } = await setup()
  const seen = store.task(id)
  if (!seen) throw new Error('gone')
  await store.move(seen, { kind: 'queued' }, 40, { edited: chat('Shorter'), retriesUsed: 0 })
  const { revisions } = await report(reports, id, true)
  expect(revisions.map(({ revision, createdAt, changed }) => [revision, createdAt, changed])).toEqual([
    [1, 1, []],
    [2, 40, ['messages', 'extra']],
  ])
})

test('one letter is one document; several are an array or a document a line; what is gone is left out', async () => {
  const { reports, id } = await setup()
  const written = async (ids: TaskId[], as: 'json' | 'jsonl') => {
    const pieces: string[] = []
    const count = { letters: 0 }
    for await (const piece of letterPieces(reports, ids, { as, withTexts: false }, count)) pieces.push(piece)
    return { text: pieces.join(''), n: count.letters }
  }
  const gone = 999 as TaskId
  expect(LetterReport.parse(JSON.parse((await written([id], 'json')).text)).task.id).toBe(id)
  expect(JSON.parse((await written([gone, id, id], 'json')).text)).toHaveLength(2)
  const lines = await written([id, gone, id], 'jsonl')
  expect(
    lines.text
      .trimEnd()
      .split('\n')
      .map((line) => LetterReport.parse(JSON.parse(line)).task.id),
  ).toEqual([id, id])
  expect(lines.n).toBe(2)
})

test('a letter that died before says after which attempts, and what it has of its own goes before its batch', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const { ids } = await sixCauses(store, Date.UTC(2026, 10, 24, 12))
  const id = ids.timeout[0] as TaskId
  const { bulk } = bulkOn(store)
  await act(bulk, { kind: 'requeue', limits: { retries: 0, timeoutMs: 5 } }, [id])
  const [task] = await claim(store, 1)
  if (!task) throw new Error('not claimed')
  await die(store, task, 50, { ...aFailure('timeout'), status: null, providerCode: null })
  await act(bulk, { kind: 'annotate', label: 'slow', note: 'ask them' }, [id])
  const reports = createLetterReports({
    store,
    practiceUrl: async () => 'http://127.0.0.1:9/v1',
    version: '1',
    now: () => 99,
  })
  const found = await report(reports, id, true)
  expect(found).toMatchObject({
    death: { title: 'No answer in time', earlier: [4] },
    policy: { own: { retries: 0, timeoutMs: 5 }, effective: { retries: 0, timeoutMs: 5 } },
    marks: { label: 'slow', note: 'ask them' },
    attempts: [{ wait: { reason: 'backoff', ms: 1_000 } }, {}, {}, { wait: null }, { outcome: 'permanent' }],
  })
})

test('without texts neither what an error repeats of the prompt nor what it shows of the answer is left', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const { ids } = await sixCauses(store, Date.UTC(2026, 10, 24, 12))
  const reports = createLetterReports({
    store,
    practiceUrl: async () => 'http://127.0.0.1:9/v1',
    version: '1',
    now: () => 99,
  })
  for (const [cause, [id = expect.fail()]] of Object.entries(ids)) {
    const text = JSON.stringify(await report(reports, id, false))
    expect(text, cause).not.toMatch(/parcel of order|Sure!|Unexpected token/)
  }
  const prompt = 'Tell me about the second wife of the third king of a land that never was'
  expect(withoutEchoes(`Invalid: “${prompt.slice(9, 60)}” is too long`, [prompt])).toMatch(
    /^Invalid: .{0,5}\[prompt\].{0,6} is too long$/,
  )
  expect(withoutEchoes('No such model: gpt-9', [prompt])).toBe('No such model: gpt-9')
})
