import { expect, test } from 'vitest'
import type { StorageState } from '#shared/storage'
import { createQuit, inOrder, type QuitQuestion, quitQuestion } from './quit'

const trouble = (unsaved: number, kind: 'full' | 'damaged' = 'full'): StorageState => ({
  kind: 'trouble',
  trouble: { kind, message: 'The disk is full.', since: 1 },
  unsaved,
})

function setup(storage: StorageState, imports = 0) {
  const seen: string[] = []
  const world = { storage, imports }
  let answer: (choice: 'wait' | 'quit') => void = () => {}
  const quit = createQuit({
    storage: () => world.storage,
    imports: () => world.imports,
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
  quit.changed()
  expect(seen).toEqual(['1 answer is not on disk yet', 'waits'])
  quit.request()
  await choose('wait')
  world.storage = { kind: 'ok' }
  quit.changed()
  quit.changed()
  expect(seen.slice(2)).toEqual(['1 answer is not on disk yet', 'waits', 'closes asked'])
})

test('an import that is being queued is given up by nobody but a person, and who waits sees it close once it is done', async () => {
  const { quit, seen, choose, world } = setup({ kind: 'ok' }, 1)
  quit.request()
  await choose('wait')
  quit.changed()
  expect(seen).toEqual(['An import is not queued yet', 'waits'])
  world.imports = 0
  quit.changed()
  expect(seen.slice(2)).toEqual(['closes asked'])
  const other = setup({ kind: 'ok' }, 2)
  other.quit.request()
  await other.choose('quit')
  expect(other.seen).toEqual(['2 imports are not queued yet', 'closes asked'])
  const both = setup(trouble(1), 1)
  both.quit.request()
  expect(both.seen).toEqual(['1 answer is not on disk yet']) // which are lost for good; the file can be imported again
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
