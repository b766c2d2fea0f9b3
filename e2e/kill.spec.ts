import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { dropFiles, launch } from './launch'
import { quiet } from './practice'
import { counts } from './queue'

test('killed in the middle and started again, the app keeps everything, and what was running goes on', async () => {
  const practice = { ...quiet, latencyScale: 0.5 }
  const first = await launch({ practice })
  const file = join(first.dataDir, 'prompts.txt')
  writeFileSync(file, Array.from({ length: 120 }, (_, n) => `Label prompt number ${n + 1}`).join('\n'))
  await dropFiles(first.page, [file])
  await first.page
    .getByRole('dialog', { name: 'Import' })
    .getByRole('button', { name: /Queue 120 prompts/ })
    .click()
  await expect.poll(async () => (await counts(first.page)).succeeded).toBeGreaterThan(15)
  const before = await counts(first.page)
  const closed = first.app.waitForEvent('close')
  first.app.process().kill('SIGKILL')
  await closed

  const second = await launch({ dataDir: first.dataDir, practice })
  await expect(second.page.getByText(/queued again/).first()).toBeVisible()
  const after = await counts(second.page)
  expect(Object.values(after).reduce((sum, n) => sum + n, 0)).toBe(120)
  expect(after.succeeded).toBeGreaterThanOrEqual(before.succeeded) // what it had shown as done is done
  await expect(second.page.getByText('120 of 120 done')).toBeVisible({ timeout: 90_000 })
  const sums = await second.page.evaluate(async () => {
    const all = []
    for (let id = 1; id <= 120; id++) {
      const found = await window.trilane.watchTask({ id })
      if (found.ok && found.value) all.push(found.value)
    }
    return {
      lost: all.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome === 'lost').length,
      retries: all.reduce((sum, { task }) => sum + task.retriesUsed, 0),
      results: all.filter(({ result }) => result !== null).length,
    }
  })
  expect(sums.lost).toBeGreaterThan(0)
  expect(sums.lost).toBeLessThanOrEqual(7)
  expect(sums).toMatchObject({ retries: 0, results: 120 })
  await second.app.close()
})
