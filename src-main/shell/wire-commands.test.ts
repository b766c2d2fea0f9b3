import { expect, onTestFinished, test } from 'vitest'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { end, tempBatch } from '#store/receipt/temp-batch'
import { linkCommands } from './link-commands'
import { wireCommands } from './wire-commands'

const failure = { code: 'server_error', status: 500, providerCode: null, message: 'no', requestId: null } as const
const refused = { kind: 'permanent', failure } as const
const dead = { kind: 'dead', settledAt: 5, failure } as const
const wire = { status: 500, headers: [['retry-after', '3']] as [string, string][], body: 'broken', cut: false }

async function setup() {
  const temp = await tempBatch()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const [id] = (await temp.enqueue(['Say hello'])) as [TaskId]
  const { getAttemptWire } = wireCommands({ store, practiceUrl: async () => 'http://127.0.0.1:9/v1' })
  const read = (attempt: number) => getAttemptWire({ id, attempt }, 1)
  const fail = async (came: typeof wire | null) => {
    for (const task of await temp.claim([id])) await end(store, task, refused, dead, 5, came)
  }
  return { store, id, read, fail }
}

test('of an attempt there is the request as it went out, and what came back', async () => {
  const { read, fail } = await setup()
  await fail(wire)
  const { request, problem, answer } = await read(1)
  expect(problem).toBeNull()
  expect(answer).toEqual(wire)
  expect(request).toMatchObject({ method: 'POST', url: 'http://127.0.0.1:9/v1/chat/completions' })
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    ...{ model: 'practice-mini', messages: [{ role: 'user', content: 'Say hello' }] },
  })
})

test('each attempt has the words and the key of its own revision', async () => {
  const { store, id, read, fail } = await setup()
  await fail(null)
  const seen = store.task(id)
  if (!seen) throw new Error('gone')
  await store.move(seen, { kind: 'queued' }, 6, { edited: chat('Say goodbye'), retriesUsed: 0 })
  await fail(wire)
  const [first, second] = [await read(1), await read(2)]
  const keyOf = ({ request }: typeof first) => request?.headers.find(([name]) => name === 'idempotency-key')?.[1]
  expect(first.request?.body).toContain('Say hello')
  expect(first.answer).toBeNull()
  expect(second.request?.body).toContain('Say goodbye')
  expect(keyOf(first)).toMatch(new RegExp(`-${id}-1$`))
  expect(keyOf(second)).toMatch(new RegExp(`-${id}-2$`))
})

test('an attempt that is not there is refused', async () => {
  const { read } = await setup()
  await expect(read(1)).rejects.toMatchObject({ code: 'not_found' })
})

test('a link leads to the web or to a new e-mail, and nowhere else', async () => {
  const opened: string[] = []
  const { openLink } = linkCommands(async (url) => void opened.push(url))
  await openLink({ url: 'https://example.org/a' }, 1)
  await openLink({ url: 'mailto:a@example.org' }, 1)
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'http://example.org', 'https://a@evil.example'])
    await expect(openLink({ url }, 1)).rejects.toMatchObject({ code: 'bad_request' })
  expect(opened).toEqual(['https://example.org/a', 'mailto:a@example.org'])
})
