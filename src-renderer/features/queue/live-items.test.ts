import { expect, test } from 'vitest'
import type { LiveSection } from '#shared/view'
import { busy, keyRejected } from '../../preview/overviews'
import { busyTasks } from '../../preview/tasks'
import { liveItems } from './live-items'

const rows = new Map(busyTasks.map((task) => [task.id, task]))
const idsOf = (kind: string) => busyTasks.filter(({ state }) => state.kind === kind).map(({ id }) => id)
const waiting: LiveSection = {
  key: 'waiting',
  total: 3_102,
  order: [...idsOf('backing_off'), ...idsOf('queued').slice(0, 1)],
}
const scope = { backingOff: 12, held: 2_870, scheduled: 220, waiting: 0 }
const sums = (overview = busy) =>
  liveItems([waiting], rows, new Set(), scope, overview).flatMap((item) => (item.kind === 'sum' ? [item.words] : []))

test('what a section leaves out is one line that names the gate and its time', () => {
  const [held, scheduled] = sums()
  expect(held).toMatch(/^2,869 more held by the OpenAI gate until .*:32:41.*, and 9 more backing off$/)
  expect(scheduled).toBe('220 more prompts start later')
})

test('what waits for other tasks is a line of its own, in the singular too', () => {
  const of = (waitingFor: number) =>
    liveItems([waiting], rows, new Set(), { ...scope, waiting: waitingFor }, busy).findLast(
      ({ kind }) => kind === 'sum',
    )
  expect(of(14)).toMatchObject({ glyph: 'waiting', words: '14 more wait for other tasks' })
  expect(of(1)).toMatchObject({ words: '1 more waits for other tasks' })
})

test('a gate that waits for a person says so', () =>
  expect(sums(keyRejected)[0]).toContain('by the OpenAI gate until you act'))

test('a folded section is its title alone, an empty one is not there', () => {
  const empty: LiveSection = { key: 'next', total: 0, order: [] }
  const items = liveItems([waiting, empty], rows, new Set(['waiting']), scope, busy)
  expect(items).toEqual([{ kind: 'section', key: 'waiting', total: 3_102, folded: true }])
})

test('what starts later is told with the first start where that is known, and not of what the section shows', () => {
  const of = (scheduled: number, order = waiting.order) =>
    liveItems([{ ...waiting, order }], rows, new Set(), { ...scope, scheduled, firstStart: '22:00' }, busy).findLast(
      ({ kind }) => kind === 'sum',
    )
  expect(of(220)).toMatchObject({ words: '220 prompts start from 22:00' })
  expect(of(1)).toMatchObject({ words: '1 prompt starts at 22:00' })
})
