import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { overlayOf, titleBarOf } from './title-bar'

test('each system gets its own title bar', () => {
  expect(titleBarOf('darwin', true)).toMatchObject({
    titleBarStyle: 'hiddenInset',
    trafficLightPosition: { x: 16, y: 16 },
  })
  expect(titleBarOf('win32', false)).toMatchObject({ titleBarStyle: 'hidden', titleBarOverlay: { height: 36 } })
  expect(titleBarOf('linux', false)).toEqual({ titleBarStyle: 'default', autoHideMenuBar: true })
})

test('the buttons that Windows draws have the colours of the tokens', () => {
  const css = readFileSync('src-renderer/tokens.css', 'utf8')
  const token = (theme: string, name: string) => {
    const block = css.slice(css.indexOf(`[data-theme="${theme}"] {`))
    return new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1]
  }
  for (const theme of ['light', 'dark'])
    expect(overlayOf(theme === 'dark')).toMatchObject({
      color: token(theme, 'chrome'),
      symbolColor: token(theme, 'ink'),
    })
})
