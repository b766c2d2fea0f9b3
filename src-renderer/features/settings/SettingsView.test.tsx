import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { SettingsView } from './SettingsView'

function setup({ keychain = true, refuse = false } = {}) {
  const saveSettings = () => {
    if (refuse) throw new Error('The disk is full.')
    return {}
  }
  const fake = fakeBridge(scenarios.busy, { saveSettings })
  window.trilane = fake.bridge
  const settings = {
    theme: 'system' as const,
    version: '0.1.0',
    dataDir: '/home/me/.config/Trilane',
    platform: 'linux',
  }
  useStore.getState().settingsLoaded({ ...settings, keychain })
  render(<SettingsView />)
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

it('says where the data lies, and copies the path', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('button', { name: 'Copy path' }))
  expect(asked).toContainEqual({ command: 'copyText', request: { text: '/home/me/.config/Trilane' } })
})

it('says that keys go with the app where there is no keychain', () => {
  setup({ keychain: false })
  expect(screen.getByText('Until the app closes')).toBeDefined()
})
