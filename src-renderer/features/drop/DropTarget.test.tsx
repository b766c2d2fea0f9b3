import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
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
