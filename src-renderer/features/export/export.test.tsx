import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { ToastStack } from '../../frame/ToastStack'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { ExportSheet } from './ExportSheet'
import { emptyDraft } from './export-draft'
import { keepDraft } from './kept-draft'
import { stateWords } from './LiveExports'

beforeEach(() => {
  resetStore()
  keepDraft(emptyDraft)
})

type Own = Parameters<typeof fakeBridge>[1]
async function setup(own: Own = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  connect()
  render(
    <>
      <ExportSheet />
      <ToastStack />
    </>,
  )
  await waitFor(() => expect(useStore.getState().overview).not.toBeNull())
  useStore.getState().openExport({ source: { batchId: 1 as BatchId }, name: 'product-reviews-q3' })
  const sheet = await screen.findByRole('dialog', { name: 'Export' })
  await within(sheet).findByText('CF-20418')
  const last = (command: string) => fake.asked.findLast((each) => each.command === command)?.request
  return { user: userEvent.setup({ delay: null }), fake, sheet, last }
}

test('the file is shown as it will begin, and written with one key', async () => {
  const { user, sheet, last } = await setup()
  const heads = within(sheet).getAllByRole('columnheader')
  expect(heads.map(({ textContent }) => textContent)).toEqual([
    ...['id', 'product', 'review_text', 'stars', 'result', 'state', 'error_code', 'error_message'],
  ])
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(await screen.findByText('Exported 4,806 rows')).toBeTruthy()
  expect(last('startExport')).toMatchObject({
    ...{ source: { batchId: 1 }, follow: false },
    options: { format: 'csv', order: 'input', content: 'results', guard: true },
  })
  expect(useStore.getState().exporting).toBeNull()
})

test('a column is left out, named and moved, and the preview follows', async () => {
  const { user, sheet } = await setup()
  await user.click(within(sheet).getByRole('checkbox', { name: 'In the file: stars' }))
  await user.type(within(sheet).getByRole('textbox', { name: 'Name of Answer in the file' }), 'label')
  await user.click(within(sheet).getByRole('button', { name: 'Before: Answer' }))
  await waitFor(() =>
    expect(
      within(sheet)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(['id', 'product', 'review_text', 'label', 'state', 'error_code', 'error_message']),
  )
})

test('while a batch runs, its file can grow by itself; what is written so is listed and can be stopped', async () => {
  const { user, sheet, last } = await setup()
  await user.click(within(sheet).getByRole('switch', { name: 'Go on writing while it runs' }))
  await user.click(within(sheet).getByRole('button', { name: 'Write as they end' }))
  expect(last('startExport')).toMatchObject({ follow: true })
  useStore.getState().openExport({ source: { batchId: 1 as BatchId }, name: 'product-reviews-q3' })
  await user.click(await screen.findByRole('button', { name: 'Stop writing product-reviews-q3.csv' }))
  expect(last('stopExport')).toEqual({ id: 2 })
})

test('rows as they came are those of dead letters at first, without columns to choose', async () => {
  const { user, sheet, last } = await setup()
  await user.click(within(sheet).getByRole('combobox', { name: 'What' }))
  await user.click(await screen.findByRole('option', { name: 'Rows as they came' }))
  expect(within(sheet).queryByRole('region', { name: 'Columns' })).toBeNull()
  await waitFor(() => expect(last('previewExport')).toMatchObject({ options: { content: 'rows', tasks: 'failed' } }))
})

test('what main refuses is said in the sheet, and nothing can be written', async () => {
  const refuse = () => {
    throw new Error('This batch is not here any more.')
  }
  window.trilane = fakeBridge(scenarios.busy, { previewExport: refuse }).bridge
  render(<ExportSheet />)
  useStore.getState().openExport({ source: { batchId: 9 as BatchId }, name: 'gone' })
  expect(await screen.findByText('It cannot be shown.')).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Export/ })).toHaveProperty('disabled', true)
})

test('how far a file is, and what is in its way', () => {
  const at = { rows: 1_204, trouble: null, newer: 0 }
  const words = (more: object) => stateWords({ ...at, ...more } as Parameters<typeof stateWords>[0])
  expect(words({ state: 'following' })).toBe('1,204 rows written so far')
  expect(words({ state: 'done', newer: 2 })).toBe('1,204 rows. 2 of the batch changed since: export again.')
  expect(words({ state: 'following', trouble: 'The disk is full.' })).toBe(
    'The disk is full. It is tried again by itself.',
  )
})
