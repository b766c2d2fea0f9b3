import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { badge, badgeText, mark } from './icons'
import { encodePng, type Pixels } from './png'

const at = ({ width, rgba }: Pixels, x: number, y: number) => [
  ...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
]
const covered = ({ rgba }: Pixels) =>
  rgba.filter((_, index) => index % 4 === 3).reduce((sum, alpha) => sum + alpha, 0) / 255

test('the mark is drawn at the size asked for: three lanes in their colours, and nothing between them', () => {
  for (const scale of [1, 2]) {
    const icon = mark(scale, false)
    expect([icon.width, icon.height]).toEqual([16 * scale, 16 * scale])
    expect(at(icon, 8 * scale, 3 * scale)).toEqual([0x33, 0xbb, 0xb7, 255])
    expect(at(icon, 5 * scale, 8 * scale)).toEqual([0x5b, 0x91, 0xea, 255])
    expect(at(icon, 3 * scale, 12 * scale)).toEqual([0xf0, 0x52, 0x4d, 255])
    expect(at(icon, 0, 0)).toEqual([0, 0, 0, 0])
    expect(at(icon, 14 * scale, 12 * scale)[3]).toBe(0)
  }
  expect(covered(mark(2, true))).toBeCloseTo(4 * covered(mark(1, true)), -1)
})

test('a template is black and transparent, and nothing else', () => {
  const { rgba } = mark(2, true)
  expect(rgba.every((value, index) => index % 4 === 3 || value === 0)).toBe(true)
})

test('a badge has its number in white on a disc, and a large one says so', () => {
  expect([1, 9, 10, 99, 100, 20_000].map(badgeText)).toEqual(['1', '9', '10', '99', '99+', '99+'])
  const whites = (count: number) => {
    const { rgba } = badge(count, 2)
    return Array.from({ length: rgba.length / 4 }, (_, pixel) => pixel).filter((pixel) => rgba[pixel * 4 + 1] === 255)
      .length
  }
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(whites)
  expect(all.every((count) => count > 20)).toBe(true)
  expect(whites(8)).toBeGreaterThan(whites(1))
  expect(at(badge(1, 1), 0, 0)[3]).toBeLessThan(255) // a disc has no corners
  expect(at(badge(1, 1), 1, 8)[3]).toBe(255)
})

test('a PNG holds the pixels that it was made of', () => {
  const icon = badge(7, 2)
  const png = encodePng(icon)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([32, 32])
  const length = png.readUInt32BE(33)
  expect(png.subarray(37, 41).toString()).toBe('IDAT')
  const rows = inflateSync(png.subarray(41, 41 + length))
  const pixels = Array.from({ length: 32 }, (_, y) => [...rows.subarray(y * 129 + 1, (y + 1) * 129)]).flat()
  expect(pixels).toEqual([...icon.rgba])
})
