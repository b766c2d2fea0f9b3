import { act, createEvent, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { clock } from '../../clock'
import { fakeBridge, preview } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { batches, now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { DropTarget } from './DropTarget'

beforeEach(() => {
  resetStore()
  clock.set(now)
})

function setup(names: readonly string[], own = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  render(<DropTarget />)
  const files = names.map((name) => new File(['x'], name))
  const dataTransfer = {
    types: ['Files'],
    files,
    items: files.map(({ type }) => ({ kind: 'file', type })),
    dropEffect: 'none',
  }
  return { fake, dataTransfer }
}
/** jsdom's drop is no mouse event, and has no keys of its own. */
function dropWithAlt(on: HTMLElement, dataTransfer: object) {
  const event = createEvent.drop(on, { dataTransfer })
  Object.defineProperty(event, 'altKey', { value: true })
  fireEvent(on, event)
}
const settle = () => act(() => new Promise((done) => setTimeout(done)))

test('files dropped on a lane open the import sheet with that lane', async () => {
  const { fake, dataTransfer } = setup(['gsm8k.jsonl'])
  fireEvent.dragEnter(document.body, { dataTransfer })
  fireEvent.drop(screen.getByRole('region', { name: 'Heavy lane' }), { dataTransfer })
  await settle()
  expect(fake.asked).toContainEqual({ command: 'previewImport', request: { paths: ['/home/me/gsm8k.jsonl'] } })
  expect(useStore.getState().importing).toMatchObject({ lane: 'heavy', preview: { importId: 'import-1' } })
  expect(screen.queryByRole('region', { name: 'Drop files' })).toBeNull()
})

test('while a batch is on screen files may be dropped on it, and folders are taken whatever they are called', async () => {
  const { fake, dataTransfer } = setup(['more.csv', 'data.2024'])
  const [csv, folder] = dataTransfer.items
  const items = [csv, { ...folder, webkitGetAsEntry: () => ({ isDirectory: true, name: 'data.2024' }) }]
  act(() => useStore.getState().scopeTo(batches.reviews as BatchId))
  fireEvent.dragEnter(document.body, { dataTransfer })
  fireEvent.drop(screen.getByText('Add rows to product-reviews-q3'), { dataTransfer: { ...dataTransfer, items } })
  await settle()
  expect(fake.asked[0]).toMatchObject({ request: { paths: ['/home/me/more.csv', '/home/me/data.2024'] } })
  expect(useStore.getState().importing).toMatchObject({ into: batches.reviews, offered: batches.reviews })
})

const whole = { ...preview, rejected: [], progress: { ...preview.progress, rejected: 0 } }

test('with Alt what leaves nothing to decide is queued straight away, for the lane that it was dropped on', async () => {
  const few = { ...whole, progress: { ...whole.progress, prompts: 49 } }
  const { fake, dataTransfer } = setup(['gsm8k.jsonl'], { previewImport: () => few })
  fireEvent.dragEnter(document.body, { dataTransfer })
  dropWithAlt(screen.getByRole('region', { name: 'Heavy lane' }), dataTransfer)
  await settle()
  expect(fake.asked).toContainEqual({ command: 'startImport', request: { importId: 'import-1', lane: 'heavy' } })
  expect(useStore.getState()).toMatchObject({ importing: null, batchId: 1 })
  expect(useStore.getState().toasts[0]?.detail).toBe(
    'On the default provider and its model. The batch’s own menu cancels it.',
  )
})

test.each([
  ['the usual one', undefined, { dryRun: { rows: 5 } }, 'The first 5 rows run; the rest waits for you.'],
  ['what was last chosen', 1, { dryRun: { rows: 1 } }, 'The first row runs; the rest waits for you.'],
  ['none where none was last chosen', 0, {}, 'All run at once, as you last chose for an import like this.'],
])('many prompts that cost begin with a dry run with Alt as well: %s', async (_what, dryRunRows, more, words) => {
  const { fake, dataTransfer } = setup(['gsm8k.jsonl'], { previewImport: () => whole })
  const about = { version: '0.1.0', dataDir: '/data', platform: 'linux', keychain: true }
  useStore.setState({ settings: { ...about, theme: 'system', timeFormat: 'system', dryRunRows } })
  fireEvent.dragEnter(document.body, { dataTransfer })
  dropWithAlt(screen.getByRole('region', { name: 'Heavy lane' }), dataTransfer)
  await settle()
  const request = { importId: 'import-1', lane: 'heavy', ...more }
  expect(fake.asked).toContainEqual({ command: 'startImport', request })
  expect(useStore.getState().toasts[0]?.detail).toContain(words)
})

test.each([
  ['lines that would be left out', { ...whole, progress: { ...whole.progress, rejected: 2 } }],
  ['a column that a person must choose', { ...whole, promptColumn: null }],
  ['a file that is still being counted', { ...whole, progress: { ...whole.progress, phase: 'scanning' } }],
])('%s are seen in the sheet, with Alt as well', async (_what, shown) => {
  const { fake, dataTransfer } = setup(['gsm8k.jsonl'], { previewImport: () => shown })
  fireEvent.dragEnter(document.body, { dataTransfer })
  dropWithAlt(screen.getByRole('region', { name: 'Heavy lane' }), dataTransfer)
  await settle()
  expect(fake.asked.some(({ command }) => command === 'startImport')).toBe(false)
  expect(useStore.getState().importing).toMatchObject({ lane: 'heavy' })
})

test('one that cannot be queued straight away is shown in the sheet, with the reason', async () => {
  const startImport = () => {
    throw new Error('The disk is full.')
  }
  const { dataTransfer } = setup(['gsm8k.jsonl'], { previewImport: () => whole, startImport })
  fireEvent.dragEnter(document.body, { dataTransfer })
  dropWithAlt(screen.getByRole('region', { name: 'Fast lane' }), dataTransfer)
  await settle()
  expect(useStore.getState().importing).toMatchObject({ lane: 'fast' })
  expect(useStore.getState().toasts[0]?.detail).toBe('The disk is full.')
})

test('an unsupported file queues nothing and says what is accepted', async () => {
  const { fake, dataTransfer } = setup(['holiday.png'])
  fireEvent.drop(document.body, { dataTransfer })
  await settle()
  expect(fake.asked).toEqual([])
  expect(useStore.getState().toasts[0]).toMatchObject({ kind: 'error', title: 'Nothing was queued' })
  expect(useStore.getState().toasts[0]?.detail).toContain('.jsonl')
})

test('a file that cannot be read tells why', async () => {
  const { dataTransfer } = setup(['bad.json'], {
    previewImport: () => {
      throw new Error('bad.json ends in the middle of a string. Check the file and drop it again.')
    },
  })
  fireEvent.drop(document.body, { dataTransfer })
  await settle()
  expect(useStore.getState().importing).toBeNull()
  expect(useStore.getState().toasts[0]).toMatchObject({ kind: 'error', title: 'Nothing was queued' })
})

test('Escape lets go', () => {
  const { dataTransfer } = setup(['a.txt'])
  fireEvent.dragEnter(document.body, { dataTransfer })
  expect(screen.getByRole('region', { name: 'Drop files' })).toBeDefined()
  fireEvent.keyDown(window, { key: 'Escape' })
  expect(screen.queryByRole('region', { name: 'Drop files' })).toBeNull()
})

test('the line ahead tells what a gate holds from what only backs off', () => {
  const { dataTransfer } = setup(['gsm8k.jsonl'])
  fireEvent.dragEnter(document.body, { dataTransfer })
  expect(screen.getByRole('region', { name: 'Fast lane' }).textContent).toContain('2,870 held by OpenAI, 9 wait')
  expect(screen.getByRole('region', { name: 'Heavy lane' }).textContent).toContain('3 wait')
})
