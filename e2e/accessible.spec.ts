import { resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { build } from 'vite'
import { openPreview } from '../src-renderer/preview/open-preview.mjs'
import { shownViews } from '../src-renderer/preview/views.mjs'
import { axeFindings, cutOff } from './axe'
import { launch } from './launch'
import { quiet } from './practice'
import { counts, queuePrompt } from './queue'

// Every state that is hard to reach is there in the preview: the app's own window on a made-up main process, under the same policy.
test.beforeAll(async () => {
  await build({ configFile: resolve('src-renderer/preview/vite.config.mjs'), logLevel: 'warn' })
})

test('axe finds nothing in any view, sheet and state, light and dark, nor in the smallest window, and at twice the size nothing is cut off', async () => {
  test.setTimeout(1_800_000)
  const { app, page, resize, show, turnTo, zoom } = await openPreview()
  await page.emulateMedia({ reducedMotion: 'reduce' }) // what moves is looked at where it comes to rest
  const softly = expect.configure({ soft: true })
  const wide = (px: number) => expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(px)
  const findings: Record<string, string[]> = {}
  for (const view of shownViews) {
    await zoom(1) // a page that is loaded begins with the zoom of its address
    await resize(1_280, 820)
    await show(view, 'light')
    const found = await axeFindings(page)
    await turnTo('dark') // which changes colours and nothing else
    const dark = await axeFindings(page, 'colours')
    found.push(...dark.map((each) => `dark: ${each}`))
    if (view.shot) {
      await resize(900, 600) // which changes everything but colours
      await wide(900)
      found.push(...(await axeFindings(page, 'all but colours')).map((each) => `small: ${each}`))
      await resize(1_280, 820)
      await wide(1_280)
    }
    if (found.length > 0) findings[view.name] = found
    await zoom(2) // and everything folds to the compact layout
    await wide(640)
    await softly.poll(() => cutOff(page), { message: view.name }).toEqual([])
  }
  await app.close()
  expect(findings).toEqual({})
})

function shown(name: string) {
  const view = shownViews.find((each) => each.name === name)
  if (!view) throw new Error(`${name} is no view`)
  return view
}

test('with the colours of the system every control has a line around it, and what waits as well', async () => {
  const { app, page, show } = await openPreview()
  await page.emulateMedia({ forcedColors: 'active' })
  for (const name of ['queue', 'settings', 'compose', 'import', 'provider-open', 'palette-at-rest', 'toasts']) {
    await show(shown(name), 'light')
    const bare = await page.evaluate(() => {
      const lined = (element: Element | null): boolean => {
        if (element === null) return false
        const { borderTopWidth, outlineWidth, outlineStyle } = getComputedStyle(element)
        return Number.parseFloat(borderTopWidth) > 0 || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0)
      }
      const controls =
        'button[data-look]:not([data-look="ghost"]), [role="switch"], [role="checkbox"], [role="dialog"], [role="progressbar"], .hatch, .shadow-2, .bg-fast-tint, .bg-dead-tint, input:not([type="hidden"], [role="combobox"], [aria-hidden])'
      return [...document.querySelectorAll(controls)]
        .filter((each) => each.checkVisibility() && !lined(each) && !lined(each.parentElement))
        .map((each) => each.outerHTML.slice(0, 160))
    })
    expect(bare, name).toEqual([])
  }
  await app.close()
})

test('who wants no motion sees none, and who wants more contrast has no pale text', async () => {
  const { app, page, show } = await openPreview()
  await page.emulateMedia({ reducedMotion: 'reduce', contrast: 'more' })
  for (const name of ['queue', 'palette-at-rest', 'drag-over', 'compose', 'toasts']) {
    await show(shown(name), 'dark')
    expect(await page.evaluate(() => document.getAnimations().length), name).toBe(0)
    const pale = await page.evaluate(() => {
      const of = (element: Element) => getComputedStyle(element).color
      const ink = of(document.body)
      const other = ':disabled, :disabled *, [data-look="primary"] *' // what is off, and what stands on ink
      const texts = [...document.querySelectorAll('.text-ink-3, .text-ink-2')].filter((each) => !each.matches(other))
      return texts.filter((each) => of(each) !== ink).map((each) => each.outerHTML.slice(0, 160))
    })
    expect(pale, name).toEqual([])
  }
  await app.close()
})

test('axe finds nothing in the real app, in any view and theme', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const findings: Record<string, string[]> = {}
  const look = async (name: string) => {
    const found = await axeFindings(page)
    if (found.length > 0) findings[name] = found
  }
  await look('first run')
  await queuePrompt(page, 'Copy a novel (practice: refuse)')
  await queuePrompt(page, 'Say hello')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  for (const theme of ['Dark', 'Light']) {
    await page.keyboard.press('Control+,')
    await page.getByRole('radio', { name: theme }).click()
    for (const [key, name] of [
      [',', 'Settings'],
      ['1', 'Queue'],
      ['2', 'Dead letters'],
      ['3', 'Insights'],
      ['4', 'Providers'],
      ['5', 'Schedules'],
      ['6', 'Spending'],
      ['7', 'Watch folders'],
    ] as const) {
      await page.keyboard.press(`Control+${key}`)
      await expect(page.getByRole('navigation', { name: 'Main' }).locator('[aria-current="page"]')).toContainText(name)
      await look(`${name}, ${theme}`)
    }
  }
  await app.close()
  expect(findings).toEqual({})
  expect(errors).toEqual([])
})
