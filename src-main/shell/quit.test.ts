import { expect, test } from 'vitest'
import type { StorageState } from '#shared/storage'
import { createQuit, inOrder, type QuitQuestion, quitQuestion } from './quit'

const trouble = (unsaved: number, kind: 'full' | 'damaged' = 'full'): StorageState => ({
  kind: 'trouble',
  trouble: { kind, message: 'The disk is full.', since: 1 },
  unsaved,
})

function setup(storage: StorageState) {
  const seen: string[] = []
  const world = { storage }
  let answer: (choice: 'wait' | 'quit') => void = () => {}
  const quit = createQuit({
    storage: () => world.storage,
    ask(question: QuitQuestion) {
      seen.push(question.message)
      return new Promise((resolve) => {
        answer = resolve
      })
    },
    onWait: () => seen.push('waits'),
    close: (how) => seen.push(`closes ${how}`),
    hurry: () => seen.push('hurries'),
  })
  return {
    ...{ quit, seen, world },
    async choose(choice: 'wait' | 'quit') {
      answer(choice)
      await new Promise(setImmediate)
    },
  }
}

test('with everything on disk it closes at once, and once', () => {
  for (const storage of [{ kind: 'ok' }, trouble(0)] as const) {
    const { quit, seen } = setup(storage)
    quit.request()
    quit.request()
    expect(seen).toEqual(['closes asked'])
  }
})

test('a machine that goes down while it closes makes it hurry', () => {
  const { quit, seen } = setup({ kind: 'ok' })
  quit.request()
  quit.now('asked')
  quit.now('system')
  expect(seen).toEqual(['closes asked', 'hurries'])
})

test('answers in memory are given up only by the person who is asked', async () => {
  const { quit, seen, choose } = setup(trouble(3))
  quit.request()
  quit.request() // as when the window is closed while the question stands
  expect(seen).toEqual(['3 answers are not on disk yet'])
  await choose('quit')
  expect(seen).toEqual(['3 answers are not on disk yet', 'closes asked'])
})

test('who waits sees it close as soon as the answers are saved, and may ask again before', async () => {
  const { quit, seen, choose, world } = setup(trouble(1))
  quit.request()
  await choose('wait')
  quit.storageChanged()
  expect(seen).toEqual(['1 answer is not on disk yet', 'waits'])
  quit.request()
  await choose('wait')
  world.storage = { kind: 'ok' }
  quit.storageChanged()
  quit.storageChanged()
  expect(seen.slice(2)).toEqual(['1 answer is not on disk yet', 'waits', 'closes asked'])
})

test('a machine that goes down asks nobody, also while the question stands', async () => {
  const { quit, seen, choose } = setup(trouble(2))
  quit.request()
  quit.now('system')
  await choose('wait')
  expect(seen).toEqual(['2 answers are not on disk yet', 'closes system'])
})

test('of a damaged database nobody is told to wait for what cannot be saved', () => {
  expect(quitQuestion(trouble(2, 'damaged'))).toMatchObject({
    wait: 'Keep it open',
    detail: expect.stringContaining('offers the newest backup'),
  })
})

test('each step of closing runs whatever became of the ones before it', async () => {
  const seen: unknown[] = []
  const steps = [
    () => Promise.reject(new Error('a')),
    () => seen.push('b'),
    () => {
      throw new Error('c')
    },
    () => seen.push('d'),
  ]
  await inOrder(steps, (error) => seen.push(error))
  expect(seen).toEqual([new Error('a'), 'b', new Error('c'), 'd'])
})
