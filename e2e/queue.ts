import { expect, type Page } from '@playwright/test'

/** Opens the compose sheet, queues one prompt for that lane and closes it. */
export async function queuePrompt(page: Page, prompt: string, lane: 'Auto' | 'Fast' | 'Heavy' = 'Auto') {
  await page
    .getByRole('button', { name: /^New prompt/ })
    .first()
    .click()
  const sheet = page.getByRole('dialog', { name: 'New prompt' })
  await sheet.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt)
  if (lane !== 'Auto') await sheet.getByRole('radio', { name: lane }).click()
  await sheet.getByRole('button', { name: /^Queue(?!, keep)/ }).click()
  await expect(sheet).toBeHidden()
}

/** How many tasks are in each state, as main counts them. */
export const counts = (page: Page) =>
  page.evaluate(async () => {
    const overview = await window.trilane.getOverview({})
    if (!overview.ok) throw new Error(overview.error.message)
    return overview.value.counts
  })

/** Everything that main knows of the n-th task of the app. */
export const detail = (page: Page, id = 1) =>
  page.evaluate(async (taskId) => {
    const found = await window.trilane.watchTask({ id: taskId })
    if (!found.ok || !found.value) throw new Error(`no task ${taskId}`)
    return found.value
  }, id)
