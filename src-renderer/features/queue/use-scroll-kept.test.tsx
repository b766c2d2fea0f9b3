import { renderHook } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { resetStore } from '../../state/store'
import type { Lines } from './lines'
import { useScrollKept } from './use-scroll-kept'

beforeEach(resetStore)

const height = 28
/** As many rows, of which the newest is the first. */
const linesOf = (count: number) =>
  ({
    ...{ total: count, count, even: true },
    idAt: (index: number) => (count - index) as TaskId,
    indexOf: (id: TaskId) => count - id,
  }) as unknown as Lines
/** An element that scrolls at once, and a virtualizer that has not heard of it yet. */
function setup(scrollTop: number) {
  const scrollElement = document.createElement('div')
  scrollElement.scrollTop = scrollTop
  const scrollToOffset = (to: number) => {
    scrollElement.scrollTop = to
  }
  const virtual = { scrollElement, scrollOffset: scrollTop, scrollToOffset }
  const topOf = (_: Lines, index: number) => index * height
  const inSight = [{ index: scrollTop / height, top: scrollTop }]
  const { rerender } = renderHook(({ lines }) => useScrollKept(lines, { virtual, topOf, inSight } as never), {
    initialProps: { lines: linesOf(400) },
  })
  return { rerender, scrollElement }
}

test('rows that come above twice within a frame move what is in sight by all of them', () => {
  const { rerender, scrollElement } = setup(560)
  rerender({ lines: linesOf(405) })
  expect(scrollElement.scrollTop).toBe(560 + 5 * height)
  rerender({ lines: linesOf(411) })
  expect(scrollElement.scrollTop).toBe(560 + 11 * height)
})
