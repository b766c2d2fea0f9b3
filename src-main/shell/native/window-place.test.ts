import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, firstSize, leastSize, placeOn } from './window-place'

const laptop: Box = { x: 0, y: 25, width: 1440, height: 875 }
const beside: Box = { x: 1440, y: 0, width: 2560, height: 1400 }
const left: Box = { x: -1920, y: 100, width: 1920, height: 1040 }

test('the first time it is in the middle of the primary display', () => {
  expect(placeOn(null, [laptop, beside])).toEqual({ x: 80, y: 53, ...firstSize })
})

test('it comes back where it was, also on a second display and left of the first', () => {
  for (const box of [
    { x: 100, y: 60, width: 1000, height: 700 },
    { x: 1500, y: 40, width: 2000, height: 1200 },
    { x: -1900, y: 120, width: 900, height: 600 },
  ])
    expect(placeOn(box, [laptop, beside, left])).toEqual(box)
})

test('a display that is gone: the middle of the one that is there, as large as fits', () => {
  expect(placeOn({ x: 1500, y: 40, width: 2000, height: 1200 }, [laptop])).toEqual({
    x: 0,
    y: 25,
    width: 1440,
    height: 875,
  })
  expect(placeOn({ x: -1900, y: 120, width: 900, height: 600 }, [laptop])).toEqual({
    x: 270,
    y: 163,
    width: 900,
    height: 600,
  })
})

test('what hangs over an edge is moved in, its title bar first', () => {
  expect(placeOn({ x: 1200, y: -300, width: 900, height: 600 }, [laptop])).toEqual({
    x: 556,
    y: 25,
    width: 900,
    height: 600,
  })
})

test('one that was snapped to an edge keeps the pixels of its frame that nobody sees', () => {
  const area = { x: 0, y: 0, width: 1920, height: 1040 }
  const snapped = { x: -7, y: 0, width: 974, height: 1047 }
  expect(placeOn(snapped, [area])).toEqual(snapped)
})

test('on whatever displays, its title bar is in a work area and it has at least its smallest size', () => {
  const coordinate = fc.integer({ min: -10_000, max: 10_000 })
  const side = fc.integer({ min: 1, max: 8_000 })
  const display = fc.record({
    x: coordinate,
    y: coordinate,
    width: fc.integer({ min: 800, max: 8_000 }),
    height: fc.integer({ min: 500, max: 8_000 }),
  })
  const saved = fc.record({ x: coordinate, y: coordinate, width: side, height: side })
  fc.assert(
    fc.property(saved, fc.array(display, { minLength: 1, maxLength: 4 }), (box, areas) => {
      const [first, ...others] = areas as [Box, ...Box[]]
      const placed = placeOn(box, [first, ...others])
      const inArea = areas.some(
        ({ x, y, width }) => placed.y >= y && placed.x >= x - 16 && placed.x + placed.width <= x + width + 16,
      )
      expect(inArea).toBe(true)
      expect(placed.width >= leastSize.width && placed.height >= leastSize.height).toBe(true)
    }),
  )
})
