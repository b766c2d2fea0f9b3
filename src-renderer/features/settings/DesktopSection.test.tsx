import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { defaultDesktopSettings } from '#shared/desktop'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { DesktopSection } from './DesktopSection'

async function setup(own = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  render(<DesktopSection />)
  await screen.findByRole('heading', { name: 'Notifications and tray' })
  return { ...fake, user: userEvent.setup() }
}
const letters = () => screen.getByRole('switch', { name: 'Tasks became dead letters' })

beforeEach(resetStore)

it('switches one kind off and leaves the others', async () => {
  const { user, asked } = await setup()
  expect(letters().getAttribute('aria-checked')).toBe('true')
  await user.click(letters())
  expect(letters().getAttribute('aria-checked')).toBe('false')
  const notify = { ...defaultDesktopSettings.notify, dead_letters: false }
  expect(asked).toContainEqual({ command: 'saveDesktop', request: { notify, tray: true } })
})

it('goes back to what is kept when a change cannot be saved', async () => {
  const refuse = () => {
    throw new Error('The disk is full.')
  }
  const { user } = await setup({ saveDesktop: refuse })
  await user.click(letters())
  await waitFor(() => expect(letters().getAttribute('aria-checked')).toBe('true'))
  expect(useStore.getState().toasts).toMatchObject([{ title: 'The change was not saved', detail: 'The disk is full.' }])
})

it('goes on without a window only where there is a tray to find it in', async () => {
  const { user, asked } = await setup()
  const stays = () => screen.getByRole('switch', { name: 'Go on there when the window is closed' })
  await user.click(stays())
  expect(asked.at(-1)).toEqual({ command: 'saveDesktop', request: { ...defaultDesktopSettings, background: true } })
  await user.click(screen.getByRole('switch', { name: 'Counts, pause and resume in the tray' }))
  expect(stays().dataset.disabled).toBeDefined()
  expect(stays().getAttribute('aria-checked')).toBe('false')
})

it('says what this desktop cannot show, and offers no switch for it', async () => {
  await setup({ getDesktop: () => ({ ...defaultDesktopSettings, can: { notify: false, tray: false } }) })
  expect(screen.getByText('This desktop shows no notifications.')).toBeDefined()
  expect(screen.getByText('This desktop has no place for it.')).toBeDefined()
  for (const each of screen.getAllByRole('switch'))
    expect(each.getAttribute('aria-disabled') ?? each.dataset.disabled).toBeDefined()
})

it('starts at login once it is switched on, and shows what the system says of it', async () => {
  const note = 'Windows has switched it off: Settings, Apps, Startup.'
  const { user, asked } = await setup({ setStartAtLogin: () => ({ on: false, can: true, note }) })
  const start = await screen.findByRole('switch', { name: 'Start Trilane at login' })
  expect(start.getAttribute('aria-checked')).toBe('false')
  await user.click(start)
  expect(asked).toContainEqual({ command: 'setStartAtLogin', request: { on: true } })
  expect(await screen.findByText(note)).toBeDefined()
  expect(start.getAttribute('aria-checked')).toBe('false')
})

it('says why it cannot start at login', async () => {
  const note = 'This Trilane runs from its source. One that is installed can do this.'
  await setup({ getStartAtLogin: () => ({ on: false, can: false, note }) })
  expect(await screen.findByText(note)).toBeDefined()
  expect(screen.getByRole('switch', { name: 'Start Trilane at login' }).dataset.disabled).toBeDefined()
})
