import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { settled } from '../src-shared/batch'
import { dropFiles, launch, tempDir } from './launch'
import { freePort, practiceStats, quiet } from './practice'
import { counts } from './queue'

const gsm8k = resolve('e2e/data/gsm8k-test.jsonl')

test('a dropped gsm8k-test.jsonl is previewed, queued in two clicks and settles, and no lane exceeds its limit', async () => {
  const port = await freePort()
  const { app, page } = await launch({
    practice: { port, latencyScale: 0.1, rate: { capacity: 100, refillPerSecond: 40 } },
  })
  await dropFiles(page, [gsm8k])
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await expect(sheet.getByRole('textbox', { name: 'Prompt for each row' })).toHaveValue('{{question}}')
  await expect(sheet).toContainText('Janet’s ducks lay 16 eggs per day')
  expect((await counts(page)).queued).toBe(0) // nothing is queued before a person said so
  await sheet.getByRole('button', { name: /Queue 1,319 prompts/ }).click()
  await expect(sheet).toBeHidden()
  await expect.poll(async () => settled(await counts(page)), { timeout: 150_000 }).toBe(1_319)
  const { succeeded } = await counts(page)
  await expect(page.getByText(`${succeeded.toLocaleString('en')} of 1,319 done`)).toBeVisible()
  const { concurrency, rateLimited } = await practiceStats(port)
  expect(concurrency.byModel['practice-mini']?.max).toBeLessThanOrEqual(5)
  expect(concurrency.max).toBeLessThanOrEqual(7)
  expect(rateLimited).toBeLessThanOrEqual(13) // one in a hundred: the limit was in reach all the time, and its pace is kept
  await app.close()
})

test('prompts for both lanes run next to each other, each lane within its own limit', async () => {
  const dir = tempDir()
  const file = join(dir, 'both.jsonl')
  const line = (n: number) =>
    JSON.stringify({ prompt: `Number ${n}`, model: n % 4 === 0 ? 'practice-reasoner' : 'practice-mini' })
  writeFileSync(file, Array.from({ length: 60 }, (_, n) => line(n)).join('\n'))
  const port = await freePort()
  const { app, page } = await launch({ practice: { ...quiet, latencyScale: 0.3, port } })
  await dropFiles(page, [file])
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await sheet.getByRole('radio', { name: /^Auto/ }).click() // dropped on a lane, they would all go there
  await sheet.getByRole('button', { name: /Queue 60 prompts/ }).click()
  await expect(page.getByText('60 of 60 done')).toBeVisible()
  const { byModel } = (await practiceStats(port)).concurrency
  expect([byModel['practice-mini']?.calls, byModel['practice-reasoner']?.calls]).toEqual([45, 15])
  expect(byModel['practice-mini']?.max).toBeLessThanOrEqual(5)
  expect(byModel['practice-reasoner']?.max).toBeLessThanOrEqual(2)
  expect((await practiceStats(port)).concurrency.max).toBeGreaterThan(2) // so both lanes were at work at once
  await app.close()
})

test('files that cannot be used say why, and queue nothing', async () => {
  const dir = tempDir()
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(dir, name), content)
    return join(dir, name)
  }
  mkdirSync(join(dir, 'empty-folder'))
  const bad: [string, RegExp][] = [
    [write('nothing.txt', ''), /nothing\.txt is empty/],
    [write('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])), /picture\.png is no file of prompts/],
    [write('binary.txt', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0, 0])), /binary\.txt/],
    [join(dir, 'empty-folder'), /without a file that can be imported/],
  ]
  const { app, page } = await launch({ practice: quiet })
  for (const [file, message] of bad) {
    await dropFiles(page, [file])
    await expect(page.getByText(message).first()).toBeVisible()
    await expect(page.getByText(/Nothing was queued/).first()).toBeVisible()
    await expect(page.getByRole('dialog', { name: 'Import' })).toBeHidden()
  }
  // Half a file can be used: the other half is listed with its lines, and left out only after a person has seen it.
  const half = write('half.jsonl', '{"prompt":"one"}\n{"prompt":\n{"prompt":""}\n"two"\n')
  await dropFiles(page, [half])
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await expect(sheet).toContainText('not valid JSON')
  await expect(sheet).toContainText('the prompt is empty')
  expect(Object.values(await counts(page)).every((n) => n === 0)).toBe(true)
  await sheet.getByRole('button', { name: /Queue 2 prompts/ }).click()
  await expect(page.getByText('2 of 2 done')).toBeVisible()
  await app.close()
})
