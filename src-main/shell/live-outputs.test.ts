import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LiveOutput } from '#shared/contract'
import type { TaskId } from '#shared/task'
import { createLiveOutputs } from './live-outputs'
import { createOutputFeed } from './output-feed'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const id = 7 as TaskId
const other = 8 as TaskId
const kept = 256 * 1024

function setup() {
  const outputs = createLiveOutputs()
  const sent: LiveOutput[] = []
  const feed = createOutputFeed({ of: outputs.of, send: (output) => sent.push(output) })
  outputs.onText(feed.wrote)
  const write = (text: string, task = id, attempt = 1) => outputs.text({ id: task, attempt }, text)
  return { outputs, feed, sent, write }
}

test('many pieces reach the window as one a tenth of a second, and each follows on the one before', () => {
  const { feed, sent, write } = setup()
  feed.watch(id)
  write('One ')
  write('two ')
  expect(sent).toEqual([])
  vi.advanceTimersByTime(100)
  write('three')
  write('elsewhere', other)
  vi.advanceTimersByTime(1_000)
  expect(sent).toEqual([
    { id, attempt: 1, start: 0, text: 'One two ' },
    { id, attempt: 1, start: 8, text: 'three' },
  ])
})

test('who comes later gets what was written before, and who looks elsewhere gets nothing', () => {
  const { feed, sent, write } = setup()
  write('Before. ')
  vi.advanceTimersByTime(1_000)
  expect(sent).toEqual([])
  feed.watch(id)
  vi.advanceTimersByTime(0)
  expect(sent).toEqual([{ id, attempt: 1, start: 0, text: 'Before. ' }])
  write('After.')
  feed.watch(other)
  vi.advanceTimersByTime(1_000)
  expect(sent).toHaveLength(1)
})

test('of a long answer the last part is kept, and it is told where that begins', () => {
  const { outputs, feed, sent, write } = setup()
  const line = 'x'.repeat(1_000)
  for (let n = 0; n < 400; n++) write(line)
  const written = outputs.of(id)
  expect(written).toMatchObject({ start: 400_000 - kept })
  expect(written?.text.length).toBe(kept)
  feed.watch(id)
  vi.advanceTimersByTime(0)
  write('y')
  vi.advanceTimersByTime(100)
  expect(sent.map(({ start, text }) => [start, text.length])).toEqual([
    [400_000 - kept, kept],
    [400_000, 1],
  ])
})

test('the more calls run, the less is kept of each', () => {
  const { outputs, write } = setup()
  const many = 1_000
  for (let n = 1; n <= many; n++) write('', n as TaskId)
  for (let n = 1; n <= many; n++) write('z'.repeat(100_000), n as TaskId)
  let all = 0
  for (let n = 1; n <= many; n++) all += outputs.of(n as TaskId)?.text.length ?? 0
  expect(all).toBeLessThanOrEqual(16 * 1024 * 1024)
})

test('another attempt starts anew, and what ended is forgotten', () => {
  const { outputs, feed, sent, write } = setup()
  feed.watch(id)
  write('First try')
  vi.advanceTimersByTime(100)
  write('Second', id, 2)
  outputs.ended({ id, attempt: 1 }) // late news of the first
  vi.advanceTimersByTime(100)
  expect(sent[1]).toEqual({ id, attempt: 2, start: 0, text: 'Second' })
  outputs.ended({ id, attempt: 2 })
  expect(outputs.of(id)).toBeNull()
})
