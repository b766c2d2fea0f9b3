import { act, render, screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import type { SearchInfo, ViewQuery } from '#shared/view'
import { resetStore, useStore } from '../../state/store'
import { foundWords, SearchNote } from './SearchNote'

const info: SearchInfo = { capped: false, complete: true, indexedUpTo: 9, building: null }
const queryOf = (text: string): ViewQuery => ({
  kind: 'list',
  batchId: null,
  tab: 'all',
  group: null,
  filter: { text },
})
beforeEach(() => resetStore())

test.each([
  [1, info, '1 task matches.'],
  [1_204, info, '1,204 tasks match.'],
  [5_000, { ...info, capped: true }, '5,000+ tasks match; add a word to see the others.'],
  [12, { ...info, capped: true }, '12+ tasks match.'],
  [
    3,
    { ...info, complete: false, building: { indexed: 412_000, tasks: 1_000_000 } },
    '3 tasks match. The search index is being made: 412,000 of 1,000,000 tasks are in it, the others are not found yet.',
  ],
])('%s found', (total, found, words) => expect(foundWords(total, found)).toBe(words))

test('a search says that it is under way, then what it found; a plain list says nothing', async () => {
  const { nextView, applySnapshot } = useStore.getState()
  render(<SearchNote />)
  expect(screen.queryByRole('status')).toBeNull()
  act(() => void nextView(queryOf('egg'), { start: 0, end: 50 }))
  expect(await screen.findByText('Searching…')).toBeDefined()
  const body = { kind: 'list' as const, total: 2, start: 0, order: [1, 2] as TaskId[], search: info }
  act(() => applySnapshot({ viewId: 1, seq: 1, at: 1, changed: [], body }))
  expect(screen.getByRole('status').textContent).toBe('2 tasks match.')
  act(() => void nextView(queryOf(''), { start: 0, end: 50 }))
  expect(screen.queryByRole('status')).toBeNull()
})
