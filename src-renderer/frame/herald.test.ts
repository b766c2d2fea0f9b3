import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Batch } from '#shared/batch'
import type { Overview } from '#shared/overview'
import { busy } from '../preview/overviews'
import { createHerald, quietMs } from './herald'
import { endedSentence, newsBetween } from './news'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const [first, second] = busy.batches as [Batch, Batch]
const over = (batch: Batch, dead = 0): Batch => ({
  ...batch,
  counts: {
    ...{ waiting: 0, scheduled: 0, queued: 0, running: 0, backing_off: 0, cancelled: 0 },
    ...{ succeeded: 20, dead },
  },
})
const none = new Map<string, string>()
const quiet = { ended: [], letters: 0 }

function setup() {
  const said: string[] = []
  const herald = createHerald((sentence) => said.push(sentence))
  return { said, tell: herald.tell, herald }
}

test('a batch that ends is told once, with what came of it', () => {
  const after: Overview = { ...busy, batches: [over(first, 2), ...busy.batches.slice(1)] }
  expect(newsBetween(busy, after).ended.map(({ id }) => id)).toEqual([first.id])
  expect(newsBetween(after, after).ended).toEqual([])
  expect(endedSentence([over(first, 2)])).toBe(`${first.name} is done: 20 answers, 2 dead letters.`)
  expect(endedSentence([over(first), over(second)])).toBe(`2 batches are done: ${first.name} and ${second.name}.`)
})

test('the letters that ended a batch are told with it, and not once more', () => {
  const dead = first.counts.dead + 2
  const after: Overview = {
    ...busy,
    batches: [over(first, dead), ...busy.batches.slice(1)],
    counts: { ...busy.counts, dead: busy.counts.dead + 3 },
  }
  expect(newsBetween(busy, after)).toMatchObject({ ended: [{ id: first.id }], letters: 1 })
})

test('letters that went are no news', () => {
  const fewer: Overview = { ...busy, counts: { ...busy.counts, dead: busy.counts.dead - 5 } }
  expect(newsBetween(busy, fewer).letters).toBe(0)
  expect(newsBetween(fewer, busy).letters).toBe(5)
})

test('at most one sentence is said in ten seconds, and what comes meanwhile adds up', () => {
  const { said, tell } = setup()
  tell({ ended: [], letters: 1 }, none)
  vi.advanceTimersByTime(0)
  expect(said).toEqual(['1 new dead letter.'])
  for (let n = 0; n < 50; n++) {
    tell({ ended: [], letters: 1 }, none)
    vi.advanceTimersByTime(100)
  }
  expect(said).toHaveLength(1)
  vi.advanceTimersByTime(quietMs)
  expect(said).toEqual(['1 new dead letter.', '50 new dead letters.'])
  vi.advanceTimersByTime(10 * quietMs)
  expect(said).toHaveLength(2)
})

test('the end of a batch goes before letters, and each has its own sentence', () => {
  const { said, tell } = setup()
  tell({ ended: [over(first)], letters: 3 }, none)
  vi.advanceTimersByTime(0)
  vi.advanceTimersByTime(quietMs)
  expect(said).toEqual([`${first.name} is done: 20 answers.`, '3 new dead letters.'])
})

test('what opened again before its turn is not told, and what comes and goes is told once a minute', () => {
  const { said, tell } = setup()
  tell({ ended: [], letters: 1 }, new Map([['gate 1', 'OpenAI paused.']]))
  vi.advanceTimersByTime(0)
  tell(quiet, none) // open again
  vi.advanceTimersByTime(quietMs)
  expect(said).toEqual(['1 new dead letter.'])
  for (let n = 0; n < 4; n++) {
    tell(quiet, new Map([['gate 1', 'OpenAI paused.']]))
    vi.advanceTimersByTime(quietMs)
    tell(quiet, none)
    vi.advanceTimersByTime(2_000)
  }
  expect(said).toEqual(['1 new dead letter.', 'OpenAI paused.'])
})
