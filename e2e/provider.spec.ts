import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { startSimulator } from '../src-main/providers/simulator/server'
import { launch } from './launch'
import { quiet } from './practice'
import { counts, detail, queuePrompt } from './queue'

const key = 'sk-test-9f8e7d6c5b4a-w4Zt'

test('a real provider: a refused key holds the queue until it is put right, and no window ever sees a key again', async () => {
  const server = await startSimulator({ ...quiet, apiKey: key })
  const { app, page, dataDir } = await launch({ practice: quiet })
  await page
    .getByRole('button', { name: /^Providers/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Add provider' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('My server')
  await page.getByRole('textbox', { name: 'Base URL' }).fill(server.baseUrl)
  await page.getByRole('textbox', { name: 'API key' }).fill('sk-wrong-000000')
  await page
    .getByRole('combobox', { name: 'Model' })
    .or(page.getByRole('textbox', { name: 'Model' }))
    .first()
    .fill('practice-mini')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText(/refused the API key/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Make default' }).click()

  await page
    .getByRole('button', { name: /^Queue/ })
    .first()
    .click()
  await queuePrompt(page, 'Hello there', 'Fast')
  await expect(page.getByText(/key rejected/i).first()).toBeVisible()
  await expect.poll(() => counts(page)).toMatchObject({ queued: 1, dead: 0 })
  expect((await detail(page)).attempts).toMatchObject([{ outcome: 'blocked', failure: { status: 401 } }])

  await page
    .getByRole('button', { name: /^Providers/ })
    .first()
    .click()
  const id = await page.evaluate(async () => {
    const overview = await window.trilane.getOverview({})
    return overview.ok ? overview.value.providers.find(({ name }) => name === 'My server')?.id : undefined
  })
  expect(id).toBeDefined()
  await page.getByRole('button', { name: 'My server', exact: true }).click()
  await page.getByRole('button', { name: 'Replace Key 1' }).click()
  await page.getByRole('textbox', { name: 'API key' }).fill(key)
  await page.getByRole('button', { name: 'Replace key', exact: true }).click()
  await expect.poll(() => counts(page)).toMatchObject({ succeeded: 1, queued: 0 })
  expect((await detail(page)).task.retriesUsed).toBe(0)

  const known = JSON.stringify(await page.evaluate(() => window.trilane.getOverview({})))
  expect(known).toContain('w4Zt')
  expect(known).not.toContain(key)
  expect(await page.content()).not.toContain(key)
  await app.close()
  expect(readFileSync(join(dataDir, 'trilane.db')).includes(key)).toBe(false)
  await server.close()
})

test('calls go through the proxy that the system names, and a provider may do without', async () => {
  const seen: (string | undefined)[] = []
  // It answers for whichever host it is asked: there is no such host.
  const proxy = createServer((request, response) => {
    seen.push(request.url)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'm' }] }))
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  const { port } = proxy.address() as AddressInfo
  const { app, page } = await launch({ practice: quiet })
  await app.evaluate(({ session }, at) => session.defaultSession.setProxy({ proxyRules: `http=127.0.0.1:${at}` }), port)

  const tested = (proxySetting: 'system' | 'none') =>
    page.evaluate(async (setting) => {
      const input = {
        name: 'Far',
        baseUrl: 'http://provider.invalid/v1',
        defaultModel: 'm',
        options: { proxy: setting },
      }
      const saved = await window.trilane.saveProvider(input)
      return saved.ok ? window.trilane.testProvider({ id: saved.value.id }) : saved
    }, proxySetting)
  expect(await tested('system')).toMatchObject({ ok: true, value: { ok: true, problem: null, models: ['m'] } })
  expect(seen).toEqual(['http://provider.invalid/v1/models'])
  expect(await tested('none')).toMatchObject({ ok: true, value: { ok: false, problem: 'dns' } })
  expect(seen).toHaveLength(1)
  await app.close()
  proxy.close()
})

test('a provider is added with the keyboard alone, and what is secret in its options is never shown again', async () => {
  const server = await startSimulator(quiet)
  const { app, page, errors } = await launch({ practice: quiet })
  const { keyboard } = page
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)
  await page
    .getByRole('button', { name: /^Providers/ })
    .first()
    .press('Enter')
  await page.getByRole('button', { name: 'Add provider' }).press('Enter')
  await expect(page.getByRole('combobox', { name: 'Kind' })).toBeFocused()
  await page.getByRole('textbox', { name: 'Base URL' }).press('Control+a')
  await keyboard.type('nowhere')
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Base URL' })).toBeFocused() // what does not fit
  await keyboard.press('Control+a')
  await keyboard.type(server.baseUrl)
  await page.getByRole('button', { name: /^Advanced/ }).press('Enter')
  await page.getByRole('button', { name: 'Add a header' }).press('Enter')
  await keyboard.type('X-Team')
  await keyboard.press('Tab')
  await keyboard.type('team-secret')
  await keyboard.press('Enter')
  await expect.poll(focused).toBe('OpenAI') // its row
  await page.getByRole('button', { name: /^Advanced/ }).press('Enter')
  await expect(page.getByRole('textbox', { name: 'Value of header 1' })).toHaveValue('')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mine')
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter')
  await expect(page.getByRole('button', { name: 'Test connection' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByText(/Connected: 3 models/).first()).toBeVisible()
  expect(JSON.stringify(await page.evaluate(() => window.trilane.getOverview({})))).not.toContain('team-secret')
  expect(await page.content()).not.toContain('team-secret')
  await app.close()
  await server.close()
  expect(errors).toEqual([])
})
