import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type App, answerOpenDialog, launch, tempDir } from './launch'
import { quiet } from './practice'

/** The next native save dialog answers with this file. */
async function answerSaveDialog({ app }: App, filePath: string) {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, filePath)
}

test('a receipt is exported, compared again, and tells when it was edited', async () => {
  const started = await launch({ practice: quiet })
  const { app, page, errors } = started
  await page.evaluate(() => window.trilane.submitPrompts({ lane: 'fast', prompts: ['one', 'two', 'three'] }))
  await expect
    .poll(async () => {
      const overview = await page.evaluate(() => window.trilane.getOverview({}))
      return overview.ok && overview.value.counts.succeeded
    })
    .toBe(3)
  await page
    .getByRole('button', { name: /^Actions of/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Receipt…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Receipt' })

  const receipt = join(tempDir(), 'receipt.json')
  await answerSaveDialog(started, receipt)
  await sheet.getByRole('button', { name: 'Export…' }).click()
  await expect.poll(() => existsSync(receipt)).toBe(true)
  expect(JSON.parse(readFileSync(receipt, 'utf8')).counts).toMatchObject({ accepted: 3, succeeded: 3 })

  await answerOpenDialog(started, [receipt])
  await sheet.getByRole('button', { name: 'Compare with a receipt…' }).click()
  await expect(sheet.getByText('All 3 tasks are as they were, and as the receipt says')).toBeVisible()

  writeFileSync(receipt, readFileSync(receipt, 'utf8').replace('"succeeded",1', '"succeeded",2'))
  await sheet.getByRole('button', { name: 'Compare with a receipt…' }).click()
  await expect(sheet.getByText('2 differences found in 3 tasks')).toBeVisible()
  await expect(sheet.getByText('It had 2 attempts and now has 1.')).toBeVisible()
  await expect(sheet.getByText(/^The receipt itself was edited/)).toBeVisible()
  expect(errors).toEqual([])
  await app.close()
})

test('the settings say how much room the data takes, and keep how long texts are kept', async () => {
  const { app, page, dataDir } = await launch({ practice: quiet })
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByText(/database/).first()).toBeVisible()
  await page.getByRole('combobox', { name: 'Keep prompts and answers' }).click()
  await page.getByRole('option', { name: '30 days' }).click()
  await expect(page.getByText('Nothing is older than you keep it.')).toBeVisible()
  await app.close()
  const again = await launch({ dataDir, practice: quiet })
  await again.page.getByRole('button', { name: 'Settings' }).click()
  await expect(again.page.getByRole('combobox', { name: 'Keep prompts and answers' })).toContainText('30 days')
  await again.app.close()
})
