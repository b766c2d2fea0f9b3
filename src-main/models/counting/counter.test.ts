import { Worker } from 'node:worker_threads'
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { countTokens as harmony } from 'gpt-tokenizer/encoding/o200k_harmony'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTokenCounter, guessTokens, tokensPerCut } from './counter'
import { countingThread } from './thread'

type Options = Parameters<typeof createTokenCounter>[0]

function setup(options: Options = {}) {
  const started: Worker[] = []
  const create = options.thread ?? countingThread
  const thread: typeof create = (how) => {
    const worker = create(how)
    started.push(worker)
    return worker
  }
  const counter = createTokenCounter({ ...options, thread })
  onTestFinished(() => counter.close())
  return { counter, started }
}
const dying: Options = { thread: (how) => new Worker(new URL('./dying-worker.ts', import.meta.url), how) }

test('the real thread counts with the encoding of the model', async () => {
  const { counter } = setup()
  const texts = ['The gardener', ' и садовник 园丁们']
  const sum = (count: (text: string) => number) => texts.reduce((tokens, text) => tokens + count(text), 0)
  expect(sum(o200k)).not.toBe(sum(cl100k))
  const exactly = (tokens: number) => ({ tokens, exact: true, mayBeOver: 0, by: 'tokenizer' })
  expect(await counter.count(texts, 'gpt-4o-mini')).toEqual(exactly(sum(o200k)))
  expect(await counter.count(texts, 'gpt-4')).toEqual(exactly(sum(cl100k)))
  expect(await counter.count(texts, 'openai/gpt-oss-20b')).toEqual(exactly(sum(harmony)))
  const about = { tokens: Math.ceil(sum(o200k) * 1.56), exact: false, mayBeOver: 0, by: 'tokenizer' }
  expect(await counter.count(texts, 'claude-sonnet-5')).toEqual(about)
  expect(await counter.count([], 'gpt-4o')).toMatchObject({ tokens: 0 })
})

test('a special token in a prompt is text', async () => {
  const { counter } = setup()
  const { tokens } = await counter.count(['<|endoftext|>'], 'gpt-4o')
  expect(tokens).toBeGreaterThan(1)
})

test('prose is counted to the token, however long', async () => {
  const { counter } = setup()
  const prose = 'The quick brown fox jumps over the lazy dog, and (of course) nobody minds. '.repeat(2_000)
  expect(await counter.count([prose], 'gpt-4o')).toEqual({
    tokens: o200k(prose),
    exact: true,
    mayBeOver: 0,
    by: 'tokenizer',
  })
})

test('an unbroken text is counted all the same, and says by how much it may be over', async () => {
  const { counter } = setup()
  const { tokens, mayBeOver } = await counter.count(['a'.repeat(100_000)], 'gpt-4o')
  expect(mayBeOver).toBe(399 * tokensPerCut)
  expect(tokens).toBeGreaterThanOrEqual(12_500)
  expect(tokens - mayBeOver).toBeLessThanOrEqual(12_500) // eight of them are a token
})

test('a short one does not wait for a long one that was asked before it', async () => {
  const { counter } = setup()
  await counter.count(['loads the encoding'], 'gpt-4o')
  const order: string[] = []
  const long = counter.count(['中文没有空格'.repeat(200_000)], 'gpt-4o').then(() => order.push('long'))
  const short = counter.count(['short'], 'gpt-4o').then(() => order.push('short'))
  await Promise.all([long, short])
  expect(order).toEqual(['short', 'long'])
})

test('a count can be cancelled, and others go on', async () => {
  const { counter } = setup()
  const stop = new AbortController()
  const long = counter.count(['中文没有空格'.repeat(200_000)], 'gpt-4o', stop.signal)
  const short = counter.count(['hello world'], 'gpt-4o')
  stop.abort(new Error('no longer wanted'))
  await expect(long).rejects.toThrow('no longer wanted')
  expect(await short).toMatchObject({ tokens: 2 })
  await expect(counter.count(['x'], 'gpt-4o', stop.signal)).rejects.toThrow('no longer wanted')
})

test('the thread starts with the first count, ends when it was idle, and starts again', async () => {
  const { counter, started } = setup({ idleMs: 0 })
  expect(started).toHaveLength(0)
  await counter.count(['one'], 'gpt-4o')
  await new Promise((done) => started[0]?.once('exit', done))
  expect(await counter.count(['two'], 'gpt-4o')).toMatchObject({ tokens: 1, by: 'tokenizer' })
  expect(started).toHaveLength(2)
})

test('a thread that dies leaves a guess by length, which says so', async () => {
  const { counter } = setup(dying)
  const counts = await Promise.all([counter.count(['x'.repeat(400)], 'gpt-4o'), counter.count(['never'], 'gpt-4o')])
  expect(counts).toEqual([
    { tokens: 100, exact: false, mayBeOver: 0, by: 'characters' },
    { tokens: 2, exact: false, mayBeOver: 0, by: 'characters' },
  ])
})

test('one that dies again and again is left alone for a minute', async () => {
  const { counter, started } = setup(dying)
  for (let ask = 0; ask < 5; ask++) await counter.count(['x'], 'gpt-4o')
  expect(started).toHaveLength(3)
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 60_001)
  onTestFinished(() => void vi.restoreAllMocks())
  await counter.count(['x'], 'gpt-4o')
  expect(started).toHaveLength(4)
})

test('one that hangs is ended, and what it was asked is guessed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { counter, started } = setup(dying)
  const stop = new AbortController()
  const unwanted = counter.count(['never'], 'gpt-4o', stop.signal)
  stop.abort('cancelled')
  await expect(unwanted).rejects.toBe('cancelled')
  vi.advanceTimersByTime(30_000) // nothing is asked, so nothing is missed
  expect(started[0]?.threadId).toBeGreaterThan(0)
  const hung = counter.count(['never'], 'gpt-4o')
  vi.advanceTimersByTime(30_000)
  expect(await hung).toEqual(guessTokens(['never'], 'gpt-4o'))
  expect(started[0]?.threadId).toBe(-1)
})

test('one that says that it works may take its time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const slow: Options = { thread: (how) => new Worker(new URL('./slow-worker.ts', import.meta.url), how) }
  const { counter, started } = setup(slow)
  const long = counter.count(['slow'], 'gpt-4o')
  for (let sign = 0; sign < 3; sign++) {
    vi.advanceTimersByTime(29_000)
    await counter.count(['a sign'], 'gpt-4o')
  }
  await counter.count(['finish'], 'gpt-4o')
  expect(await long).toMatchObject({ tokens: 7, by: 'tokenizer' })
  expect(started).toHaveLength(1)
})

test('one that cannot be started leaves a guess, and is tried three times a minute', async () => {
  let tries = 0
  const thread = () => {
    tries++
    throw new Error('no more threads')
  }
  const { counter } = setup({ thread })
  for (let ask = 0; ask < 5; ask++) expect(await counter.count(['four'], 'gpt-4o')).toMatchObject({ by: 'characters' })
  expect(tries).toBe(3)
})

test('closing ends the thread and guesses what is open; afterwards all is guessed', async () => {
  const { counter, started } = setup(dying)
  const open = counter.count(['never'], 'gpt-4o')
  const ended = new Promise((done) => started[0]?.once('exit', done))
  await counter.close()
  await ended
  expect(await open).toEqual(guessTokens(['never'], 'gpt-4o'))
  expect(await counter.count(['four'], 'gpt-4o')).toMatchObject({ tokens: 1, by: 'characters' })
  expect(started).toHaveLength(1)
})
