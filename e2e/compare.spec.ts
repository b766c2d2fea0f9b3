import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { launch, tempDir } from './launch'
import { quiet } from './practice'

const practice = { ...quiet, latencyScale: 0.02 }
const run = promisify(execFile)

test('two templates over the same rows are compared by keys; what was rated is there after a kill, and goes to a file', async () => {
  const dataDir = tempDir()
  const trilane = (...words: string[]) =>
    run(process.execPath, [resolve('out/main/cli.js'), ...words, '--data-dir', dataDir], {
      env: { ...process.env, TRILANE_PRACTICE: JSON.stringify(practice) },
    })
  const put = (name: string, text: string) => {
    writeFileSync(join(dataDir, name), text)
    return join(dataDir, name)
  }
  await trilane('template', 'save', 'Plain', put('plain.txt', 'Say what {{word}} means.'))
  await trilane('template', 'save', 'Short', put('short.txt', 'Define {{word}} in five words.'))
  const rows = put('words.csv', 'word\nlantern\nhinge\nquay\n')
  await trilane('run', rows, '--template', 'Plain', '--template', 'Short')

  const compare = async (page: Page) => {
    const actions = page.getByRole('button', { name: 'Actions of words' })
    await actions.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Compare…' }).click()
  }
  const rowOf = (page: Page) => page.getByRole('textbox', { name: 'Row', exact: true })
  const first = await launch({ dataDir, practice })
  await compare(first.page)
  await expect(first.page.getByRole('article')).toHaveCount(2)
  await expect(first.page.getByRole('region', { name: 'The row' })).toContainText('lantern')
  await first.page.keyboard.press('2')
  await expect(rowOf(first.page)).toHaveValue('2')
  await first.page.keyboard.press('0')
  await expect(first.page.getByText('2 of 3 rated')).toBeVisible()
  const closed = first.app.waitForEvent('close')
  first.app.process().kill('SIGKILL')
  await closed

  const second = await launch({ dataDir, practice })
  await compare(second.page)
  await expect(second.page.getByText('2 of 3 rated')).toBeVisible()
  await expect(rowOf(second.page)).toHaveValue('3')
  await second.page.keyboard.press('u')
  await expect(second.page.getByText('1 of 3 rated')).toBeVisible()
  const file = join(dataDir, 'ratings.csv')
  await second.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  await second.page.getByRole('button', { name: 'Export ratings' }).click()
  await second.page.getByRole('menuitem', { name: 'As CSV…' }).click()
  await expect(second.page.getByText('Exported 1 rating')).toBeVisible()
  expect(readFileSync(file, 'utf8')).toMatch(/^row,word,rating,.*\n1,lantern,"Short @1, practice-mini",2,/)
  await second.app.close()
})
