import { expect, test } from '@playwright/test'
import { launch } from './launch'

test('the first start shows the practice provider and the sample, and the sample puts all three lanes to work', async () => {
  test.setTimeout(120_000)
  const { app, page } = await launch({ practice: { latencyScale: 0.3 } })
  await expect(page.getByText(/practice/i).first()).toBeVisible()
  await expect(page.getByRole('group', { name: 'Fast lane' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Heavy lane' })).toBeVisible()
  await page.getByRole('button', { name: /Run the sample/ }).click()

  const grid = page.getByRole('grid', { name: 'Tasks' })
  await expect(grid).toBeVisible()
  // Both lanes work at the same time: Fast never waits behind Heavy.
  await expect
    .poll(async () => {
      const overview = await page.evaluate(() => window.trilane.getOverview({}))
      return overview.ok && overview.value.lanes.every(({ slots }) => slots.length > 0)
    })
    .toBe(true)
  await expect(page.getByText('24 of 24 done')).toBeVisible({ timeout: 90_000 })
  await expect(page.getByRole('group', { name: 'Dead letters' })).toContainText('1')
  const counts = await page.evaluate(async () => {
    const overview = await window.trilane.getOverview({})
    return overview.ok ? overview.value.counts : null
  })
  expect(counts).toMatchObject({ succeeded: 23, dead: 1, queued: 0 })
  await app.close()
})
