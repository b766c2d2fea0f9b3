import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { dropFiles, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts } from './queue'

test('a prompt is written over the columns of a table: completed, undone, previewed on any row, saved and asked in two variants', async () => {
  const file = join(tempDir(), 'reviews.csv')
  writeFileSync(file, 'id,product,review\nr1,Lamp,Lovely light\nr2,,No product here\nr3,Chair,Creaks\n')
  const { app, page } = await launch({ practice: quiet })
  await dropFiles(page, [file])
  const sheet = page.getByRole('dialog', { name: 'Import' })
  const field = sheet.getByRole('textbox', { name: 'Prompt for each row' })
  const sent = sheet.getByRole('region', { name: 'Prompt for each row, as it will be sent' })
  await field.fill('Rate ')
  await field.press('End')
  await page.keyboard.type('{{pro')
  await expect(sheet.getByRole('option', { name: /^product/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('Rate {{product}}')
  await page.keyboard.press('Control+z') // the browser's own undo takes the column back
  await expect(field).toHaveValue('Rate {{pro')
  await page.keyboard.press('Control+Shift+z')
  await expect(field).toHaveValue('Rate {{product}}')
  await page.keyboard.type(': ')
  await sheet.getByRole('button', { name: 'Insert review' }).click()
  await expect(field).toHaveValue('Rate {{product}}: {{review}}')
  await expect(sent.getByText('Lovely light')).toBeVisible()
  await sheet.getByRole('button', { name: 'Next row' }).click()
  await expect(sent).toContainText('This row would be left out')
  await expect(sheet.getByRole('region', { name: 'Lines that cannot be used' })).toContainText('“product” is blank')

  await sheet.getByRole('button', { name: 'Templates' }).click()
  await page.getByRole('menuitem', { name: 'Save as a template…' }).click()
  await page.keyboard.type('Rate a review')
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('button', { name: /^Rate a review/ })).toBeVisible()

  await sheet.getByRole('button', { name: 'Add a variant' }).click()
  await sheet.getByRole('textbox', { name: 'Temperature' }).fill('0.7')
  await sheet.getByRole('button', { name: 'Queue 2 × 2 prompts' }).click()
  await expect(sheet).toBeHidden()
  await expect.poll(async () => (await counts(page)).succeeded).toBe(4)
  await expect(page.getByText('Rate Lamp: Lovely light').first()).toBeVisible()
  await app.close()
})

test('a table that is pasted where nobody types is shown as an import', async () => {
  const { app, page } = await launch({ practice: quiet })
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'prompt\tnote\nName a river\ta\nName a lake\tb')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  const sheet = page.getByRole('dialog', { name: 'Import' })
  await expect(sheet).toContainText('Pasted text')
  await sheet.getByRole('button', { name: /^Queue 2 prompts/ }).click()
  await expect.poll(async () => (await counts(page)).succeeded).toBe(2)
  await app.close()
})
