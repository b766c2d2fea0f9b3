import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as passed } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { chat } from '#shared/request'
import { type Spend, spentOf } from '#shared/spend'
import type { BatchId } from '#shared/task'
import { WatchOptions } from '#shared/watch'
import { aBatch, aTask, type Store, tempStore } from '#store/temp-store'
import child from './budget-child?modulePath'

const cent = 10_000_000 // nano-dollars
const most = 10 // tokens of an answer

/** A loopback provider that outlives every kill of its client. It counts what it was asked and what it answered in full. */
async function provider(tokensOf: (call: number) => number) {
  const seen = { asked: 0, answered: 0, tokens: 0 }
  const calls = new EventEmitter()
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const tokens = tokensOf(++seen.asked)
      calls.emit('asked')
      const body = {
        ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm' },
        choices: [{ index: 0, message: { role: 'assistant', content: 'Yes' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens },
      }
      const answering = setTimeout(() => response.end(JSON.stringify(body)), 20)
      response.setHeader('Content-Type', 'application/json')
      response.once('close', () => {
        clearTimeout(answering)
        if (!response.writableFinished) return
        seen.answered++
        seen.tokens += tokens
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  /** So many calls from now on. */
  async function asked(more: number, signal: AbortSignal) {
    for (const upTo = seen.asked + more; seen.asked < upTo; ) await once(calls, 'asked', { signal })
  }
  return { seen, asked, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

type Provider = Awaited<ReturnType<typeof provider>>

/**
 * One life of the engine, killed at a call of its own count and a moment of its own: before the call is answered, while it is, or after. So it
 * is killed as often on a slow machine as on a fast one. @returns its last word, null when it was killed
 */
async function life(n: number, { asked }: Provider, words: readonly string[]): Promise<string | null> {
  const running = spawn(process.execPath, [child, ...words], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  running.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const isOver = new AbortController()
  const gone = (once(running, 'close') as Promise<[number | null, NodeJS.Signals | null]>).finally(() => isOver.abort())
  const killed = asked(4 + ((n * 5) % 9), isOver.signal).then(async () => {
    await passed((n * 7) % 30, undefined, isOver)
    running.kill('SIGKILL')
  })
  const [code, signal] = await gone
  await killed.catch((error: Error) => expect(error.name).toBe('AbortError'))
  if (signal === 'SIGKILL') return null
  expect(code).toBe(0)
  return said.trim().split('\n').at(-1) ?? ''
}

/** Two files of one folder, whose budget of a day they share, of 150 prompts each. */
async function ofWatch({ watches, write, newBatch }: Store, dayBudget: number): Promise<BatchId[]> {
  const options = WatchOptions.parse({ dayBudget })
  const id = await write(() => watches.insert({ folder: '/in', options, state: 'on', now: 1 }))
  const taken = { queued: 150, leftOut: 0, reason: null, results: '/in/r.csv', exportId: 1, contents: null } as const
  const ids = [await newBatch(aBatch('a')), await newBatch(aBatch('b'))]
  for (const batchId of ids)
    await write(() => {
      const file = { path: `${batchId}.csv`, size: 1, mtime: '1' }
      return watches.record({ ...file, watchId: id, state: 'taken', batchId, ...taken }, 1)
    })
  return ids
}
const ofBatch = async ({ newBatch }: Store, budget: number): Promise<BatchId[]> => [
  await newBatch({ ...aBatch(), options: { policy: {}, windows: [], reuse: false, budget } }),
]

test.each([
  {
    name: 'of 1.00, where each call costs the 0.01 that is put by for it',
    budget: 100 * cent,
    tokensOf: () => most,
    begin: ofBatch,
  },
  {
    name: 'of 0.30, where calls cost less than that',
    budget: 30 * cent,
    tokensOf: (call: number) => 1 + (call % most),
    begin: ofBatch,
  },
  {
    name: 'of a watched folder’s day, of 0.30',
    budget: 30 * cent,
    tokensOf: (call: number) => 1 + (call % most),
    begin: ofWatch,
  },
])(
  'no kill of the engine makes it pass a budget: one $name',
  async ({ budget, tokensOf, begin }) => {
    const temp = tempStore()
    onTestFinished(() => temp.remove())
    const loopback = await provider(tokensOf)
    const { seen, baseUrl } = loopback
    const p = { id: 'p', protocol: 'openai-chat', preset: 'custom', name: 'P', baseUrl, defaultModel: 'm' } as const
    await temp.store.write(() => temp.store.providers.save(p, 1))
    const batchIds = await begin(temp.store, budget)
    const request = chat('Say yes', { maxOutputTokens: most })
    for (const batchId of batchIds)
      await temp.store.enqueue(
        batchId,
        Array.from({ length: 300 / batchIds.length }, () => aTask('', { request, providerId: 'p', model: 'm' })),
        1,
      )
    temp.store.close()

    let kills = 0
    let word: string | null = null
    for (; word === null && kills < 200; kills += word === null ? 1 : 0)
      word = await life(kills, loopback, [temp.dataDir, baseUrl, String(cent / most)])
    expect(word).toBe('held')
    expect(kills).toBeGreaterThan(3)

    const store = temp.reopen()
    const all = [...store.spend.ofBatches(batchIds).values()]
    const sumOf = (of: (spend: Spend) => number) => all.reduce((sum, each) => sum + of(each), 0)
    const spend = {
      ...{ cost: sumOf(({ cost }) => cost), unansweredCost: sumOf((each) => each.unansweredCost) },
      ...{ unanswered: sumOf(({ unanswered }) => unanswered), calls: sumOf(({ calls }) => calls) },
    }
    // By the ledger: what was answered, and what was put by for calls that died with the engine.
    expect(spentOf(spend)).toBeLessThanOrEqual(budget)
    expect(spentOf(spend)).toBeGreaterThan(budget - cent) // it stopped for no other reason
    expect(spend.unanswered).toBeGreaterThan(0)
    // By the provider, which also answered calls whose answer no one was there to take: not even those pass it.
    expect(seen.tokens * (cent / most)).toBeLessThanOrEqual(budget)
    expect(seen.answered).toBeGreaterThanOrEqual(spend.calls - spend.unanswered)
    expect(seen.asked).toBeLessThanOrEqual(spend.calls)
    const sum = (sql: string) => store.db.prepare<[], number>(sql).pluck().get()
    expect(sum('SELECT sum(cost) FROM tasks')).toBe(spend.cost)
    expect(sum('SELECT sum(cost) FROM attempts')).toBe(spentOf(spend))
    expect(sum('SELECT sum(reserved) FROM tasks')).toBe(0)
  },
  120_000,
)
