import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { useTimeFormat } from '../../state/use-time-format'
import { SettingsView } from './SettingsView'

/** As the app has it: clocks follow the setting. */
function Timed() {
  useTimeFormat()
  return <SettingsView />
}

function setup({ keychain = true, refuse = false } = {}) {
  const saveSettings = () => {
    if (refuse) throw new Error('The disk is full.')
    return {}
  }
  const fake = fakeBridge(scenarios.busy, { saveSettings })
  window.trilane = fake.bridge
  const settings = {
    theme: 'system' as const,
    timeFormat: 'system' as const,
    version: '0.1.0',
    dataDir: '/home/me/.config/Trilane',
    platform: 'linux',
    versions: { Electron: '45.4.1' },
  }
  useStore.getState().settingsLoaded({ ...settings, keychain })
  render(<Timed />)
  return { ...fake, user: userEvent.setup() }
}

beforeEach(resetStore)

it('takes a theme at once and saves it', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('radio', { name: 'Dark' }))
  expect(useStore.getState().settings?.theme).toBe('dark')
  expect(asked).toContainEqual({ command: 'saveSettings', request: { theme: 'dark' } })
})

it('goes back to the theme that is saved when it cannot save another', async () => {
  const { user } = setup({ refuse: true })
  await user.click(screen.getByRole('radio', { name: 'Light' }))
  await waitFor(() => expect(useStore.getState().settings?.theme).toBe('system'))
})

it('keeps the computer awake until a person says otherwise', async () => {
  const { user, asked } = setup()
  const awake = screen.getByRole('switch', { name: 'Keep this computer awake' })
  expect(awake.getAttribute('aria-checked')).toBe('true')
  await user.click(awake)
  expect(awake.getAttribute('aria-checked')).toBe('false')
  expect(asked).toContainEqual({ command: 'saveSettings', request: { awake: false } })
})

it('says where the data lies, and copies the path', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('button', { name: 'Copy path' }))
  expect(asked).toContainEqual({ command: 'copyText', request: { text: '/home/me/.config/Trilane' } })
})

it('says that keys go with the app where there is no keychain', () => {
  setup({ keychain: false })
  expect(screen.getByText('Until the app closes')).toBeDefined()
})

it('tells the time with 12 or 24 hours at once, and keeps that', async () => {
  const { user, asked } = setup()
  clock.set(new Date(2026, 0, 2, 14, 5).getTime())
  await user.click(screen.getByRole('radio', { name: '24 hours' }))
  expect(asked).toContainEqual({ command: 'saveSettings', request: { timeFormat: '24' } })
  expect(await screen.findByText(/^It is 14:05/)).toBeDefined()
  await user.click(screen.getByRole('radio', { name: '12 hours' }))
  expect(await screen.findByText(/^It is 2:05 PM/)).toBeDefined()
})

it('names what the app is built on, for a report, and every package with its licence', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('button', { name: 'Copy versions' }))
  expect(asked).toContainEqual({
    command: 'copyText',
    request: { text: 'Trilane 0.1.0\nElectron 45.4.1\nlinux' },
  })
  await user.click(screen.getByRole('button', { name: 'Show them' }))
  expect(within(screen.getByRole('list', { name: 'Packages' })).getByText('react-dom')).toBeDefined()
})

it('shows the data folder in the file manager', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('button', { name: 'Show' }))
  expect(asked).toContainEqual({ command: 'showDataFile', request: {} })
})

it('sets how high the rows of the queue are and which columns it has, as the queue itself does', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('radio', { name: 'Compact' }))
  await user.click(screen.getByRole('button', { name: 'Columns' }))
  await user.click(await screen.findByRole('menuitemcheckbox', { name: 'Source' }))
  expect(useStore.getState().layout).toMatchObject({ density: 'compact', hidden: ['source'] })
  expect(asked.filter(({ command }) => command === 'saveTableLayout').at(-1)?.request).toMatchObject({
    ...{ density: 'compact', hidden: ['source'] },
  })
})
