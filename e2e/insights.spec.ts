import { expect, test } from '@playwright/test'
import { launch } from './launch'
import { quiet } from './practice'
import { counts, queuePrompt } from './queue'

const mod = process.platform === 'darwin' ? 'Meta' : 'Control'

test('what was answered, failed and met a limit is drawn, read with the keyboard alone, and kept over a restart', async () => {
  const { app, page, dataDir, errors } = await launch({ practice: quiet })
  await queuePrompt(page, 'Label this (practice: limit 1)', 'Fast')
  await queuePrompt(page, 'Label that', 'Fast')
  await queuePrompt(page, 'Think about it', 'Heavy')
  await queuePrompt(page, 'Say something rude (practice: refuse)', 'Fast')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(3)
  await expect.poll(async () => (await counts(page)).dead).toBe(1)

  await page.keyboard.press(`${mod}+3`)
  await expect(page.getByRole('heading', { name: 'Insights' })).toBeVisible()
  const figure = (name: RegExp) => page.getByRole('term').filter({ hasText: name }).locator('xpath=..')
  await expect(figure(/^answered/)).toContainText('3')
  await expect(figure(/^dead letters/)).toContainText('1')
  await expect(page.getByRole('row', { name: /^429 rate limited/ })).toBeVisible()
  const throughput = page.getByRole('region', { name: 'Throughput', exact: true })
  // uPlot draws on a canvas of its own: something is on it.
  const canvas = throughput.locator('canvas').first()
  await expect(canvas).toBeVisible()
  const drawn = () =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement
      const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      return pixels.some((value) => value !== 0)
    })
  await expect.poll(drawn).toBe(true)

  const slider = throughput.getByRole('slider', { name: /^Answers over time/ })
  await slider.focus()
  await expect(slider).toHaveAttribute('aria-valuetext', /: Fast \d+, (Heavy \d+, )?Rate limits \d+$/)
  const last = Number(await slider.inputValue())
  await page.keyboard.press('ArrowLeft')
  await expect(slider).toHaveValue(String(last - 1))
  await page.keyboard.press('Home')
  await expect(slider).toHaveValue('0')
  const asTable = throughput.getByRole('button', { name: 'Show as table' })
  await asTable.focus()
  await page.keyboard.press('Enter')
  const table = page.getByRole('region', { name: 'Throughput, as a table' })
  await expect(table.getByRole('row')).toHaveCount(97)
  expect(errors).toEqual([])
  await app.close()

  const again = await launch({ dataDir, practice: quiet })
  await again.page.getByRole('button', { name: 'Insights', exact: true }).click()
  await again.page.getByRole('radio', { name: '1 h' }).click()
  await expect(
    again.page
      .getByRole('term')
      .filter({ hasText: /^answered/ })
      .locator('xpath=..'),
  ).toContainText('3')
  expect(again.errors).toEqual([])
  await again.app.close()
})
