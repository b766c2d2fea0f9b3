import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { startSimulator } from '../src-main/providers/simulator/server'
import { answerOpenDialog, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts, detail } from './queue'

// No pointer in any of these: only keys, from the first start on.

const focusName = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return '(page)'
    const label =
      at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0]?.textContent : null
    return (at.getAttribute('aria-label') ?? label ?? at.textContent ?? '').trim()
  })

/** Presses Tab until that has the focus. */
async function tabTo(page: Page, name: RegExp, most = 80) {
  for (let n = 0; n < most; n++) {
    if (name.test(await focusName(page))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}; it ended at ${await focusName(page)}`)
}

/** Runs the first action that fits, from the palette. */
async function command(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: /^Search actions/ })).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('option', { selected: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden()
}

test('with keys alone, a prompt is written and its answer read', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeFocused()
  await page.keyboard.type('Name three rivers')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: 'New prompt' })).toBeHidden()
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  const row = page.getByRole('row', { name: /Name three rivers/ })
  await expect(row).toBeVisible() // main is ahead of what the window shows
  await page.keyboard.press('j')
  await expect(row).toBeFocused()
  await page.keyboard.press('Enter')
  const task = page.getByRole('complementary', { name: 'Task' })
  await expect(task.getByRole('region', { name: 'Result' })).toContainText('Practice answer')
  await page.keyboard.press('Control+c')
  await expect(page.getByText('Result copied')).toBeVisible()
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe((await detail(page)).result?.text)
  await page.keyboard.press('Escape')
  await expect(task).toBeHidden()
  await expect.poll(() => focusName(page)).toContain('Name three rivers') // and not to the page
  await app.close()
  expect(errors).toEqual([])
})

test('with keys alone, a file is imported and started', async () => {
  const file = join(tempDir(), 'rivers.csv')
  writeFileSync(file, 'prompt,note\nName a river,a\nName a lake,b\n')
  const opened = await launch({ practice: quiet })
  const { app, page } = opened
  await answerOpenDialog(opened, [file])
  await page.keyboard.press('Control+o')
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await expect(sheet).toContainText('Name a river')
  await expect(sheet.getByRole('button', { name: /^Queue 2 prompts/ })).toBeEnabled()
  await page.keyboard.press('Control+Enter') // what its button shows, pressed as a person presses it: the clock draws the sheet anew amid it
  await expect(sheet).toBeHidden()
  await expect.poll(async () => (await counts(page)).succeeded).toBe(2)
  await expect.poll(() => focusName(page)).not.toBe('(page)')
  await app.close()
})

test('with keys alone, a dead letter is found, edited and requeued', async () => {
  const { app, page } = await launch({ practice: quiet })
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeFocused()
  await page.keyboard.type('Copy a novel (practice: refuse)')
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await page.keyboard.press('Control+2')
  await expect(
    page.getByRole('grid', { name: 'Dead letters' }).getByRole('row', { name: /Copy a novel/ }),
  ).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await expect(page.getByRole('textbox', { name: 'Edited prompt' })).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Summarise a novel in a line')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 1, dead: 0 })
  expect((await detail(page)).task).toMatchObject({ revision: 2 })
  await expect.poll(() => focusName(page)).not.toBe('(page)')
  await app.close()
})

test('with keys alone, a lane is paused and resumed', async () => {
  const { app, page } = await launch({ practice: quiet })
  const isPaused = () =>
    page.evaluate(async () => {
      const overview = await window.trilane.getOverview({})
      return overview.ok && overview.value.lanes.find(({ name }) => name === 'heavy')?.paused
    })
  await command(page, 'pause the heavy')
  await expect.poll(isPaused).toBe(true)
  await expect(page.getByRole('button', { name: 'Resume Heavy lane' })).toBeAttached()
  await command(page, 'resume the heavy')
  await expect.poll(isPaused).toBe(false)
  await app.close()
})

test('with keys alone, a provider is added', async () => {
  const server = await startSimulator(quiet)
  const { app, page, errors } = await launch({ practice: quiet })
  await command(page, 'add a provider')
  // The view may still be on its way: eighty quick Tabs through the one before it would lead nowhere.
  await expect(page.getByRole('form', { name: 'New provider' }).locator('button').first()).toBeFocused()
  await tabTo(page, /^Name/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Mine')
  await tabTo(page, /^Base URL/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(server.baseUrl)
  await page.keyboard.press('Enter')
  await expect.poll(() => focusName(page)).toBe('Mine') // its row
  await app.close()
  await server.close()
  expect(errors).toEqual([])
})

test('the focus is always somewhere: each view and sheet hands it on when it goes', async () => {
  const { app, page } = await launch({ practice: quiet })
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeFocused()
  await page.keyboard.type('Say hello')
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  await expect(page.getByRole('row', { name: /Say hello/ })).toBeVisible()
  await page.keyboard.press('j')
  for (const key of ['4', '2', '5', ',', '6', '3', '1']) {
    await page.keyboard.press('Tab') // something of this view has it
    await page.keyboard.press(`Control+${key}`)
    await expect.poll(() => focusName(page)).not.toBe('(page)')
  }
  for (const keys of ['?', 'Control+k', 'Control+n']) {
    await page.keyboard.press(keys)
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect.poll(() => focusName(page)).not.toBe('(page)')
  }
  await app.close()
})
