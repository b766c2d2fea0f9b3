import { expect, test } from '@playwright/test'
import { launch } from './launch'
import { quiet } from './practice'

test('the first start shows the practice provider and the sample, and the sample puts all three lanes to work', async () => {
  const { app, page, errors } = await launch({ practice: { latencyScale: 0.3 } })
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
  await expect(page.getByText('23 of 24 done')).toBeVisible({ timeout: 90_000 })
  await expect(page.getByRole('group', { name: 'Dead letters' })).toContainText('1')
  const counts = await page.evaluate(async () => {
    const overview = await window.trilane.getOverview({})
    return overview.ok ? overview.value.counts : null
  })
  expect(counts).toMatchObject({ succeeded: 23, dead: 1, queued: 0 })
  expect(errors).toEqual([])
  await app.close()
})

test('the theme is changed in the settings, and is kept', async () => {
  const { app, page, dataDir } = await launch({ practice: quiet })
  const theme = (of = page) => of.evaluate(() => document.documentElement.dataset.theme)
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect.poll(() => theme()).toBe('dark')
  await app.close()
  const again = await launch({ dataDir, practice: quiet })
  await expect.poll(() => theme(again.page)).toBe('dark')
  await again.app.close()
})

test('the window is sandboxed: it has no Node, no way out, and main refuses what does not fit the contract', async () => {
  const { app, page } = await launch({ practice: quiet })
  const reach = await page.evaluate(async () => {
    const refused = async (url: string) =>
      fetch(url).then(
        () => false,
        () => true,
      )
    // The compiler would refuse this call as well; a compromised page has no compiler.
    const call = window.trilane.openView as unknown as (
      request: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string } }>
    return {
      node: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      remote: await refused('https://example.com/'),
      file: await refused('file:///etc/hostname'),
      popup: window.open('http://example.com/') === null,
      outside: await refused('/../package.json'),
      encoded: await refused('/%2e%2e/main/index.js'),
      elsewhere: await refused('app://other/index.html'),
      policy: (await fetch('/index.html')).headers.get('content-security-policy'),
      evil: await call({ viewId: 'x', query: { kind: 'list' }, range: { start: 0, end: 1e9 } }),
    }
  })
  expect(reach).toMatchObject({ node: 'undefined', process: 'undefined', remote: true, file: true, popup: true })
  expect(reach).toMatchObject({ outside: true, encoded: true, elsewhere: true })
  expect(reach.policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(reach.evil).toMatchObject({ ok: false, error: { code: 'bad_request' } })
  await app.close()
})
