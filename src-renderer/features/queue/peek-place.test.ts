import { expect, test } from 'vitest'
import { placeBeside } from './peek-place'

const window = { width: 900, height: 600 }
const box = { width: 440, height: 200 }

test('under its row, past the glyph', () => {
  expect(placeBeside({ left: 52, top: 100, bottom: 128 }, box, window)).toEqual({ left: 92, top: 132 })
})

test('over it where there is no room under it', () => {
  expect(placeBeside({ left: 52, top: 500, bottom: 528 }, box, window)).toEqual({ left: 92, top: 296 })
})

test('inside the window, whatever its size', () => {
  expect(placeBeside({ left: 700, top: 100, bottom: 128 }, box, window).left).toBe(448)
  expect(placeBeside({ left: 52, top: 250, bottom: 278 }, { width: 440, height: 400 }, window)).toEqual({
    ...{ left: 92, top: 188 },
  })
  expect(placeBeside({ left: 0, top: 0, bottom: 20 }, { width: 2_000, height: 2_000 }, window)).toEqual({
    ...{ left: 12, top: 12 },
  })
})
