import { expect, test } from 'vitest'
import { matchOf } from './match'

test('every word must be found, in the title or in the words that stand for it', () => {
  expect(matchOf('pau all', 'Pause all')).not.toBeNull()
  expect(matchOf('stop all', 'Pause all', 'stop halt')).not.toBeNull()
  expect(matchOf('pause none', 'Pause all', 'stop halt')).toBeNull()
})

test('the places in the title are those that are set off, in order and without overlap', () => {
  expect(matchOf('requ', 'Edit and requeue')?.spans).toEqual([[9, 13]])
  expect(matchOf('all pa', 'Pause for all')?.spans).toEqual([
    [0, 2],
    [10, 13],
  ])
  expect(matchOf('requeue this', 'Requeue this task')?.spans).toEqual([[0, 12]])
  expect(matchOf('que queue', 'Queue')?.spans).toEqual([[0, 5]])
})

test('a beginning goes before the beginning of a word, and that before a part of one', () => {
  const score = (title: string) => matchOf('queue', title)?.score ?? 0
  expect(score('Queue')).toBeGreaterThan(score('The queue'))
  expect(score('The queue')).toBeGreaterThan(score('Requeue'))
})

test('case and accents do not matter, and places stay places', () => {
  expect(matchOf('resume', 'Café résumé')?.spans).toEqual([[5, 11]])
  expect(matchOf('CAFE', 'Café')?.spans).toEqual([[0, 4]])
})

test('a single letter only begins words', () => {
  expect(matchOf('e', 'Queue')).toBeNull()
  expect(matchOf('q', 'Queue')?.spans).toEqual([[0, 1]])
})
