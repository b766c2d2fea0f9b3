import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts, queuePrompt } from './queue'

const clipboard = (app: ElectronApplication) => app.evaluate(({ clipboard: board }) => board.readText())
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Task' })

/** Presses a side button of a mouse, which Playwright itself has no name for. */
async function sideButton(page: Page, button: 'back' | 'forward') {
  const cdp = await page.context().newCDPSession(page)
  for (const type of ['mousePressed', 'mouseReleased'] as const)
    await cdp.send('Input.dispatchMouseEvent', { type, button, x: 400, y: 400, clickCount: 1 })
  await cdp.detach()
}

test('the raw side of a failed attempt is kept, and its request is copied as a command that a shell reads', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await queuePrompt(page, `It's "refused" (practice: refuse)`)
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await page.getByRole('row', { name: /refused/ }).click()
  await inspector(page).getByRole('radio', { name: 'Response' }).click()
  const response = inspector(page).getByRole('region', { name: 'Response' })
  await expect(response).toContainText('HTTP 400')
  await expect(response).toContainText('content_policy_violation')
  await expect(response).toContainText('x-request-id')
  await inspector(page).getByRole('radio', { name: 'Request' }).click()
  const request = inspector(page).getByRole('region', { name: 'Request' })
  await expect(request).toContainText('/v1/chat/completions')
  await expect(request).toContainText('idempotency-key')

  await inspector(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Request as cURL' }).click()
  await expect(page.getByText('cURL command copied')).toBeVisible()
  const command = await clipboard(app)
  if (process.platform !== 'win32') {
    const dir = tempDir()
    writeFileSync(join(dir, 'curl'), '#!/bin/sh\nfor one in "$@"; do printf \'%s\\001\' "$one"; done\n')
    chmodSync(join(dir, 'curl'), 0o755)
    const out = execFileSync('/bin/sh', ['-c', command], { env: { PATH: `${dir}:/usr/bin:/bin` } }).toString()
    const args = out.split('\x01')
    expect(args[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions$/)
    const body = JSON.parse(args[args.indexOf('--data-raw') + 1] ?? '')
    expect(body.messages).toEqual([{ role: 'user', content: `It's "refused" (practice: refuse)` }])
  }
  expect(errors).toEqual([])
  await app.close()
})

test('back and forward lead between tasks, and the full view has all of one', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await queuePrompt(page, 'First of two')
  await queuePrompt(page, 'Second of two')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(2)
  const heading = inspector(page).getByRole('heading', { level: 2 })
  await page.getByRole('row', { name: /First of two/ }).click()
  await expect(heading).toHaveText('First of two')
  await page.getByRole('row', { name: /Second of two/ }).click()
  await expect(heading).toHaveText('Second of two')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(heading).toHaveText('First of two')
  await page.keyboard.press('Alt+ArrowRight')
  await expect(heading).toHaveText('Second of two')
  await sideButton(page, 'back')
  await expect(heading).toHaveText('First of two')
  await sideButton(page, 'forward')
  await expect(heading).toHaveText('Second of two')

  await page.keyboard.press('ControlOrMeta+Enter')
  for (const name of ['What was asked', 'What came of it', 'Request', 'Response'])
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'What was asked' })).toBeHidden()
  await expect(heading).toHaveText('Second of two')
  expect(errors).toEqual([])
  await app.close()
})

test('a task in its own window follows what happens to it, and goes with the dashboard', async () => {
  const { app, page } = await launch({ practice: { ...quiet, latencyScale: 1 } })
  await queuePrompt(page, 'Takes long (practice: slow 60)')
  await page.getByRole('row', { name: /Takes long/ }).click()
  const opened = app.waitForEvent('window')
  await inspector(page).getByRole('button', { name: 'Open in its own window' }).click()
  const own = await opened
  const errors: string[] = []
  own.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await expect(own.getByRole('heading', { level: 2 })).toHaveText(/Takes long/)
  await expect(own).toHaveTitle(/Takes long/)
  await expect(own.getByText(/^Running/).first()).toBeVisible()

  // The same window comes to the front: there are two, not three.
  await inspector(page).getByRole('button', { name: 'Open in its own window' }).click()
  await page.evaluate(() => window.trilane.getOverview({})) // is answered after the click was
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2)

  // Each window has its own subscription: the dashboard looks at no task, and this one still hears of its own.
  await inspector(page).getByRole('button', { name: 'Close' }).click()
  await own.getByRole('button', { name: /^Cancel/ }).click()
  await expect(own.getByRole('button', { name: /^Requeue/ })).toBeVisible()
  await expect.poll(async () => (await counts(page)).cancelled).toBe(1)
  expect(errors).toEqual([])

  const closed = own.waitForEvent('close')
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => !each.webContents.getURL().includes('task='))
      ?.close(),
  )
  await closed
  await app.close().catch(() => {}) // it quits by itself once no window is left
})

test('a formatted answer is drawn under the window’s own policy, and loads nothing', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await queuePrompt(page, 'Anything')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  const text = '## Heading\n\nR&amp;D, **bold**, ![pixel](https://evil.example/p.png) <img src=x onerror=alert(1)>'
  await page.getByRole('row', { name: /Anything/ }).click()
  await expect(inspector(page).getByRole('region', { name: 'Result' })).toBeVisible()
  // The practice provider has answers of its own, so this one is put in its place where main reads it from.
  await app.evaluate(
    ({ BrowserWindow }, answer) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.webContents.send('trilane:on:task', JSON.parse(answer))
    },
    await withAnswer(page, text),
  )
  await inspector(page).getByRole('button', { name: 'Formatted' }).click()
  const result = inspector(page).getByRole('region', { name: 'Result' })
  await expect(result.getByRole('heading', { name: 'Heading' })).toBeVisible()
  await expect(result).toContainText('R&D')
  await expect(result).toContainText('Image: pixel (evil.example, not loaded)')
  await expect(result.locator('img')).toHaveCount(0)
  expect(errors).toEqual([])
  await app.close()
})

test('Space peeks at the attempts of a row, and R runs an answered task again, also in a window of its own', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await queuePrompt(page, 'Asked twice')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  await page.getByRole('row', { name: /Asked twice/ }).focus()
  await page.keyboard.press('Space')
  const peek = page.getByRole('region', { name: 'Attempts of Asked twice' })
  await expect(peek).toBeVisible()
  await expect(peek).toContainText('answered')
  const [row, box] = [await page.getByRole('row', { name: /Asked twice/ }).boundingBox(), await peek.boundingBox()]
  expect(box?.y).toBeGreaterThan((row?.y ?? 0) + (row?.height ?? 0) - 1)
  await page.keyboard.press('Escape')
  await expect(peek).toBeHidden()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(peek).toBeHidden()
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText('Asked twice')

  await page.keyboard.press('r')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(2)
  const opened = app.waitForEvent('window')
  await inspector(page).getByRole('button', { name: 'Open in its own window' }).click()
  const own = await opened
  await expect(own.getByRole('button', { name: 'Run again', exact: true })).toBeVisible()
  await own.keyboard.press('e')
  await own.getByRole('textbox', { name: 'Prompt' }).fill('Asked in other words')
  await own.keyboard.press('ControlOrMeta+Enter')
  await expect(own.getByRole('heading', { level: 2 })).toHaveText('Asked in other words')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(3)

  // Both windows follow the settings.
  await page.evaluate(() => window.trilane.saveSettings({ theme: 'dark' }))
  await expect(own.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.evaluate(() => window.trilane.saveSettings({ theme: 'light' }))
  await expect(own.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(errors).toEqual([])
  await app.close()
})

test('of an answer of megabytes only what is in sight is laid out', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await queuePrompt(page, 'Anything')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  await page.getByRole('row', { name: /Anything/ }).click()
  const result = inspector(page).getByRole('region', { name: 'Result' })
  await expect(result).toBeVisible()
  const text = 'Some words of a very long answer, a line of it.\n'.repeat(110_000)
  await app.evaluate(
    ({ BrowserWindow }, answer) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send('trilane:on:task', JSON.parse(answer)),
    await withAnswer(page, text),
  )
  await result.getByRole('button', { name: /more characters$/ }).click()
  const blocks = result.locator('[data-selectable] > div')
  await expect.poll(() => blocks.count()).toBeGreaterThan(500)
  // What is not laid out has the height that is put in its place.
  const heights = await blocks.evaluateAll((all) => all.map((block) => block.clientHeight))
  expect(heights.filter((height) => height !== 2_400).length).toBeLessThan(10)
  expect(errors).toEqual([])
  await app.close()
})

const withAnswer = (page: Page, text: string) =>
  page.evaluate(async (answer) => {
    const found = await window.trilane.watchTask({ id: 1 })
    if (!found.ok || !found.value?.result) throw new Error('no answer')
    const { task, result } = found.value
    const changed = { task: { ...task, version: task.version + 1 }, result: { ...result, text: answer } }
    return JSON.stringify({ ...found.value, ...changed })
  }, text)
