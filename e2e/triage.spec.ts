import { expect, type Page, test } from '@playwright/test'
import { launch, tempDir } from './launch'
import { fillWithLetters } from './letters'
import { quiet } from './practice'
import { counts } from './queue'

/** Keys and clicks that a person may need for five hundred letters of six causes. */
const most = 40

/** What a person does, counted: each key with its modifiers is one. */
function hand(page: Page) {
  let presses = 0
  return {
    presses: () => presses,
    async press(key: string) {
      presses++
      await page.keyboard.press(key)
    },
  }
}

test('five hundred letters of six causes are brought to their end by at most 40 keys', async () => {
  const dataDir = tempDir()
  await fillWithLetters(dataDir)
  const { app, page, errors } = await launch({ dataDir, practice: quiet })
  await expect.poll(async () => (await counts(page)).dead).toBe(500)
  const { press, presses } = hand(page)
  const groups = page.getByRole('listbox', { name: 'Dead letter groups' })
  const chosen = groups.getByRole('option', { selected: true })
  const bar = page.getByRole('form')

  await press('Control+2')
  await expect(groups.getByRole('option')).toHaveCount(6)
  await expect(groups).toBeFocused()

  /** Shown what it would come to, a person says yes. */
  async function confirm(name: RegExp, gone: RegExp) {
    await expect(bar.getByRole('button', { name })).not.toHaveAttribute('aria-disabled', 'true')
    await press('Enter')
    await expect(bar).toBeHidden()
    await expect(groups.getByRole('option', { name: gone })).toHaveCount(0)
    await expect(groups).toBeFocused()
  }

  // The key was set right meanwhile: all of them go back.
  await expect(chosen).toContainText('Key rejected')
  await press('r')
  await confirm(/^Requeue 210/, /Key rejected/)

  // Too long: shortened, all at once.
  await expect(chosen).toContainText('Prompt')
  await press('a')
  const sheet = page.getByRole('dialog', { name: 'Edit 90 letters' })
  await expect(sheet.getByRole('textbox', { name: 'At most' })).toHaveValue('7000') // of the 8192 that the refusal names
  for (const key of ['Control+a', '9', '0', '0']) await press(key)
  await expect(sheet.getByRole('region', { name: 'Preview' })).toContainText('…')
  await expect(sheet.getByRole('button', { name: 'Edit and requeue 90' })).toBeEnabled()
  await press('Control+Enter')
  await expect(sheet).toBeHidden()

  // Refused by policy: put aside, with no reason.
  await expect(chosen).toContainText('declined')
  await press('Delete')
  await confirm(/^Discard 75/, /declined/)

  // Practice answers in prose whatever it is asked: these are not worth another try.
  await expect(chosen).toContainText('could not be used')
  await press('Delete')
  await confirm(/^Discard 60/, /could not be used/)

  await expect(chosen).toContainText('No answer in time')
  await press('r')
  await confirm(/^Requeue 60/, /No answer in time/)

  await expect(chosen).toContainText('Alone in three crashes')
  await press('Delete')
  await expect(bar.getByRole('button', { name: /^Discard 5/ })).not.toHaveAttribute('aria-disabled', 'true')
  await press('Enter')

  await expect(page.getByText('Nothing needs you.')).toBeVisible()
  await expect.poll(() => counts(page)).toMatchObject({ dead: 0, cancelled: 140, succeeded: 360 })
  test.info().annotations.push({ type: 'keys', description: `${presses()}` })
  expect(presses()).toBeLessThanOrEqual(most)
  await app.close()
  expect(errors).toEqual([])
})
