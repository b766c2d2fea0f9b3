import { expect, type Page, test } from '@playwright/test'
import { startSimulator } from '../src-main/providers/simulator/server'
import { launch } from './launch'
import { quiet } from './practice'
import { counts } from './queue'

const goTo = (page: Page, view: string) =>
  page
    .getByRole('button', { name: new RegExp(`^${view}`) })
    .first()
    .click()

const queue = (page: Page, providerName: string, count: number) =>
  page.evaluate(
    async ([name, n]) => {
      const overview = await window.trilane.getOverview({})
      const providerId = overview.ok ? overview.value.providers.find((each) => each.name === name)?.id : undefined
      if (providerId === undefined) throw new Error(`there is no ${name}`)
      const prompts = Array.from({ length: n }, (_, index) => `Prompt ${index + 1}`)
      return window.trilane.submitPrompts({ lane: 'fast', providerId, model: 'practice-mini', prompts })
    },
    [providerName, count] as const,
  )

test('a provider’s limit is learned and shown with its source, and one set by hand is kept to, also after a restart', async () => {
  const server = await startSimulator({ ...quiet, rate: { capacity: 60, refillPerSecond: 1 } })
  const { app, page, dataDir, errors } = await launch({ practice: quiet })
  await goTo(page, 'Providers')
  await page.getByRole('button', { name: 'Add provider' }).click()
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'vLLM' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.baseUrl)
  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('practice-mini')
  await page.getByRole('button', { name: 'Test connection' }).click()
  const detail = page.getByRole('region', { name: 'Models and limits of vLLM' })
  await expect(detail.getByText(/No prompt went there yet/)).toBeVisible()

  await queue(page, 'vLLM', 25) // enough of the bucket to tell how fast it fills
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 25, queued: 0 })
  const limits = detail.getByRole('table', { name: 'Limits of practice-mini' })
  await expect(limits.getByRole('row', { name: /^Requests 60 a minute told by the provider/ })).toBeVisible()

  await detail.getByRole('button', { name: 'Actions of practice-mini' }).click()
  await page.getByRole('menuitem', { name: /^Set limits/ }).click()
  const sheet = page.getByRole('dialog', { name: 'practice-mini' })
  await expect(sheet.getByText('Told by the provider: 60 a minute.')).toBeVisible()
  await sheet.getByRole('textbox', { name: 'Requests a minute' }).fill('20')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet).toBeHidden()
  await expect(limits.getByRole('row', { name: /^Requests 20 a minute set by you/ })).toBeVisible()

  const called = server.stats().calls
  await queue(page, 'vLLM', 40)
  const line = page.getByRole('list', { name: 'Providers' }).getByRole('listitem').filter({ hasText: 'vLLM' }).first()
  await expect(line.getByText(/^next call in /)).toBeVisible()
  await expect(line.getByText('20 a minute, set by you').first()).toBeVisible()
  await expect(page.getByRole('contentinfo').getByText('vLLM: 20 a minute, set by you')).toBeVisible()
  expect(server.stats().calls - called).toBeLessThanOrEqual(20)
  await app.close()

  const again = await launch({ dataDir, practice: quiet })
  await goTo(again.page, 'Providers')
  await again.page.getByRole('button', { name: 'vLLM', exact: true }).click()
  const kept = again.page.getByRole('table', { name: 'Limits of practice-mini' })
  await expect(kept.getByRole('row', { name: /^Requests 20 a minute set by you/ })).toBeVisible()
  expect([...errors, ...again.errors]).toEqual([])
  await again.app.close()
  expect(server.stats().rateLimited).toBe(0)
  await server.close()
})
