import { expect, type Page, test } from '@playwright/test'
import { launch, tempDir } from './launch'
import { fillWithLetters } from './letters'
import { freePort, practiceStats, quiet } from './practice'
import { counts, detail } from './queue'

/** The newest release, as main has it. */
const newest = (page: Page) =>
  page.evaluate(async () => {
    const overview = await window.trilane.getOverview({})
    if (!overview.ok) throw new Error(overview.error.message)
    return overview.value.releases?.[0] ?? null
  })
/** Many prompts at once, as a paste would queue them: a batch of their own. */
const submit = (page: Page, prompts: string[]) =>
  page.evaluate(async (all) => {
    const done = await window.trilane.submitPrompts({ prompts: all, lane: 'fast' })
    if (!done.ok) throw new Error(done.error.message)
  }, prompts)
const steps = (page: Page) => page.getByRole('list', { name: 'Probe one, then the rest' })
const refused = (count: number) => Array.from({ length: count }, (_, n) => `Refused ${n + 1} (practice: refuse)`)

/** Shows the dead letters, and of them those of one cause. */
async function showGroup(page: Page, name: RegExp) {
  await page.keyboard.press('Control+2')
  await page.getByRole('option', { name }).click()
  await expect(page.getByRole('grid', { name: 'Dead letters' }).getByRole('row').nth(1)).toBeVisible()
}

test('a probe that fails releases nothing, and says why', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await submit(page, refused(4))
  await expect.poll(async () => (await counts(page)).dead).toBe(4)
  await showGroup(page, /content_policy/)
  await page.keyboard.press('p')
  await expect(steps(page).getByText(/^Failed again/)).toBeVisible()
  await expect(page.getByText(/Nothing was released\. The other 3 stay where they are\./).first()).toBeVisible()
  await page.keyboard.press('Enter') // there is nothing to release: it opens the letter
  expect(await newest(page)).toMatchObject({ state: 'failed', reason: 'probe_died', total: 3, released: 0, left: 3 })
  expect(await counts(page)).toMatchObject({ dead: 4, succeeded: 0 })
  await app.close()
  expect(errors).toEqual([])
})

test('one that succeeds releases the rest at its pace, within the provider’s limit, over a kill in the middle', async () => {
  const dataDir = tempDir()
  await fillWithLetters(dataDir)
  const port = await freePort()
  const practice = { ...quiet, port, latencyScale: 0.2, rate: { capacity: 20, refillPerSecond: 20 } }
  const first = await launch({ dataDir, practice })
  await expect.poll(async () => (await counts(first.page)).dead).toBe(500)
  await showGroup(first.page, /No answer in time/)
  await first.page.keyboard.press('p')
  const pace = steps(first.page).getByRole('button', { name: /^How the others go back/ })
  await expect(steps(first.page).getByText('Requeue the other 59')).toBeVisible()
  await steps(first.page).getByRole('button', { name: 'Read it' }).click()
  await expect(first.page.getByRole('dialog', { name: 'The answer' }).getByText(/Practice answer/)).toBeVisible()
  await first.page.keyboard.press('Escape')
  await pace.click()
  await first.page.getByRole('radio', { name: '5 at a time' }).check()
  await first.page.keyboard.press('Escape')
  await steps(first.page).getByRole('button', { name: 'Requeue 59' }).click()
  await expect.poll(async () => (await newest(first.page))?.released ?? 0).toBeGreaterThan(9)
  const before = await practiceStats(port)
  first.app.process().kill('SIGKILL')
  expect(before.rateLimited).toBe(0)
  expect(before.concurrency.max).toBeLessThanOrEqual(5)

  const { app, page, errors } = await launch({ dataDir, practice })
  expect((await newest(page))?.state).toMatch(/releasing|done/)
  await expect
    .poll(() => newest(page))
    .toMatchObject({ state: 'done', total: 59, released: 59, succeeded: 59, died: 0, skipped: 0, left: 0 })
  expect(await counts(page)).toMatchObject({ dead: 440, succeeded: 60 })
  const after = await practiceStats(port)
  expect(after.rateLimited).toBe(0)
  expect(after.concurrency.max).toBeLessThanOrEqual(5)
  await page.keyboard.press('Control+2') // its group has left the list, and how it ended is still told
  await expect(page.getByRole('list', { name: 'What goes back' })).toContainText('59 sent back: 59 answered')
  await app.close()
  expect(errors).toEqual([])
})

test('a rule that was switched on requeues what dies after its delay, and writes it down', async () => {
  const { app, page, errors } = await launch({ practice: quiet })
  await submit(page, refused(1))
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await showGroup(page, /content_policy/)
  await page.getByRole('button', { name: 'Make a rule of this' }).click()
  const form = page.getByRole('dialog', { name: 'New rule' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Refused once')
  await form.getByRole('textbox', { name: 'After how long' }).fill('1')
  await form.getByRole('combobox', { name: 'Unit of time' }).click()
  await page.getByRole('option', { name: 'seconds' }).click()
  await form.getByRole('textbox', { name: 'At most how often' }).fill('1')
  await expect(form.getByText('1 of 1 letter would match.')).toBeVisible()
  await form.getByRole('button', { name: 'Save' }).click()
  const rules = page.getByRole('dialog', { name: 'Rules for dead letters' })
  await rules.getByRole('switch', { name: 'Refused once' }).click()
  await expect(rules.getByText('1 of 1 letter would match.')).toBeVisible()
  await rules.getByRole('button', { name: 'Switch on' }).click()
  await expect(rules.getByRole('switch', { name: 'Refused once' })).toBeChecked()
  await submit(page, ['Refused 2 (practice: refuse)'])
  await expect.poll(async () => (await counts(page)).dead).toBe(2)
  await expect.poll(async () => (await detail(page, 2)).attempts.length).toBe(2)
  await expect.poll(async () => (await detail(page, 2)).task.state.kind).toBe('dead')
  expect((await detail(page, 1)).attempts).toHaveLength(1) // it was there before the rule
  await rules.getByRole('button', { name: 'Log of Refused once' }).click()
  const log = page.getByRole('dialog', { name: 'What rules did' })
  await expect(log.getByRole('listitem').filter({ hasText: /Requeued\./ })).toHaveCount(1)
  await log.getByRole('button', { name: 'Open task 2' }).last().click()
  await expect(page.getByRole('complementary', { name: 'Task' })).toContainText('Refused 2')
  await app.close()
  expect(errors).toEqual([])
})

test('a batch of which too many die is paused, says so, and goes on once a person has looked', async () => {
  const { app, page, errors } = await launch({ practice: { ...quiet, latencyScale: 1 } })
  await page.keyboard.press('Control+,')
  await page.getByRole('textbox', { name: 'Least number that have ended' }).fill('5')
  await page.getByRole('switch', { name: 'Pause the batch then' }).click()
  const alert = () => page.evaluate(() => window.trilane.getDeadAlert({}))
  await expect.poll(alert).toMatchObject({ ok: true, value: { on: true, atLeast: 5, pause: true } })
  await page.keyboard.press('Control+1')
  await submit(page, [...refused(6), ...Array.from({ length: 40 }, (_, n) => `Say ${n} (practice: slow 0.2)`)])
  const banner = page.getByRole('alert').filter({ hasText: 'is paused' })
  await expect(banner).toContainText(/\d+ of \d+ died/)
  await expect.poll(async () => (await counts(page)).running).toBe(0)
  expect((await counts(page)).queued).toBeGreaterThan(0)
  await banner.getByRole('button', { name: 'Look at them' }).click()
  await expect(page.getByRole('row', { name: /Refused 1/ })).toBeVisible()
  await banner.getByRole('button', { name: 'Go on' }).click()
  await expect(banner).toBeHidden()
  await expect.poll(() => counts(page)).toMatchObject({ dead: 6, succeeded: 40, queued: 0 })
  await app.close()
  expect(errors).toEqual([])
})
