import { expect, test } from 'vitest'
import type { Batch } from '#shared/batch'
import type { Overview, OverviewPatch } from '#shared/overview'
import { createOverviewFeed } from './overview-feed'

const batch = (id: number, name: string) => ({ id, name }) as Batch
function setup() {
  const sent: OverviewPatch[] = []
  return { sent, feed: createOverviewFeed((patch) => sent.push(patch)) }
}
const of = (batches: Batch[], suspects = 0): Partial<Overview> => ({ batches, suspects })

test('of the same batches in the same order only those that changed are sent', () => {
  const { feed, sent } = setup()
  feed.patch(of([batch(2, 'b'), batch(1, 'a')]))
  feed.patch(of([batch(2, 'b'), batch(1, 'A')]))
  feed.patch(of([batch(2, 'b'), batch(1, 'A')]))
  feed.patch(of([batch(2, 'b'), batch(1, 'A')], 3))
  expect(sent).toEqual([of([batch(2, 'b'), batch(1, 'a')]), { changedBatches: [batch(1, 'A')] }, { suspects: 3 }])
})

test.each([
  ['one more', [batch(3, 'c'), batch(2, 'b'), batch(1, 'a')]],
  ['one less', [batch(2, 'b')]],
  ['another order', [batch(1, 'a'), batch(2, 'b')]],
  ['none', []],
])('with %s the whole list is sent', (_, batches) => {
  const { feed, sent } = setup()
  feed.patch(of([batch(2, 'b'), batch(1, 'a')]))
  feed.patch(of(batches))
  expect(sent[1]).toEqual({ batches })
})

test('after it forgot what the window has, all is sent again', () => {
  const { feed, sent } = setup()
  feed.patch(of([batch(1, 'a')]))
  feed.forget()
  feed.patch(of([batch(1, 'a')]))
  expect(sent[1]).toEqual(of([batch(1, 'a')]))
})
