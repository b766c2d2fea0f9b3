import { beforeEach, expect, test } from 'vitest'
import type { Destination } from '#shared/destination'
import { fakeBridge } from '../preview/fake-bridge'
import { busy } from '../preview/overviews'
import { scenarios } from '../preview/scenarios'
import { connect } from './connect'
import { resetStore, useStore } from './store'

beforeEach(resetStore)

async function setup({ loaded = true, refuse = false } = {}) {
  const previewImport = () => {
    throw new Error('gone.csv is not there any more.')
  }
  const fake = fakeBridge(
    loaded ? scenarios.busy : { ...scenarios.busy, overview: null },
    refuse ? { previewImport } : {},
  )
  window.trilane = fake.bridge
  const stop = connect()
  await settle()
  const goTo = (destination: unknown) => fake.send('goTo', destination as Destination)
  return { ...fake, goTo, stop }
}
const settle = () => new Promise((done) => setTimeout(done))
const [known] = busy.batches

test('a task is opened in the queue of all batches', async () => {
  const { goTo } = await setup()
  useStore.getState().goTo('settings')
  useStore.getState().scopeTo(known?.id ?? null)
  goTo({ to: 'task', id: 7 })
  expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: null, taskId: 7 })
})

test('a batch is shown if it is there, and said to be missing if not', async () => {
  const { goTo } = await setup()
  goTo({ to: 'batch', id: known?.id })
  expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: known?.id, tab: 'live' })
  goTo({ to: 'batch', id: 9_999 })
  expect(useStore.getState().batchId).toBe(known?.id)
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Batch 9999 is not in the list' }])
})

test('a link that started the app waits for the batches', async () => {
  const { goTo, send } = await setup({ loaded: false })
  goTo({ to: 'batch', id: known?.id })
  expect(useStore.getState().toasts).toEqual([])
  send('overview', busy)
  expect(useStore.getState().batchId).toBe(known?.id)
})

test.each([
  ['dead_letters', 'dead'],
  ['insights', 'insights'],
  ['spending', 'spending'],
  ['providers', 'providers'],
  ['schedules', 'schedules'],
  ['settings', 'settings'],
  ['queue', 'queue'],
])('%s is a view', async (to, view) => {
  const { goTo } = await setup()
  goTo({ to })
  expect(useStore.getState().view).toBe(view)
})

test('files that the system gave open the import sheet', async () => {
  const { send, asked } = await setup()
  send('openFiles', { paths: ['/home/me/rows.csv'] })
  await settle()
  expect(asked).toContainEqual({ command: 'previewImport', request: { paths: ['/home/me/rows.csv'] } })
  expect(useStore.getState().importing).toMatchObject({ lane: 'auto' })
})

test('a sheet with somebody’s words in it stays until they say so', async () => {
  const { send } = await setup()
  useStore.getState().openCompose('half a prompt')
  send('openFiles', { paths: ['/a.csv', '/b.csv'] })
  await settle()
  expect(useStore.getState().compose).toEqual({ prompt: 'half a prompt' })
  const [toast] = useStore.getState().toasts
  expect(toast).toMatchObject({ title: '2 files to import' })
  toast?.action?.run()
  await settle()
  expect(useStore.getState().importing).not.toBeNull()
})

test('files that cannot be read say why', async () => {
  const { send } = await setup({ refuse: true })
  send('openFiles', { paths: ['/gone.csv'] })
  await settle()
  expect(useStore.getState().toasts).toMatchObject([
    { title: 'Nothing was queued', detail: 'gone.csv is not there any more.' },
  ])
})
