import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src-renderer/tokens.css'), 'utf8')

type Colours = ReadonlyMap<string, string>

/** The custom properties of the first block with that selector that are plain colours. */
function coloursOf(selector: string): Colours {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

/** Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const themes = { light: coloursOf('[data-theme="light"]'), dark: coloursOf('[data-theme="dark"]') }
const surfaces = ['canvas', 'chrome', 'surface', 'raised', 'hover', 'selected', 'code']
const hues = ['fast', 'heavy', 'dead', 'wait', 'ok']
const text = 4.5
const graphics = 3

/** What is drawn on what, and how well it must be told apart. */
const pairs: readonly (readonly [front: string, back: string, least: number])[] = [
  ...['ink', 'ink-2', 'ink-3', ...hues].flatMap((front) => surfaces.map((back) => [front, back, text] as const)),
  ...hues.map((hue) => [hue, `${hue}-tint`, text] as const),
  ...['ink', 'ink-2'].flatMap((ink) => hues.map((hue) => [ink, `${hue}-tint`, text] as const)),
  ...['add-line', 'add-word', 'del-line', 'del-word'].map((back) => ['ink', back, text] as const),
  ['on-primary', 'primary', text],
  ['on-primary', 'primary-hover', text],
  ...hues.flatMap((hue) =>
    ['canvas', 'surface', 'raised', `${hue}-tint`].map((back) => [`${hue}-fill`, back, graphics] as const),
  ),
  ...['line-control', 'focus'].flatMap((front) =>
    ['canvas', 'surface', 'raised'].map((back) => [front, back, graphics] as const),
  ),
]

describe.each(Object.entries(themes))('%s', (_name, colours) => {
  const colour = (name: string) => colours.get(name) ?? `no colour ${name}`
  test.each(pairs)('%s on %s is told apart by %d or more', (front, back, least) => {
    expect(colour(front)).toMatch(/^#/)
    expect(colour(back)).toMatch(/^#/)
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(least)
  })
})

test('the system’s dark theme is the dark theme', () => {
  const system = css.slice(css.indexOf('@media (prefers-color-scheme: dark)'))
  for (const [name, value] of themes.dark) expect(system).toContain(`--${name}: ${value};`)
})
