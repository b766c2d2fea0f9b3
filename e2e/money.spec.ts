import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { startSimulator } from '../src-main/providers/simulator/server'
import { answerOpenDialog, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts, detail, queuePrompt } from './queue'

const dollar = 1_000_000_000

/** A server that streams, which the app takes for a paid one: $1,000 a million tokens out, and answers of 100 tokens at most. */
async function paid(page: Page, baseUrl: string) {
  await page.evaluate(async (url) => {
    const saved = await window.trilane.saveProvider({
      ...{ name: 'Paid', baseUrl: url, defaultModel: 'practice-mini', makeDefault: true },
      options: { stream: true },
    })
    if (!saved.ok) throw new Error(saved.error.message)
    const priced = await window.trilane.saveModelSettings({
      ...{ providerId: saved.value.id, model: 'practice-mini' },
      settings: { prices: { input: 0, output: 1_000 }, maxOutput: 100 },
    })
    if (!priced.ok) throw new Error(priced.error.message)
  }, baseUrl)
}
const patch = (baseUrl: string, profile: object) =>
  fetch(new URL('/practice/profile', baseUrl), { method: 'POST', body: JSON.stringify(profile) })
const overview = (page: Page) =>
  page.evaluate(async () => {
    const known = await window.trilane.getOverview({})
    if (!known.ok) throw new Error(known.error.message)
    return known.value
  })

test('an answer appears while it is written, and what it cost is shown with it and for the day', async () => {
  const server = await startSimulator({ ...quiet, wordMs: 1_000 })
  const { app, page, errors } = await launch({ practice: quiet })
  await paid(page, server.baseUrl)
  await queuePrompt(page, 'Say hello', 'Fast')
  await page.getByRole('row', { name: /Say hello/ }).click()
  const task = page.getByRole('complementary', { name: 'Task' })
  const result = task.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('being written')
  await expect(result).toContainText('Practice answer')
  expect(await counts(page)).toMatchObject({ running: 1, succeeded: 0 })
  await patch(server.baseUrl, { wordMs: 0 }) // the rest comes at once
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 1 })
  await expect(result).not.toContainText('being written')
  const { task: row, result: stored, attempts } = await detail(page)
  await expect(result).toContainText(stored?.text.split('\n')[0] ?? 'nothing')
  expect(attempts).toMatchObject([{ costNano: (stored?.usage.tokensOut ?? 0) * (dollar / 1_000) }])
  expect(attempts[0]?.firstTokenMs).toBeGreaterThanOrEqual(0)
  await expect(task).toContainText(/first token after/)
  await expect.poll(async () => (await overview(page)).spend?.today).toBe(row.cost)
  const status = page.getByRole('contentinfo').getByRole('button', { name: /today$/ })
  await expect(status).toContainText(/^\$0\.0\d+ today$/)
  await status.click()
  await expect(page.getByRole('region', { name: 'By provider and model' })).toContainText(/practice-mini Paid1/)
  await app.close()
  await server.close()
  expect(errors).toEqual([])
})

test('the budget of a batch holds what it does not cover, says so, and lets it go once it is raised and lifted', async () => {
  const server = await startSimulator(quiet)
  const opened = await launch({ practice: quiet })
  const { app, page, errors } = opened
  await paid(page, server.baseUrl)
  const file = join(tempDir(), 'words.txt')
  const prompts = Array.from({ length: 20 }, (_, n) => `Say river ${n + 1}`)
  writeFileSync(file, prompts.join('\n'))
  await answerOpenDialog(opened, [file])
  await page.getByRole('button', { name: /^Import/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await expect(sheet.getByRole('status', { name: 'Estimate' })).toContainText(/Price of practice-mini as you set it/)
  // The most that a call can cost is $0.10, and one costs some $0.02: a few of the twenty fit, one after the other.
  await sheet.getByRole('textbox', { name: 'Budget' }).fill('0.15')
  await sheet.getByRole('button', { name: 'Queue 20 prompts' }).click()

  const banner = page.getByRole('alert')
  await expect(banner).toContainText('The budget of $0.15 of words is used up.')
  const held = await overview(page)
  const [batch] = held.batches
  expect(batch?.counts.succeeded).toBeGreaterThan(0)
  expect(batch?.counts.queued).toBeGreaterThan(0)
  expect(batch?.cost).toMatchObject({ held: 'batch' })
  expect(batch?.cost?.cost).toBeLessThanOrEqual(0.15 * dollar)
  await expect(page.getByRole('group', { name: 'Fast lane' })).toContainText(/Budget used up\d+ kept, of words/)
  await expect(page.getByRole('button', { name: /^words, held by its budget/ })).toBeVisible()

  await banner.getByRole('button', { name: 'Raise to $0.20' }).click()
  await expect.poll(async () => (await overview(page)).batches[0]?.options.budget).toBe(0.2 * dollar)
  await expect.poll(async () => (await counts(page)).succeeded).toBeGreaterThan(batch?.counts.succeeded ?? 20)
  await expect(banner).toContainText('The budget of $0.20 of words is used up.')
  await page.getByRole('button', { name: /^words,/ }).hover()
  await page.getByRole('button', { name: 'Actions of words' }).first().click()
  await page.getByRole('menuitem', { name: 'Budget…' }).click()
  const rules = page.getByRole('dialog', { name: 'Batch rules' })
  await rules.getByRole('textbox', { name: 'Budget' }).fill('')
  await rules.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 20, queued: 0 })
  await expect(banner).toBeHidden()

  // What the window shows adds up: each task's cost, its batch's and the day's.
  const costs = await Promise.all(prompts.map(async (_, n) => (await detail(page, n + 1)).task.cost ?? 0))
  const sum = costs.reduce((all, cost) => all + cost, 0)
  await expect.poll(async () => (await overview(page)).batches[0]?.cost?.cost).toBe(sum)
  expect((await overview(page)).spend?.today).toBe(sum)
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeVisible()
  await app.close()
  await server.close()
  expect(errors).toEqual([])
})
