import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { type RunWindow, type RunWindows, weekdays } from '#shared/run-window'
import { machineZone } from '#shared/zoned-time'
import { RunWindowsField } from './RunWindowsField'

const timeZone = machineZone()
const elsewhere = timeZone === 'Asia/Tokyo' ? 'Europe/Berlin' : 'Asia/Tokyo'
const nights: RunWindow = { days: [...weekdays], from: '22:00', to: '06:00', timeZone }
const weekends: RunWindow = { days: ['sat', 'sun'], from: '00:00', to: '24:00', timeZone }

function setup(initial: RunWindows = []) {
  const onChange = vi.fn<(windows: RunWindows) => void>()
  const onEditing = vi.fn<(editing: boolean) => void>()
  const onSubmit = vi.fn()
  const onOuterKey = vi.fn()
  function Held() {
    const [value, setValue] = useState(initial)
    return (
      <form onSubmit={onSubmit} onKeyDown={({ key }) => onOuterKey(key)}>
        <RunWindowsField
          label="Run windows, Fast"
          value={value}
          onChange={(next) => {
            onChange(next)
            setValue(next)
          }}
          onEditing={onEditing}
        />
        <button type="submit">Save all</button>
      </form>
    )
  }
  render(<Held />)
  return { user: userEvent.setup(), onChange, onEditing, onSubmit, onOuterKey }
}
const button = (name: string) => screen.getByRole('button', { name })
const field = (name: string) => screen.getByRole('textbox', { name })
const add = () => button('Add to Run windows, Fast')
type User = ReturnType<typeof userEvent.setup>
const choose = async (user: User, name: string) => {
  await user.click(add())
  await user.click(await screen.findByRole('menuitem', { name }))
}

test('none is always, and a preset is added in one go', async () => {
  const { user, onChange, onSubmit } = setup()
  expect(screen.getByText('Always')).toBeDefined()
  await choose(user, 'Nights 22:00 to 06:00')
  expect(onChange).toHaveBeenLastCalledWith([nights])
  expect(screen.getByText('Every day 22:00 to 06:00')).toBeDefined()
  expect(screen.queryByText('Always')).toBeNull()
  await choose(user, 'Weekends')
  expect(onChange).toHaveBeenLastCalledWith([nights, weekends])
  expect(onSubmit).not.toHaveBeenCalled()
})

test('a preset that is there already cannot be added again', async () => {
  const { user, onChange } = setup([nights])
  await user.click(add())
  const item = await screen.findByRole('menuitem', { name: 'Nights 22:00 to 06:00' })
  expect(item.getAttribute('aria-disabled')).toBe('true')
  await user.click(item)
  expect(onChange).not.toHaveBeenCalled()
})

test('other times are described by keyboard alone, and Enter in a field adds them without sending the form around', async () => {
  const { user, onChange, onEditing, onSubmit } = setup()
  add().focus()
  await user.keyboard('{Enter}')
  const menu = await screen.findByRole('menu')
  await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true)) // keys before that are the button's
  await user.keyboard('{End}{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(button('Monday')))
  expect(onEditing).toHaveBeenLastCalledWith(true)
  for (const key of [' ', '{ArrowRight}', '{ArrowRight}', '{Enter}']) await user.keyboard(key) // off with Monday and Wednesday
  await user.tab()
  expect(document.activeElement).toBe(field('From'))
  await user.clear(field('From'))
  await user.keyboard('9')
  await user.tab()
  await user.clear(field('To'))
  await user.keyboard('5 pm')
  expect(screen.getByText('Tue, Thu, Fri 09:00 to 17:00.')).toBeDefined()
  await user.keyboard('{Enter}')
  expect(onChange.mock.calls).toEqual([[[{ days: ['tue', 'thu', 'fri'], from: '09:00', to: '17:00', timeZone }]]])
  expect(onEditing).toHaveBeenLastCalledWith(false)
  expect(onSubmit).not.toHaveBeenCalled()
  await waitFor(() => expect(document.activeElement).toBe(add()))
})

test('a window is changed in its place', async () => {
  const { user, onChange } = setup([weekends, nights])
  await user.click(button('Change Every day 22:00 to 06:00'))
  expect(field('From')).toHaveProperty('value', '22:00')
  for (const day of weekdays) expect(button(longDays[day]).getAttribute('aria-pressed')).toBe('true')
  await user.clear(field('From'))
  await user.type(field('From'), '2330')
  await user.click(button('Change window'))
  expect(onChange).toHaveBeenLastCalledWith([weekends, { ...nights, from: '23:30' }])
  expect(document.activeElement).toBe(button('Change Every day 23:30 to 06:00'))
})
const longDays = {
  ...{ mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday' },
  ...{ sat: 'Saturday', sun: 'Sunday' },
}

test('one that is taken away leaves the focus on what follows', async () => {
  const { user, onChange } = setup([nights, weekends])
  await user.click(button('Remove Every day 22:00 to 06:00'))
  expect(onChange).toHaveBeenLastCalledWith([weekends])
  expect(document.activeElement).toBe(button('Change Sat, Sun all day'))
  await user.click(button('Remove Sat, Sun all day'))
  expect(onChange).toHaveBeenLastCalledWith([])
  expect(document.activeElement).toBe(add())
})

test('what is wrong is told at its field, and nothing is taken', async () => {
  const { user, onChange } = setup()
  await choose(user, 'Other times…')
  await user.clear(field('From'))
  await user.type(field('From'), 'later')
  await user.tab()
  expect(screen.getByText('A time is written as 22:00.')).toBeDefined()
  expect(field('From').getAttribute('aria-invalid')).toBe('true')
  for (const name of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) await user.click(button(name))
  expect(screen.getByRole('alert').textContent).toBe('Choose at least one day.')
  await user.click(button('Add window'))
  expect(onChange).not.toHaveBeenCalled()
})

test('Esc leaves what was there, and is not heard by what is around', async () => {
  const { user, onChange, onOuterKey } = setup([nights])
  await user.click(button('Change Every day 22:00 to 06:00'))
  await user.clear(field('To'))
  await user.keyboard('{Escape}')
  expect(onOuterKey).not.toHaveBeenCalledWith('Escape')
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(screen.getByText('Every day 22:00 to 06:00')).toBeDefined()
  expect(onChange).not.toHaveBeenCalled()
})

test('the zone is shown where it is another, and can be chosen', async () => {
  const { user, onChange } = setup([{ ...weekends, timeZone: elsewhere }])
  expect(within(screen.getByRole('list')).getByText(elsewhere)).toBeDefined()
  await choose(user, 'Other times…')
  expect(screen.queryByRole('textbox', { name: 'Time zone' })).toBeNull()
  await user.click(button('Other time zone'))
  await waitFor(() => expect(document.activeElement).toBe(field('Time zone')))
  await user.clear(field('Time zone'))
  await user.type(field('Time zone'), 'Mars/Olympus')
  await user.click(button('Add window'))
  expect(screen.getByText('There is no such time zone. One is written as Europe/Berlin.')).toBeDefined()
  await user.clear(field('Time zone'))
  await user.type(field('Time zone'), 'Australia/Sydney')
  await user.click(button('Add window'))
  expect(onChange.mock.calls.at(-1)?.[0].at(-1)).toMatchObject({ timeZone: 'Australia/Sydney' })
})

test('with as many as there may be, no more can be added', () => {
  setup(Array.from({ length: 20 }, (_, n) => ({ ...nights, from: `${String(n).padStart(2, '0')}:30` })))
  expect(add()).toHaveProperty('disabled', true)
})
