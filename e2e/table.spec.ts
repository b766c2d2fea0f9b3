import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type App, answerOpenDialog, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts } from './queue'

const rows = 3_000

/** Everything is paused, and a file of many prompts is in line. */
async function withLine(dataDir = tempDir()): Promise<App> {
  const file = join(dataDir, 'prompts.csv')
  writeFileSync(file, ['prompt', ...Array.from({ length: rows }, (_, n) => `Prompt number ${n + 1}`)].join('\n'))
  const started = await launch({ dataDir })
  const { page } = started
  await page.evaluate(() => window.trilane.setPaused({ scopes: [{ kind: 'all' }], paused: true }))
  await answerOpenDialog(started, [file])
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: /^Queue/ }).click()
  await expect(sheet).toBeHidden()
  await page.getByRole('tab', { name: /^All/ }).click()
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(rows + 1))
  return started
}
const grid = (page: Page) => page.getByRole('grid', { name: 'Tasks' })
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected tasks' })
const row = (page: Page, number: number) =>
  grid(page).getByRole('row', { name: `Prompt number ${number}`, exact: true })

const scrollTo = (page: Page, top: number) =>
  grid(page).evaluate((element, to) => void element.scrollTo({ top: to }), top)

test('rows from one to another far away are picked though nobody has them at hand, cancelled together, and put back', async () => {
  const { app, page, errors } = await withLine()
  await row(page, 3).click({ modifiers: ['ControlOrMeta'] })
  await scrollTo(page, Number.MAX_SAFE_INTEGER)
  await row(page, rows - 1).click({ modifiers: ['Shift'] })
  await expect(bar(page)).toContainText('2,997 tasks selected')
  await scrollTo(page, 0)
  await expect(row(page, 3)).toHaveAttribute('aria-selected', 'true')
  await expect(row(page, 2)).toHaveAttribute('aria-selected', 'false')
  await bar(page).getByRole('button', { name: 'Cancel 2,997' }).click()
  await expect(page.getByText('Cancelled 2,997 tasks')).toBeVisible()
  expect(await counts(page)).toMatchObject({ queued: 3, cancelled: 2_997 })
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => counts(page)).toMatchObject({ queued: rows, cancelled: 0 })
  expect(errors).toEqual([])
  await app.close()
})

test('with keys alone all that match are picked, one is let go, and the rest changes its lane', async () => {
  const { app, page } = await withLine()
  await row(page, 2).click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(bar(page)).toContainText('3,000 tasks selected')
  await expect(row(page, 2)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('x')
  await expect(bar(page)).toContainText('2,999 tasks selected')
  await expect(row(page, 2)).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('j') // a task of the pick: on another the menu would be for that one alone
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Move to Heavy' }).press('Enter')
  await expect(page.getByText('Moved 2,999 tasks to Heavy')).toBeVisible()
  await app.close()
})

test('the end of the list is reached, the list turned around, and how a person has the table outlives the app', async () => {
  const dataDir = tempDir()
  const { app, page } = await withLine(dataDir)
  const column = (name: string, where = page) => where.getByRole('columnheader', { name })
  await column('Source').getByRole('button').click()
  await expect(column('Source')).toHaveAttribute('aria-sort', 'descending')
  await expect(row(page, rows)).toBeVisible()
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Attempt' }).click()
  await page.getByRole('menuitemradio', { name: 'Roomy rows' }).click()
  await expect(column('Attempt')).toHaveCount(0)
  await column('Model').getByRole('button').focus()
  const width = async (where: Page) => (await column('Model', where).boundingBox())?.width
  const before = await width(page)
  for (let n = 0; n < 5; n++) await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => width(page)).toBe((before ?? 0) + 40)
  await app.close()
  const again = await launch({ dataDir })
  await again.page.getByRole('tab', { name: /^All/ }).click()
  await expect(column('Source', again.page)).toHaveAttribute('aria-sort', 'descending')
  await expect(column('Attempt', again.page)).toHaveCount(0)
  expect(await width(again.page)).toBe((before ?? 0) + 40)
  const box = await row(again.page, rows).boundingBox()
  expect(box?.height).toBe(34)
  await again.app.close()
})

test('what one reads, and what has the focus, stays where it is while tasks that end come above it', async () => {
  const dataDir = tempDir()
  const file = join(dataDir, 'stream.csv')
  writeFileSync(file, ['prompt', ...Array.from({ length: 3_000 }, (_, n) => `Stream number ${n + 1}`)].join('\n'))
  const started = await launch({ dataDir, practice: { ...quiet, latencyScale: 0.1 } })
  const { app, page } = started
  await answerOpenDialog(started, [file])
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Queue/ })
    .click()
  const done = async () => (await counts(page)).succeeded
  await expect.poll(done).toBeGreaterThan(60)
  await page.getByRole('tab', { name: /^Done/ }).click()
  await scrollTo(page, 28 * 20)
  await expect(grid(page).locator('[role="row"][data-index="25"][aria-label]')).toBeAttached() // it stands for no row that is still read
  // In one go, since rows come all the time.
  const name = await grid(page).evaluate((list) => {
    const { top } = list.getBoundingClientRect()
    const rows = [...list.querySelectorAll<HTMLElement>('[role="row"][data-index][aria-label]')]
    const row = rows.find((each) => each.getBoundingClientRect().top > top + 60)
    row?.focus()
    return row?.getAttribute('aria-label') ?? ''
  })
  await page.mouse.move(5, 5)
  const read = () =>
    grid(page).evaluate((list, wanted) => {
      const row = [...list.querySelectorAll<HTMLElement>('[role="row"]')].find((each) => each.ariaLabel === wanted)
      return {
        top: row?.getBoundingClientRect().top,
        hasFocus: row === document.activeElement,
        index: row?.dataset.index,
      }
    }, name)
  const first = await read()
  expect(first.hasFocus).toBe(true)
  // By the window's own rows: main is ahead of what the window shows.
  await expect.poll(async () => Number((await read()).index)).toBeGreaterThan(Number(first.index) + 50)
  // A row that left the window, since more came above it than are drawn, is back a frame later.
  await expect.poll(read).toMatchObject({ top: first.top, hasFocus: true })
  await app.close()
})

test('a list too long to be kept in another order is put in it once; it, the tab and the filter outlive the app', async () => {
  const dataDir = tempDir()
  const { app, page, errors } = await withLine(dataDir)
  const attempt = (where: Page) => where.getByRole('columnheader', { name: 'Attempt' })
  const note = (where: Page) => where.getByText(/^In order of Attempt as of/)
  await attempt(page).getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(note(page)).toBeVisible()
  await expect(attempt(page)).toHaveAttribute('aria-sort', 'descending')
  await expect(attempt(page).getByRole('button')).toBeFocused() // the head stays while the list is put in order
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(rows + 1))
  await expect(row(page, 1)).toBeVisible() // nothing was tried yet: equal ones stand as they came
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(note(page)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('lane:fast platypus')
  await expect(page.getByText(/^Without platypus, 3,000 tasks match/)).toBeVisible()
  await page.getByRole('button', { name: 'Show 3,000 tasks' }).click()
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(rows + 1))
  const kept = () =>
    page.evaluate(async () => (await window.trilane.getTableLayout({})) as { value?: { place?: unknown } })
  await expect.poll(async () => (await kept()).value?.place).toEqual({ tab: 'all', filter: 'lane:fast' })
  expect(errors).toEqual([])
  await app.close()
  const again = await launch({ dataDir })
  await expect(again.page.getByRole('searchbox', { name: 'Filter' })).toHaveValue('lane:fast')
  await expect(attempt(again.page)).toHaveAttribute('aria-sort', 'descending')
  await again.page.getByRole('button', { name: 'Clear the filter' }).first().click()
  await expect(again.page.getByRole('tab', { name: /^All/ })).toHaveAttribute('aria-selected', 'true')
  await expect(note(again.page)).toBeVisible()
  await again.app.close()
})
