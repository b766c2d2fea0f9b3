import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { answerOpenDialog, launch, tempDir } from './launch'
import { quiet } from './practice'

test('a file that is put into a watched folder becomes its results beside it, and nothing else there is sent', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'old.txt'), 'An old prompt\n')
  const started = await launch({ practice: quiet })
  const { app, page, errors } = started
  await answerOpenDialog(started, [folder])
  await page.keyboard.press('Control+7')
  await page.getByRole('button', { name: 'Watch a folder' }).click()
  const form = page.getByRole('form', { name: 'Watch a folder' })
  await form.getByRole('button', { name: 'Choose…' }).click()
  await expect(form).toContainText('1 file in it already')
  await expect(form).toContainText('sent to Practice')
  await form.getByLabel('Complete once still for').fill('1')
  await form.getByRole('button', { name: 'Watch this folder' }).click()
  await expect(page.getByText('No file was taken yet.')).toBeVisible()

  writeFileSync(join(folder, 'new.txt'), 'Name a river\nName a lake\n')
  const files = page.getByRole('list', { name: 'Files' })
  await expect(files.getByRole('listitem')).toContainText('2 answered')
  const results = join(folder, 'new.results.csv')
  await expect.poll(() => existsSync(results)).toBe(true)
  expect(readFileSync(results, 'utf8')).toMatch(
    /^prompt,result,state.*\nName a river,.*succeeded.*\nName a lake,.*succeeded/,
  )
  await expect(files.getByRole('button', { name: 'Show the results of new.txt in the folder' })).toBeVisible()
  await expect(files.getByRole('listitem')).toHaveCount(1) // neither the old file nor the results
  await app.close()
  expect(errors).toEqual([])
})
