import { expect, test } from '@playwright/test'
import { launch } from './launch'
import { freePort, practiceStats, quiet } from './practice'
import { counts, detail, queuePrompt } from './queue'

test('a refused prompt lands in dead letters with all its context', async () => {
  const { app, page } = await launch({ practice: quiet })
  await queuePrompt(page, 'Copy a novel (practice: refuse)')
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await page
    .getByRole('button', { name: /^Dead letters/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
  await page.getByRole('option', { name: /content_policy/ }).click()
  const letters = page.getByRole('grid', { name: 'Dead letters' })
  await letters.getByRole('row', { name: /Copy a novel/ }).click()
  await expect(page.getByText('content_policy_violation').first()).toBeVisible()
  await expect(page.getByText(/this prompt is refused by its content/).first()).toBeVisible()
  const { task, attempts, revisions } = await detail(page)
  expect(task.state).toMatchObject({
    kind: 'dead',
    failure: { code: 'content_policy', status: 400, providerCode: 'content_policy_violation' },
  })
  expect(attempts).toMatchObject([
    { number: 1, progress: 'done', outcome: 'permanent', mayHaveBeenBilled: false, wait: null },
  ])
  expect(attempts[0]?.endedAt).toBeGreaterThanOrEqual(attempts[0]?.startedAt ?? 0)
  expect(revisions).toHaveLength(1)
  await app.close()
})

test('an edited letter is requeued, succeeds, and carries a new idempotency key', async () => {
  const port = await freePort()
  const { app, page, dataDir } = await launch({ practice: { ...quiet, port } })
  await queuePrompt(page, 'Copy a novel (practice: refuse)')
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await page
    .getByRole('button', { name: /^Dead letters/ })
    .first()
    .click()
  await page
    .getByRole('grid', { name: 'Dead letters' })
    .getByRole('row', { name: /Copy a novel/ })
    .click()
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByRole('textbox', { name: 'Edited prompt' }).fill('Summarise a novel in a line')
  await page.getByRole('button', { name: /^Requeue this one/ }).click()
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 1, dead: 0 })

  const { task, attempts, revisions, result } = await detail(page)
  expect(task).toMatchObject({ revision: 2, attempts: 2, retriesUsed: 0 })
  expect(attempts.map(({ outcome, revision }) => [outcome, revision])).toEqual([
    ['permanent', 1],
    ['succeeded', 2],
  ])
  expect(revisions).toHaveLength(2) // the original is kept for good
  expect(result?.text).toMatch(/Practice answer/)
  const { recent } = await practiceStats(port)
  const keys = recent.map(({ key }) => key)
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(2)
  await app.close()

  // Closed and opened again, everything is still there.
  const again = await launch({ dataDir, practice: quiet })
  expect((await detail(again.page)).result?.text).toBe(result?.text)
  await again.app.close()
})

test('requeue all sends a group back, discard puts letters aside, and undo brings them back', async () => {
  const { app, page } = await launch({ practice: quiet })
  for (const n of [1, 2, 3]) await queuePrompt(page, `Refused ${n} (practice: refuse)`)
  await expect.poll(async () => (await counts(page)).dead).toBe(3)
  await page
    .getByRole('button', { name: /^Dead letters/ })
    .first()
    .click()
  const bar = page.getByRole('form')
  await expect(page.getByRole('listbox', { name: 'Dead letter groups' })).toBeFocused()
  await page.keyboard.press('Shift+R')
  await expect(bar).toContainText('They will fail again: nothing changed since they failed.')
  await bar.getByRole('button', { name: /^Requeue 3/ }).click()
  await expect.poll(async () => (await detail(page)).task.attempts).toBe(2)
  await expect.poll(async () => (await counts(page)).dead).toBe(3)
  await page
    .getByRole('grid', { name: 'Dead letters' })
    .getByRole('row', { name: /Refused 2/ })
    .click()
  await page
    .getByRole('button', { name: /^Discard/ })
    .first()
    .click()
  await expect(bar.getByRole('textbox', { name: 'Reason' })).toBeFocused()
  await expect(bar.getByRole('button', { name: /^Discard 1/ })).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Enter')
  await expect.poll(() => counts(page)).toMatchObject({ dead: 2, cancelled: 1 })
  await page.getByRole('button', { name: /^Undo/ }).last().click()
  await expect.poll(() => counts(page)).toMatchObject({ dead: 3, cancelled: 0 })
  await app.close()
})
