import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { workbookBytes } from '../src-main/io/export/workbook'
import { type App, dropFiles, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts } from './queue'

const problems = readFileSync(resolve('e2e/data/gsm8k-test.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.object({ question: z.string(), answer: z.string() }).parse(JSON.parse(line)))
const ids = problems.map((_, n) => `G-${String(n + 1).padStart(4, '0')}`)

/** The 1,319 problems as a spreadsheet with an id for each row. */
async function spreadsheet(file: string) {
  async function* rows() {
    yield problems.map(({ question, answer }, n) => [ids[n] ?? '', question, answer])
  }
  const pieces: Uint8Array[] = []
  const notes = { cut: 0, rows: 0 }
  for await (const piece of workbookBytes(['id', 'question', 'answer'], rows(), false, notes)) pieces.push(piece)
  writeFileSync(file, Buffer.concat(pieces))
}

/** The next native save dialog answers with this file. */
const answerSaveDialog = ({ app }: App, filePath: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, filePath)

const schema = {
  type: 'object',
  properties: { answer: { type: 'integer', minimum: 1, maximum: 99 }, sure: { enum: ['yes', 'no'] } },
  required: ['answer', 'sure'],
  additionalProperties: false,
}

test('a spreadsheet goes through a template and a dry run, over a kill in the middle, to a finished file with every row once and in order', async () => {
  const folder = tempDir()
  const file = join(folder, 'problems.xlsx')
  const target = join(folder, 'answers.csv')
  await spreadsheet(file)
  const practice = { ...quiet, latencyScale: 0.1 }
  const first = await launch({ practice })
  const { page } = first
  await dropFiles(page, [file])
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await sheet.getByRole('textbox', { name: 'Prompt for each row' }).fill('{{question | trim}}\nAnswer with a number.')
  await sheet.getByRole('switch', { name: 'Answer must be JSON' }).click()
  await sheet.getByRole('textbox', { name: 'Schema' }).fill(JSON.stringify(schema))
  await sheet.getByRole('checkbox', { name: 'Run the first rows alone, then ask' }).click()
  await sheet.getByRole('textbox', { name: 'Rows that run first' }).fill('5')
  await sheet.getByRole('button', { name: /^Queue 1,319 prompts/ }).click()
  await expect(sheet).toBeHidden()

  await expect(page.getByText('Dry run of problems: 5 answered.')).toBeVisible()
  expect((await counts(page)).succeeded).toBe(5) // and nothing else has begun
  await page.getByRole('button', { name: 'Look at the answers' }).click()
  const dryRun = page.getByRole('dialog', { name: 'Dry run' })
  await expect(dryRun.getByRole('list', { name: 'Rows of the dry run' }).getByRole('listitem')).toHaveCount(5)
  await expect(dryRun).toContainText('"sure":')
  await page.keyboard.press('Escape')

  await page
    .getByRole('button', { name: /^problems/ })
    .first()
    .click()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('export the results')
  await page.keyboard.press('Enter')
  const exporting = page.getByRole('dialog', { name: 'Export' })
  await exporting.getByRole('switch', { name: 'Go on writing while it runs' }).click()
  await answerSaveDialog(first, target)
  await exporting.getByRole('button', { name: 'Write as they end' }).click()
  await expect(exporting).toBeHidden()
  await page.getByRole('button', { name: 'Release 1,314' }).click()
  await expect.poll(async () => (await counts(page)).succeeded).toBeGreaterThan(400)
  expect(existsSync(target)).toBe(false) // it has its name only once it is whole
  const closed = first.app.waitForEvent('close')
  first.app.process().kill('SIGKILL')
  await closed

  const second = await launch({ dataDir: first.dataDir, practice })
  await expect.poll(async () => (await counts(second.page)).succeeded, { timeout: 150_000 }).toBe(1_319)
  await expect.poll(() => existsSync(target)).toBe(true)
  await second.app.close()

  const rows = z
    .array(
      z.object({ id: z.string(), question: z.string(), answer: z.string(), result: z.string(), state: z.string() }),
    )
    .parse(parse(readFileSync(target), { columns: true }))
  expect(rows.map(({ id }) => id)).toEqual(ids)
  // One answer begins like a formula, which a spreadsheet would calculate.
  const guarded = (text: string) => (/^[=+\-@]/.test(text) ? `'${text}` : text)
  expect(rows.map(({ question, answer }) => ({ question, answer }))).toEqual(
    problems.map(({ question, answer }) => ({ question, answer: guarded(answer) })),
  )
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['succeeded']))
  const Answer = z.strictObject({ answer: z.int().min(1).max(99), sure: z.enum(['yes', 'no']) })
  for (const { result } of rows) Answer.parse(JSON.parse(result))
})
