import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { BatchId } from '#shared/task'
import type { WatchView } from '#shared/watch'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { heldByWatch } from '../../preview/money'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { madeUpWatches } from '../../preview/watches'
import { resetStore, useStore } from '../../state/store'
import { WatchesView } from './WatchesView'

type Own = { [C in keyof Handlers]?: (request: never) => unknown }

function setup(own: Own = {}, scenario: 'busy' | 'first-run' = 'busy') {
  const fake = fakeBridge(scenarios[scenario], own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  render(<WatchesView />)
  const askedFor = (command: string) =>
    fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, askedFor, user: userEvent.setup() }
}
const row = (name: string) => screen.findByRole('button', { name, expanded: false })
const press = (name: string | RegExp) => screen.getByRole('button', { name })
const field = (name: string) => screen.getByLabelText(name)
const first = madeUpWatches[0] as WatchView

beforeEach(() => {
  resetStore()
  clock.set(now)
})

describe('the list of watched folders', () => {
  it('says of each how it stands, and follows what main tells', async () => {
    const { fake } = setup()
    const list = within(await screen.findByRole('list', { name: 'Watched folders' }))
    for (const words of [
      '2 files at work, 2 files to come',
      'Nothing is taken just now',
      'Paused itself',
      'version 2, the newest is 3',
    ])
      expect(list.getByText(words)).toBeDefined()
    expect(list.getByText('Waits for the first file')).toBeDefined()
    act(() => fake.send('watches', [{ ...first, atWork: 0, waiting: [], waitingCount: 0 }]))
    expect(list.getByText('Waits for new files')).toBeDefined()
  })
  it('is empty until a person says so, and says what it is for', async () => {
    setup({}, 'first-run')
    expect(await screen.findByText(/nothing is watched until you say so/)).toBeDefined()
  })
  it('offers a new one where an action asks for it', async () => {
    setup()
    act(() => useStore.getState().addWatch())
    expect(await screen.findByRole('form', { name: 'Watch a folder' })).toBeDefined()
    expect(useStore.getState()).toMatchObject({ view: 'watches', watchToAdd: false })
  })
  it('says that it could not be read', async () => {
    setup({
      listWatches: () => {
        throw new Error('The disk is full.')
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.')
  })
})

describe('a folder whose budget of the day is used up', () => {
  it('says so with the time when it goes on, and of each file what waits', async () => {
    const { user } = setup()
    const batches = heldByWatch.batches.map((batch, n) => (n === 0 ? { ...batch, id: 1 as BatchId } : batch))
    act(() => useStore.getState().mergeOverview({ ...heldByWatch, batches }))
    const list = within(await screen.findByRole('list', { name: 'Watched folders' }))
    expect(list.getByText(/^Day’s budget used up until .*00/)).toBeDefined()
    await user.click(await row('incoming'))
    expect(screen.getByText('The day’s budget of $20.00 of the folder incoming is used up.')).toBeDefined()
    const files = within(screen.getByRole('list', { name: 'Files' }))
    expect(files.getByText('314 of 1,320, 2 dead letters; the rest waits for the next day’s budget')).toBeDefined()
    expect(screen.getByText('All of its files together. $19.98 spent today.')).toBeDefined()
  })
})

describe('the files of a folder', () => {
  it('stand there with what became of them, and what can be done', async () => {
    const { user, askedFor } = setup()
    await user.click(await row('incoming'))
    const files = within(screen.getByRole('list', { name: 'Files' }))
    for (const words of [
      'still changes; it is taken once it stands still',
      'is complete and waits for its turn',
      '314 of 1,320, 2 dead letters',
      /^116 answered, 2 dead letters, 2 rows left out \(line 31: .*\); to be corrected in survey.results-bad.jsonl$/,
      'the same rows as before, so they were not sent again',
      'and 208 files before these',
    ])
      expect(files.getByText(words)).toBeDefined()
    expect(files.getByText(/3 rows of call-notes.csv cannot be used/)).toBeDefined()
    await user.click(press('Send the rest: call-notes.csv'))
    await user.click(press('Send anyway: survey copy.xlsx'))
    expect(askedFor('retryWatchFile')).toMatchObject([{ as: 'without_bad' }, { as: 'again' }])
    await user.click(press('Show the results of product-reviews-week-46.csv in the folder'))
    await user.click(press('Show call-notes.csv in the folder'))
    await user.click(press('Show bad rows of survey.xlsx in the folder'))
    expect(askedFor('showWatchFile')).toMatchObject([{ what: 'results' }, { what: 'file' }, { what: 'bad_rows' }])
    await user.click(press('Show batch of app-store-de.jsonl'))
    expect(useStore.getState().view).toBe('queue')
  })
  it('tells why nothing is taken', async () => {
    const { user } = setup()
    await user.click(await row('Tickets'))
    expect(screen.getByRole('alert').textContent).toMatch(/is not there.*Nothing is lost/)
  })
})

describe('a folder', () => {
  it('is watched once its folder is chosen: where it goes and what it costs is said, and what is there is left', async () => {
    const { user, askedFor } = setup()
    await row('incoming')
    await user.click(press('Watch a folder'))
    await user.click(press('Watch this folder'))
    expect(screen.getByText('Choose a folder.')).toBeDefined()
    await user.click(press('Choose…'))
    expect(await screen.findByText(/12 files in it already/)).toBeDefined()
    expect(screen.getByText(/without asking you/).textContent).toMatch(
      /sent to OpenAI \(.+\).*costs what its prompts cost/,
    )
    await user.type(field('Budget of each file'), '2.50')
    expect(screen.getByText(/without asking you/).textContent).toContain('costs at most $2.50')
    await user.type(field('Budget of a day'), 'much')
    await user.click(press('Watch this folder'))
    expect(askedFor('saveWatch')).toEqual([])
    await user.clear(field('Budget of a day'))
    await user.type(field('Budget of a day'), '20')
    expect(screen.getByText(/without asking you/).textContent).toContain('all of them at most $20.00 a day')
    await user.type(field('Dry run of each file'), '5')
    await user.click(press('Watch this folder'))
    await waitFor(() => expect(askedFor('saveWatch')).toHaveLength(1))
    expect(askedFor('saveWatch')[0]).toMatchObject({
      ...{ folder: '/home/mara/Feedback/incoming', existing: 'leave' },
      options: {
        template: { id: 1, version: null },
        budget: 2_500_000_000,
        dayBudget: 20_000_000_000,
        dryRun: { rows: 5 },
      },
    })
    expect(screen.queryByRole('form', { name: 'Watch a folder' })).toBeNull()
  })
  it('sends what is there where a person says so, by a column without a template', async () => {
    const { user, askedFor } = setup()
    await row('incoming')
    await user.click(press('Watch a folder'))
    await user.type(field('Folder'), '/in')
    expect(askedFor('surveyFolder')).toEqual([]) // not with every letter
    await user.click(screen.getByRole('combobox', { name: 'Template' }))
    await user.click(await screen.findByRole('option', { name: 'None: prompts are in a column' }))
    await user.type(field('Prompt column'), 'text')
    await user.click(await screen.findByRole('radio', { name: 'Send them' }))
    await user.click(press('Watch this folder'))
    await waitFor(() => expect(askedFor('saveWatch')).toHaveLength(1))
    expect(askedFor('saveWatch')[0]).toMatchObject({
      ...{ folder: '/in', existing: 'take' },
      options: { template: null, promptColumn: 'text' },
    })
  })
  it('keeps what was typed when it is refused', async () => {
    const { user } = setup({
      saveWatch: () => {
        throw new Error('It is watched already.')
      },
    })
    await user.click(await row('incoming'))
    await user.clear(field('Word in their names'))
    await user.type(field('Word in their names'), 'answers{Control>}{Enter}{/Control}')
    expect((await screen.findByText(/Not saved: It is watched already/)).textContent).toContain('still here')
    expect(field('Word in their names')).toHaveProperty('value', 'answers')
  })
  it('is paused, resumed and looked at, and asks once before it is no longer watched', async () => {
    const { user, askedFor } = setup()
    await user.click(await row('incoming'))
    await user.click(press('Look at incoming now'))
    await user.click(press('Pause incoming'))
    expect(await screen.findByRole('button', { name: 'Resume incoming' })).toBeDefined()
    await user.click(press('Stop watching'))
    expect([askedFor('pauseWatch'), askedFor('removeWatch')]).toEqual([[{ id: 1, paused: true }], []])
    await user.click(press('Stop watching'))
    await waitFor(() => expect(screen.queryByText('incoming')).toBeNull())
    expect(askedFor('removeWatch')).toEqual([{ id: 1 }])
  })
})
