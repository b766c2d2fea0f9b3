import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { fakeBridge } from '../preview/fake-bridge'
import { busy } from '../preview/overviews'
import { scenarios } from '../preview/scenarios'
import { resetStore, useStore } from '../state/store'
import { WindowTitleBar } from './WindowTitleBar'

beforeEach(resetStore)

function setup({ menu = true } = {}) {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  render(<WindowTitleBar menu={menu} />)
  return { opened: () => fake.asked.filter(({ command }) => command === 'showAppMenu').length, user: userEvent.setup() }
}

test('it names what is shown, and its mark opens the menu under it', async () => {
  const { opened, user } = setup()
  expect(screen.getByText('All batches')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Menu' }))
  expect(opened()).toBe(1)
})

test('Alt by itself and F10 open the menu; Alt with another key or the mouse does not', () => {
  const { opened } = setup()
  const press = (...keys: string[]) => {
    for (const key of keys) fireEvent.keyDown(window, { key, altKey: keys[0] === 'Alt' })
    for (const key of keys.toReversed()) fireEvent.keyUp(window, { key })
  }
  press('Alt')
  press('F10')
  expect(opened()).toBe(2)
  press('Alt', 'F4')
  fireEvent.keyDown(window, { key: 'Alt' })
  fireEvent.mouseDown(window)
  fireEvent.keyUp(window, { key: 'Alt' })
  fireEvent.keyDown(window, { key: 'Alt' })
  fireEvent.blur(window) // Alt Tab
  fireEvent.keyUp(window, { key: 'Alt' })
  expect(opened()).toBe(2)
})

test('before the data is open there is no menu', () => {
  const { opened } = setup({ menu: false })
  expect((screen.getByRole('button', { name: 'Menu' }) as HTMLButtonElement).disabled).toBe(true)
  fireEvent.keyDown(window, { key: 'F10' })
  expect(opened()).toBe(0)
})
