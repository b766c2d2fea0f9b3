import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { ImportPreview, ImportProgress } from '#shared/import'
import { CommandError } from '#shared/result'
import { fakeBridge, preview } from '../../preview/fake-bridge'
import { estimate } from '../../preview/money'
import { busy, practising } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { ImportSheet } from './ImportSheet'

const gsm8k: ImportPreview = {
  ...preview,
  rejected: [],
  progress: { ...preview.progress, prompts: 1_319, rejected: 0 },
}
const undecided: ImportPreview = { ...gsm8k, promptColumn: null, rows: [] }
const refused = (message: string) => () => {
  throw new Error(message)
}

function setup(shown: ImportPreview = gsm8k, own: { [C in keyof Handlers]?: (request: never) => unknown } = {}) {
  const fake = fakeBridge(scenarios.practice, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(practising)
  useStore.getState().openImport(shown)
  render(<ImportSheet />)
  const tell = (part: Partial<ImportProgress>) => act(() => fake.send('import', { ...shown.progress, ...part }))
  const askedFor = (command: string) =>
    fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { ...fake, tell, askedFor, user: userEvent.setup() }
}
const queueButton = (name: string) => screen.getByRole('button', { name })
const prompt = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt for each row' }).value
async function makeWhole(user: ReturnType<typeof userEvent.setup>, column: string) {
  await user.click(screen.getByRole('button', { name: new RegExp(`^Use ${column} as`) }))
  await user.click(await screen.findByRole('menuitem', { name: 'Make it the whole prompt' }))
}
const isOpen = () => screen.queryByRole('dialog', { name: 'Import' }) !== null
const toasts = () => useStore.getState().toasts.map(({ title }) => title)

beforeEach(resetStore)

describe('a file whose column is known', () => {
  it('is queued with one more click, and the queue then shows its batch', async () => {
    const { user, askedFor } = setup(gsm8k, { startImport: () => ({ batchId: 7, queued: 1_319 }) })
    expect(screen.getByText('1,319 rows, 2 columns, 750 kB')).toBeDefined()
    await user.click(queueButton('Queue 1,319 prompts'))
    await waitFor(() => expect(isOpen()).toBe(false))
    expect(askedFor('startImport')).toEqual([
      { importId: 'import-1', lane: 'auto', providerId: 'practice', model: 'practice-mini' },
    ])
    expect(toasts()).toEqual(['Queued 1,319 prompts'])
    expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: 7, tab: 'live' })
  })

  it('shows a row as it will be sent and says that Practice calls no model', async () => {
    const { askedFor } = setup()
    const sent = screen.getByRole('region', { name: 'Prompt for each row, as it will be sent' })
    await waitFor(() => expect(within(sent).getByText(/^Janet’s ducks lay 16 eggs/)).toBeDefined())
    expect(askedFor('previewTemplate')).toMatchObject([{ row: 1, variant: { body: { prompt: '{{question}}' } } }])
    expect(screen.getByText(/Practice calls no model/)).toBeDefined()
  })

  it('offers half the price where the provider has batches of its own, and only there', async () => {
    const { user, askedFor } = setup(gsm8k, { startImport: () => ({ batchId: 7, queued: 1_319 }) })
    expect(screen.queryByRole('switch', { name: 'Half price' })).toBeNull()
    const others = busy.providers.filter(({ id }) => practising.providers.every((each) => each.id !== id))
    const more = others.map((each) => (each.id === 'openai' ? { ...each, preset: 'openai' } : each))
    act(() => useStore.getState().mergeOverview({ providers: [...practising.providers, ...more] }))
    await user.click(screen.getByRole('combobox', { name: 'Provider' }))
    await user.click(await screen.findByRole('option', { name: /OpenAI/ }))
    await user.click(screen.getByRole('switch', { name: 'Half price' }))
    await waitFor(() =>
      expect(askedFor('estimateCost').at(-1)).toMatchObject({ providerId: 'openai', halfPrice: true }),
    )
    await user.click(queueButton('Queue 1,319 prompts'))
    await waitFor(() => expect(isOpen()).toBe(false))
    expect(askedFor('startImport')).toMatchObject([{ providerId: 'openai', options: { halfPrice: true } }])
  })

  it('goes to the lane that was chosen', async () => {
    const { user, askedFor } = setup()
    await user.click(screen.getByRole('radio', { name: 'Heavy' }))
    await user.click(queueButton('Queue 1,319 prompts'))
    expect(askedFor('startImport')).toMatchObject([{ lane: 'heavy' }])
  })

  it('takes a priority and the reuse of answers with it', async () => {
    const { user, askedFor } = setup()
    await user.click(screen.getByRole('combobox', { name: 'Priority' }))
    await user.click(await screen.findByRole('option', { name: /Higher/ }))
    await user.click(screen.getByRole('switch', { name: 'Reuse stored answers' }))
    await user.click(queueButton('Queue 1,319 prompts'))
    expect(askedFor('startImport')).toMatchObject([{ priority: 10, options: { reuse: true } }])
  })

  it('starts at the time that was typed, and says so', async () => {
    const { user, askedFor } = setup()
    const start = screen.getByRole('textbox', { name: 'Start' })
    await user.type(start, 'in 2 h')
    expect(screen.getByText(/^Starts .*\d/)).toBeDefined()
    const before = Date.now()
    await user.click(queueButton('Queue 1,319 prompts'))
    const [{ startAt }] = askedFor('startImport') as [{ startAt: number }]
    expect(startAt - before - 7_200_000).toBeLessThan(60_000)
    await waitFor(() => expect(toasts()).toHaveLength(1))
    expect(useStore.getState().toasts[0]?.detail).toMatch(/^Not before /)
  })

  it('waits while its start cannot be read, and says how to write it', async () => {
    const { user, askedFor } = setup()
    const start = screen.getByRole('textbox', { name: 'Start' })
    await user.type(start, 'soonish')
    expect(queueButton('Queue 1,319 prompts')).toHaveProperty('disabled', true)
    expect(screen.getByRole('alert').textContent).toContain('Write it as 22:30')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(askedFor('startImport')).toEqual([])
    await user.clear(start)
    expect(queueButton('Queue 1,319 prompts')).toHaveProperty('disabled', false)
  })

  it('waits for a model while none is named', async () => {
    const { user } = setup()
    await user.clear(screen.getByLabelText('Model'))
    expect(queueButton('Queue 1,319 prompts')).toHaveProperty('disabled', true)
    expect(screen.getByText('Name a model that Practice serves.')).toBeDefined()
  })
})

describe('the prompt column', () => {
  it('must be chosen where none is certain, and then counts', async () => {
    const { user, askedFor } = setup(undecided, { choosePromptColumn: () => ({ ...gsm8k, promptColumn: 'answer' }) })
    expect(queueButton('Choose the prompt column')).toHaveProperty('disabled', true)
    await makeWhole(user, 'answer')
    expect(askedFor('choosePromptColumn')).toEqual([{ importId: 'import-1', column: 'answer' }])
    expect(await screen.findByRole('button', { name: 'Queue 1,319 prompts' })).toHaveProperty('disabled', false)
    expect(prompt()).toBe('{{answer}}')
  })

  it('stays as it was when another is refused', async () => {
    const { user } = setup(gsm8k, { choosePromptColumn: refused('This import was closed.') })
    await makeWhole(user, 'answer')
    await waitFor(() => expect(toasts()).toEqual(['The column stays as it was']))
    expect(prompt()).toBe('{{question}}')
  })
})

describe('lines that cannot be used', () => {
  it('are listed with line and reason', () => {
    setup(preview)
    const rejected = screen.getByRole('region', { name: 'Lines that cannot be used' })
    expect(within(rejected).getByText('2 lines cannot be used and will be left out')).toBeDefined()
    expect(
      within(rejected)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['214question is empty', '887this line is no JSON: it ends in the middle of a string'])
  })

  it('are copied as a table, to be mended elsewhere', async () => {
    const reason = 'a "quote" opened, and never closed'
    const { user, askedFor } = setup({ ...preview, rejected: [{ file: 'a, b.csv', line: 3_960, reason }] })
    await user.click(screen.getByRole('button', { name: 'Save them' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Copy as CSV' }))
    expect(askedFor('copyText')).toEqual([
      { text: 'file,line,reason\n"a, b.csv",3960,"a ""quote"" opened, and never closed"' },
    ])
  })

  it('leave nothing to queue when there are no others', () => {
    const none = { ...preview, rows: [], progress: { ...preview.progress, prompts: 0, rejected: 2 } }
    setup(none)
    expect(queueButton('Nothing to queue')).toHaveProperty('disabled', true)
    expect(screen.getByRole('alert').textContent).toMatch(/No line of this file can be used/)
  })
})

describe('a large file', () => {
  const counting = { ...gsm8k, progress: { ...gsm8k.progress, phase: 'scanning' as const, prompts: 0, bytesRead: 0 } }

  it('shows how far it is counted, and can be queued at its end', async () => {
    const { tell } = setup(counting)
    expect(queueButton('Counting…')).toHaveProperty('disabled', true)
    tell({ prompts: 410_000, bytesRead: 374_869 })
    expect(screen.getByText('counted 410,000 so far…')).toBeDefined()
    expect(screen.getByRole('progressbar', { name: 'Counting' }).getAttribute('aria-valuenow')).toBe('50')
    act(() => useStore.getState().updateImport({ ...gsm8k, progress: { ...gsm8k.progress, prompts: 820_000 } }))
    expect(queueButton('Queue 820,000 prompts')).toHaveProperty('disabled', false)
  })

  it('that cannot be read to its end says why, and queues nothing', () => {
    const { tell } = setup(counting)
    tell({ phase: 'failed', message: 'The file changed while it was read.' })
    expect(screen.getByRole('alert').textContent).toMatch(/The file changed while it was read\. Nothing was queued/)
    expect(queueButton('Nothing to queue')).toHaveProperty('disabled', true)
  })

  it('hears nothing of another import', () => {
    const { tell } = setup(counting)
    tell({ importId: 'import-9', phase: 'failed', message: 'no' })
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('queueing', () => {
  const pending = () => {
    let end: (outcome: 'queued' | 'cancelled') => void = () => {}
    const startImport = () =>
      new Promise((resolve, reject) => {
        end = (outcome) =>
          outcome === 'queued' ? resolve({ batchId: 1, queued: 1_319 }) : reject(new Error('The import was cancelled.'))
      })
    return { startImport, end: (outcome: 'queued' | 'cancelled') => act(async () => end(outcome)) }
  }

  it('that fails keeps the sheet with the reason, and can be tried again', async () => {
    const { user, tell } = setup(gsm8k, { startImport: refused('The disk is full.') })
    await user.click(queueButton('Queue 1,319 prompts'))
    tell({ phase: 'failed', message: 'The disk is full.' }) // main tells it twice
    expect((await screen.findByRole('alert')).textContent).toMatch(/Nothing was queued\. The disk is full\./)
    expect(queueButton('Queue 1,319 prompts')).toHaveProperty('disabled', false)
    expect(toasts()).toEqual([])
  })

  it('of a file that changed offers to read it again, and keeps what was chosen', async () => {
    const startImport = () => {
      throw new CommandError('bad_file', 'rivers.csv changed since it was read. Nothing was queued.')
    }
    const { user, askedFor } = setup(gsm8k, { startImport, changeImport: () => gsm8k })
    await user.click(screen.getByRole('radio', { name: /^Heavy/ }))
    await user.click(queueButton('Queue 1,319 prompts'))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toMatch(/changed since it was read/)
    expect(alert.textContent).not.toMatch(/queue again/) // which would be refused each time
    await user.click(within(alert).getByRole('button', { name: 'Read again' }))
    expect(askedFor('changeImport')).toEqual([{ importId: 'import-1', choices: gsm8k.choices }])
    expect(screen.queryByRole('alert')).toBeNull()
    await user.click(queueButton('Queue 1,319 prompts'))
    expect(askedFor('startImport')).toMatchObject([{ lane: 'heavy' }, { importId: 'import-1', lane: 'heavy' }])
  })

  it('shows how far it is', async () => {
    const { user, tell } = setup(gsm8k, pending())
    await user.click(queueButton('Queue 1,319 prompts'))
    tell({ phase: 'queueing', prompts: 812 })
    expect(screen.getByText(/^812 prompts written/)).toBeDefined()
    expect(queueButton('Queueing…')).toHaveProperty('disabled', true)
  })

  it('that is cancelled says that nothing was queued', async () => {
    const { startImport, end } = pending()
    const { user, askedFor } = setup(gsm8k, { startImport })
    await user.click(queueButton('Queue 1,319 prompts'))
    await user.click(queueButton('Cancel'))
    expect(askedFor('cancelImport')).toEqual([{ importId: 'import-1' }])
    expect(isOpen()).toBe(true)
    await end('cancelled')
    expect(isOpen()).toBe(false)
    expect(useStore.getState().toasts[0]).toMatchObject({ title: 'Import cancelled', kind: 'info' })
  })

  it.each([
    ['queued', 'Queued 1,319 prompts'],
    ['refused', 'Nothing was queued'],
  ] as const)(
    'whose place another import took tells how it ended (%s), and leaves the sheet to that one',
    async (end, said) => {
      let ending: (end: 'queued' | 'refused') => void = () => {}
      const startImport = () =>
        new Promise((resolve, reject) => {
          ending = (how) =>
            how === 'queued' ? resolve({ batchId: 1, queued: 1_319 }) : reject(new Error('The disk is full.'))
        })
      const { user } = setup(gsm8k, { startImport })
      await user.click(queueButton('Queue 1,319 prompts'))
      const other = {
        ...gsm8k,
        importId: 'import-2',
        progress: { ...gsm8k.progress, importId: 'import-2', prompts: 12 },
      }
      act(() => useStore.getState().openImport(other))
      expect(queueButton('Queue 12 prompts')).toHaveProperty('disabled', false)
      await act(async () => ending(end))
      expect(toasts()).toEqual([said])
      expect(isOpen()).toBe(true)
      expect(queueButton('Queue 12 prompts')).toHaveProperty('disabled', false)
      expect(screen.queryByRole('alert')).toBeNull()
    },
  )

  it('that ends before its cancelling arrives is told as queued', async () => {
    const { startImport, end } = pending()
    const { user } = setup(gsm8k, { startImport })
    await user.click(queueButton('Queue 1,319 prompts'))
    await user.click(queueButton('Cancel'))
    await end('queued')
    expect(toasts()).toEqual(['Queued 1,319 prompts'])
  })
})

it('Esc lets the import go', async () => {
  const { user, askedFor } = setup()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(isOpen()).toBe(false))
  expect(askedFor('cancelImport')).toEqual([{ importId: 'import-1' }])
})

it('Change file shows what another file would become', async () => {
  const other = { ...gsm8k, importId: 'import-2', progress: { ...gsm8k.progress, importId: 'import-2', prompts: 12 } }
  const { user } = setup(gsm8k, { pickFiles: () => other })
  await user.click(queueButton('Change file'))
  expect(await screen.findByRole('button', { name: 'Queue 12 prompts' })).toBeDefined()
})

describe('what it would cost', () => {
  it('is asked for once the file is counted, and a smaller budget is told of', async () => {
    const { user, askedFor } = setup(gsm8k, { startImport: () => ({ batchId: 7, queued: 1_319 }) })
    const told = await screen.findByText('$0.42')
    expect(told.closest('[role="status"]')?.textContent).toContain('Price of gpt-4o-mini as of 2026-11-10')
    expect(askedFor('estimateCost')).toEqual([
      { kind: 'import', importId: 'import-1', lane: 'auto', providerId: 'practice', model: 'practice-mini' },
    ])
    expect(told.closest('[role="status"]')?.textContent).toContain('2 h 7 mtime, about')
    const budget = screen.getByRole('textbox', { name: 'Budget' })
    await user.type(budget, '0.20')
    expect(screen.getByText('More than the budget. What it does not cover waits in line.')).toBeDefined()
    await user.click(queueButton('Queue 1,319 prompts'))
    expect(askedFor('startImport')).toMatchObject([{ options: { budget: 200_000_000 } }])
  })

  it('is not asked for while the file is being counted', async () => {
    const { askedFor, tell } = setup({ ...gsm8k, progress: { ...gsm8k.progress, phase: 'scanning' } })
    tell({ phase: 'scanning', prompts: 12 })
    expect(askedFor('estimateCost')).toEqual([])
    expect(screen.queryByText(/About \$/)).toBeNull()
  })

  it('a budget that cannot be read holds the queue back; with one, a model without a price is not called', async () => {
    const unpriced = { ...estimate, price: 'unknown', cost: null, unpriced: 'practice-mini' }
    const { user } = setup(gsm8k, { estimateCost: () => unpriced })
    const budget = screen.getByRole('textbox', { name: 'Budget' })
    await user.type(budget, 'lots')
    expect(queueButton('Queue 1,319 prompts')).toHaveProperty('disabled', true)
    await user.clear(budget)
    await user.type(budget, '5')
    expect(await screen.findByText(/nothing is sent to a model whose price is not known/)).toBeDefined()
  })
})
