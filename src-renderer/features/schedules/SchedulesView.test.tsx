import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { ScheduleView } from '#shared/schedule'
import { machineZone } from '#shared/zoned-time'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { madeUpSchedules } from '../../preview/schedules'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { SchedulesView } from './SchedulesView'

type Own = { [C in keyof Handlers]?: (request: never) => unknown }

function setup(own: Own = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  render(<SchedulesView />)
  const askedFor = (command: string) =>
    fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, askedFor, user: userEvent.setup() }
}
const row = (name: string) => screen.findByRole('button', { name, expanded: false })
const press = (name: string | RegExp) => screen.getByRole('button', { name })
const field = (name: string) => screen.getByLabelText(name)
const first = madeUpSchedules[0] as ScheduleView
const ruled: ScheduleView = {
  ...first,
  options: {
    ...{ reuse: true, policy: { retries: 6, delayMs: 30_000 } },
    windows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00', timeZone: machineZone() }],
  },
}

beforeEach(() => {
  resetStore()
  clock.set(now)
})

describe('the list', () => {
  it('says of each when it fires next, in words and with a countdown, and what its last batch came to', async () => {
    setup()
    const list = within(await screen.findByRole('list', { name: 'Schedules' }))
    expect(list.getByText('Every day at 22:00')).toBeDefined()
    expect(list.getByText('5,25,45 */3 * * *')).toBeDefined() // no short name
    expect(list.getByText('in 12:42')).toBeDefined()
    expect(list.getByText('31 of 42 done')).toBeDefined()
    expect(list.getByText('38 done, 2 dead letters')).toBeDefined()
    expect(list.getByText('not yet')).toBeDefined()
    expect(list.getByText(/There is no such provider/)).toBeDefined()
  })
  it('counts down', async () => {
    setup()
    await screen.findByText('in 12:42')
    act(() => clock.set(now + 740_000))
    expect(screen.getByText('in 0:22')).toBeDefined()
  })
  it('follows main', async () => {
    const { fake } = setup()
    await row(first.name)
    act(() => fake.send('schedules', [{ ...first, name: 'Renamed elsewhere' }]))
    expect(screen.getByText('Renamed elsewhere')).toBeDefined()
    expect(screen.queryByText('Inbox triage')).toBeNull()
  })
  it('shows the live counts of a batch that the window knows', async () => {
    const [batch] = busy.batches
    if (!batch) throw new Error('the fixture has batches')
    const schedule = {
      ...first,
      lastBatchId: batch.id,
      lastBatch: { id: batch.id, name: batch.name, counts: first.lastBatch?.counts },
    }
    setup({ listSchedules: () => [schedule] })
    const all = Object.values(batch.counts).reduce((sum, count) => sum + count, 0)
    expect(await screen.findByText(new RegExp(`of ${all.toLocaleString()} done`))).toBeDefined()
  })
  it('opens the last batch in the queue', async () => {
    const { user } = setup()
    await row(first.name)
    await user.click(press(/^2 done\. Show/))
    expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: 901 })
  })
  it('runs one now, and pauses and resumes one', async () => {
    const { user, askedFor } = setup()
    await row(first.name)
    await user.click(press(`Run ${first.name} now`))
    expect(askedFor('runSchedule')).toEqual([{ id: 1 }])
    expect(useStore.getState().toasts[0]?.title).toContain('queued its batch')
    await user.click(press(`Pause ${first.name}`))
    await user.click(await screen.findByRole('button', { name: `Resume ${first.name}` }))
    expect(askedFor('pauseSchedule')).toEqual([
      { id: 1, paused: true },
      { id: 1, paused: false },
    ])
  })
  it('says what to do where there is none', async () => {
    const { user } = setup({ listSchedules: () => [] })
    expect(await screen.findByText('Nothing is scheduled.')).toBeDefined()
    await user.click(press('New schedule'))
    expect(screen.getByRole('form', { name: 'New schedule' })).toBeDefined()
  })
  it('says why where they cannot be read', async () => {
    setup({
      listSchedules: () => {
        throw new Error('The disk is failing.')
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The disk is failing.')
  })
})

describe('the editor', () => {
  it('adds a schedule with live words and the next five firings, by keyboard alone', async () => {
    const { user, askedFor } = setup()
    await row(first.name)
    await user.click(press('New schedule'))
    expect(document.activeElement).toBe(field('Name'))
    await user.keyboard('Nightly')
    await user.tab()
    await user.keyboard('One of today{Enter}---{Enter}Two')
    expect(screen.getByText('2 prompts')).toBeDefined()
    await user.clear(field('When, as a cron expression'))
    await user.type(field('When, as a cron expression'), '0 9 * * 1-5')
    expect(await screen.findByText('Monday to Friday at 09:00', { selector: 'p' })).toBeDefined()
    expect(within(screen.getByRole('list', { name: 'Next five firings' })).getAllByRole('listitem')).toHaveLength(5)
    await user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(askedFor('saveSchedule')).toHaveLength(1))
    expect(askedFor('saveSchedule')[0]).toMatchObject({
      ...{
        name: 'Nightly',
        cron: '0 9 * * 1-5',
        lane: 'auto',
        providerId: null,
        model: null,
        missed: 'once',
        overlap: 'queue',
      },
      template: { kind: 'prompts', prompts: [{ prompt: 'One of today' }, { prompt: 'Two' }] },
    })
    expect(askedFor('saveSchedule')[0]).not.toHaveProperty('id')
    await waitFor(() => expect(screen.queryByRole('form', { name: 'New schedule' })).toBeNull())
  })
  it('takes a common time at a press', async () => {
    const { user } = setup()
    await row(first.name)
    await user.click(press('New schedule'))
    await user.click(press('1st at 06:00'))
    expect(field('When, as a cron expression')).toHaveProperty('value', '0 6 1 * *')
    expect(await screen.findByText('On the 1st of each month at 06:00', { selector: 'p' })).toBeDefined()
  })
  it('tells what is wrong with an expression, and saves nothing', async () => {
    const { user, askedFor } = setup()
    await row(first.name)
    await user.click(press('New schedule'))
    await user.type(field('Name'), 'Nightly')
    await user.type(field('Prompts'), 'One')
    await user.clear(field('When, as a cron expression'))
    await user.type(field('When, as a cron expression'), '0 22')
    expect(await screen.findByText(/this one has 2/)).toBeDefined()
    expect(field('When, as a cron expression').getAttribute('aria-invalid')).toBe('true')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(press('Add schedule')).toHaveProperty('disabled', true)
    expect(askedFor('saveSchedule')).toEqual([])
  })
  it('takes a time zone that is typed letter by letter, and tells of one that there is not', async () => {
    const { user } = setup()
    await user.click(await row(first.name))
    await screen.findByRole('list', { name: 'Next five firings' })
    await user.clear(field('Time zone'))
    await user.type(field('Time zone'), 'Asia/Tok')
    expect(await screen.findByText(/no time zone “Asia\/Tok”/)).toBeDefined()
    expect(press('Save')).toHaveProperty('disabled', true)
    await user.type(field('Time zone'), 'yo')
    expect((await screen.findAllByText(/ here$/)).length).toBe(5)
  })
  it('tells what is missing', async () => {
    const { user, askedFor } = setup()
    await row(first.name)
    await user.click(press('New schedule'))
    await user.click(press('Add schedule'))
    expect(screen.getByText(/Give it a name/)).toBeDefined()
    expect(screen.getByText(/Write at least one prompt/)).toBeDefined()
    expect(askedFor('saveSchedule')).toEqual([])
  })
  it('saves a change of one that is there, with its policies', async () => {
    const { user, askedFor } = setup()
    await user.click(await row(first.name))
    expect(press('Save')).toHaveProperty('disabled', true)
    await user.click(screen.getByRole('combobox', { name: 'When the batch before it has not ended' }))
    await user.click(await screen.findByRole('option', { name: 'Leave the new one out' }))
    await user.click(press('Save'))
    await waitFor(() => expect(askedFor('saveSchedule')).toMatchObject([{ id: 1, overlap: 'skip', missed: 'once' }]))
    expect(askedFor('saveSchedule')[0]).toMatchObject({ template: first.template })
  })
  it('shows the rules and run windows that it has, in a line and in fields, and sends them back as they are', async () => {
    const { user, askedFor } = setup({ listSchedules: () => [ruled] })
    await user.click(await row(first.name))
    const rules = press(/^Own rules/)
    expect(rules.textContent).toContain('6 retries, 30 s; runs Sat, Sun all day')
    expect(screen.queryByRole('textbox', { name: 'Retries' })).toBeNull()
    await user.click(rules)
    expect(field('Retries')).toHaveProperty('value', '6')
    expect(field('Give up after')).toHaveProperty('placeholder', '60 s on Fast, 10 min on Heavy')
    expect(within(screen.getByRole('group', { name: 'Run windows' })).getByText('Sat, Sun all day')).toBeDefined()
    await user.type(field('Name'), '!')
    await user.click(press('Save'))
    await waitFor(() => expect(askedFor('saveSchedule')).toMatchObject([{ options: ruled.options }]))
  })
  it('takes rules of its own and run windows', async () => {
    const { user, askedFor } = setup()
    await user.click(await row(first.name))
    await user.click(press(/^Own rules.*as the lanes$/))
    await user.type(field('Retries'), '6')
    await user.type(field('Give up after'), '20 min')
    await user.click(press('Add to Run windows'))
    await user.click(await screen.findByRole('menuitem', { name: 'Weekends' }))
    await user.click(press('Save'))
    await waitFor(() => expect(askedFor('saveSchedule')).toHaveLength(1))
    expect(askedFor('saveSchedule')[0]).toMatchObject({
      options: { reuse: false, policy: { retries: 6, timeoutMs: 1_200_000 }, windows: [{ days: ['sat', 'sun'] }] },
    })
  })
  it('waits while a rule cannot be read or a run window is being described, and says so', async () => {
    const { user, askedFor } = setup()
    await user.click(await row(first.name))
    await user.click(press(/^Own rules/))
    await user.type(field('Delay'), 'soon')
    expect(screen.getByText('A time, such as 1.5 s or 10 min.')).toBeDefined()
    expect(press(/^Own rules.*One of them cannot be read\.$/)).toBeDefined()
    expect(press('Save')).toHaveProperty('disabled', true)
    await user.clear(field('Delay'))
    await user.click(press('Add to Run windows'))
    await user.click(await screen.findByRole('menuitem', { name: 'Other times…' }))
    await user.type(field('Name'), '!{Control>}{Enter}{/Control}')
    expect(press(/^Own rules.*Finish the run window, then save\.$/)).toBeDefined()
    expect(press('Save')).toHaveProperty('disabled', true)
    expect(askedFor('saveSchedule')).toEqual([])
    await user.click(press('Add window'))
    await user.click(press('Save'))
    await waitFor(() => expect(askedFor('saveSchedule')).toHaveLength(1))
  })
  it('keeps what was typed when it is refused', async () => {
    const { user } = setup({
      saveSchedule: () => {
        throw new Error('There is no such provider.')
      },
    })
    await user.click(await row(first.name))
    await user.type(field('Name'), '!')
    await user.click(press('Save'))
    expect((await screen.findByText(/Not saved: There is no such provider/)).textContent).toContain(
      'What you typed is still here',
    )
    expect(field('Name')).toHaveProperty('value', `${first.name}!`)
  })
  it('asks once before it removes', async () => {
    const { user, askedFor } = setup()
    await user.click(await row(first.name))
    await user.click(press('Remove'))
    expect(askedFor('removeSchedule')).toEqual([])
    expect(screen.getByText('Its batches and results are kept.')).toBeDefined()
    await user.click(press('Remove'))
    expect(askedFor('removeSchedule')).toEqual([{ id: 1 }])
    await waitFor(() => expect(screen.queryByText(first.name)).toBeNull())
  })
})
