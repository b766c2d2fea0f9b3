import { expect, test } from '@playwright/test'
import { launch } from './launch'
import { quiet } from './practice'
import { counts, detail, queuePrompt } from './queue'

test('a 429 closes the gate, the countdown shows, and no retry is spent', async () => {
  const { app, page } = await launch({ practice: quiet })
  await queuePrompt(page, 'Label this (practice: limit 9)')
  await expect(page.getByText(/held|paused/).first()).toBeVisible()
  // What comes meanwhile, within those 9 s also on a busy machine, waits behind the same gate, and its row counts down.
  await queuePrompt(page, 'Label that')
  const row = page.getByRole('row', { name: /Label that/ })
  await expect(row).toContainText(/held 0:0\d|held \d\.\d s/)
  const held = await page.evaluate(() => window.trilane.getOverview({}))
  if (!held.ok) throw new Error(held.error.message)
  const [gate] = held.value.gates
  expect(gate?.state).toMatchObject({ kind: 'closed', reason: 'rate_limit' })
  await expect.poll(async () => (await counts(page)).succeeded).toBe(2)
  const { task, attempts } = await detail(page)
  expect(task).toMatchObject({ retriesUsed: 0, attempts: 2 })
  expect(attempts).toMatchObject([{ outcome: 'rate_limited', failure: { status: 429 } }, { outcome: 'succeeded' }])
  // The second call came when the provider allowed it, and not before.
  const [first, second] = attempts
  expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(9_000)
  await page.getByRole('row', { name: /Label this/ }).click()
  const inspector = page.getByRole('complementary', { name: 'Task' })
  await expect(inspector).toContainText('429')
  await expect(inspector).toContainText(/no retry/i)
  await app.close()
})

test('a transient failure backs off by the policy of its lane, and the row counts down to the same moment', async () => {
  const { app, page } = await launch({ practice: quiet })
  await queuePrompt(page, 'Think hard (practice: fail)', 'Heavy')
  const row = page.getByRole('row', { name: /Think hard/ })
  await expect(row).toContainText(/in 0:\d\d/)
  const { task, attempts } = await detail(page)
  const wait = attempts[0]?.wait
  expect(wait).toMatchObject({ reason: 'backoff' })
  expect(wait?.ms).toBeGreaterThanOrEqual(5_000) // 10 s, spread by half
  expect(wait?.ms).toBeLessThanOrEqual(15_000)
  expect(task.state).toEqual({ kind: 'backing_off', runAt: wait?.until })
  // Both at once, since the clock goes on.
  const { text, at } = await row.evaluate(({ textContent }) => ({ text: textContent ?? '', at: Date.now() }))
  const shown = Number(/in 0:(\d\d)/.exec(text)?.[1])
  expect(Math.abs(shown - ((wait?.until ?? 0) - at) / 1_000)).toBeLessThanOrEqual(2)
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  expect((await detail(page)).task).toMatchObject({ retriesUsed: 1, attempts: 2 })
  await app.close()
})

test('pausing a lane holds its work and lets the other go on; resuming starts it', async () => {
  const { app, page } = await launch({ practice: quiet })
  await page.getByRole('group', { name: 'Fast lane' }).getByRole('button', { name: /Pause/ }).click()
  await queuePrompt(page, 'Fast work', 'Fast')
  await queuePrompt(page, 'Heavy work', 'Heavy')
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 1, queued: 1 })
  await page
    .getByRole('group', { name: 'Fast lane' })
    .getByRole('button', { name: /Resume/ })
    .click()
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 2, queued: 0 })
  await app.close()
})

test('a running task that is cancelled ends, and can be requeued', async () => {
  const { app, page } = await launch({ practice: { ...quiet, latencyScale: 1 } })
  await queuePrompt(page, 'Takes long (practice: slow 60)')
  const row = page.getByRole('row', { name: /Takes long/ })
  await row.click()
  const inspector = page.getByRole('complementary', { name: 'Task' })
  await inspector.getByRole('button', { name: /^Cancel/ }).click()
  await expect.poll(() => counts(page)).toMatchObject({ cancelled: 1, running: 0 })
  await expect(inspector.getByRole('button', { name: /^Requeue/ })).toBeVisible()
  await app.close()
})

test('what is left of a batch is cancelled at once, and undo brings back what had not started', async () => {
  const { app, page } = await launch({ practice: { ...quiet, latencyScale: 1 } })
  await page.getByRole('group', { name: 'Fast lane' }).getByRole('button', { name: /Pause/ }).click()
  for (const n of [1, 2, 3]) await queuePrompt(page, `Prompt ${n}`, 'Fast')
  await page.getByRole('button', { name: /^Written here/ }).click()
  await page.getByRole('main').getByRole('button', { name: 'Actions of Written here' }).click()
  await page.getByRole('menuitem', { name: /^Cancel the/ }).click()
  await expect.poll(() => counts(page)).toMatchObject({ cancelled: 3, queued: 0 })
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => counts(page)).toMatchObject({ cancelled: 0, queued: 3 })
  await app.close()
})
