import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { BatchId } from '#shared/task'
import { fakeBridge } from '../../preview/fake-bridge'
import { feedback } from '../../preview/imports'
import { busy, practising } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { ImportSheet } from './ImportSheet'
import { usePaste } from './use-paste'

type Own = { [C in keyof Handlers]?: (request: never) => unknown }

function setup(own: Own = {}, shown = feedback) {
  const fake = fakeBridge(scenarios.practice, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(practising)
  useStore.getState().openImport(shown)
  render(<ImportSheet />)
  const askedFor = (command: string) =>
    fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { ...fake, askedFor, user: userEvent.setup() }
}
const field = (name = 'Prompt for each row') => screen.getByRole<HTMLTextAreaElement>('textbox', { name })
const sent = (name = 'Prompt for each row') => screen.getByRole('region', { name: `${name}, as it will be sent` })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const canQueue = (name: string | RegExp) => waitFor(() => expect(button(name).disabled).toBe(false))
const started = (askedFor: (command: string) => unknown[]) =>
  waitFor(() => expect(askedFor('startImport')).toHaveLength(1))

beforeEach(resetStore)

describe('the prompt of each row', () => {
  it('is shown as it will be sent, with what comes from the row in bold, and any row can be looked at', async () => {
    const { user } = setup()
    fireEvent.change(field(), { target: { value: 'Of {{product}}: {{review_text}}' } })
    const bold = await within(sent()).findByText('Fjord 14 laptop')
    expect(bold.tagName).toBe('B')
    await user.click(button('Next row'))
    expect((await within(sent()).findByText('Lumen desk lamp')).tagName).toBe('B')
    const number = screen.getByRole('textbox', { name: 'Row' })
    await user.clear(number)
    await user.type(number, '3{Enter}')
    await within(sent()).findByText('Trail 30 backpack')
    expect(button('Previous row').disabled).toBe(false)
  })

  it('outlives an Escape that came by mistake: the sheet stays and says why, and goes with the next one', async () => {
    const { user, askedFor } = setup()
    fireEvent.change(field(), { target: { value: 'Of {{product}}, in one line' } })
    await user.keyboard('{Escape}')
    expect(field().value).toBe('Of {{product}}, in one line')
    expect(useStore.getState().toasts.at(-1)).toMatchObject({ title: 'The import stays open' })
    fireEvent.change(field(), { target: { value: 'Of {{product}}, in two lines' } })
    await user.keyboard('{Escape}') // of what was written since nobody was warned
    expect(field().value).toBe('Of {{product}}, in two lines')
    await user.keyboard('{Escape}')
    expect(useStore.getState().importing).toBeNull()
    expect(askedFor('cancelImport')).toHaveLength(1)
  })

  it('that is columns alone goes with the first Escape', async () => {
    const { user } = setup()
    fireEvent.change(field(), { target: { value: '{{product}}{{stars}}' } })
    await user.keyboard('{Escape}')
    expect(useStore.getState().importing).toBeNull()
  })

  it('takes a column at the caret from the chips and from the table', async () => {
    const { user } = setup()
    await user.click(field())
    await user.keyboard('{End} of ')
    await user.click(button('Insert product'))
    expect(field().value).toBe('{{review_text}} of {{product}}')
    await user.click(button('Use stars as: Not used'))
    await user.click(await screen.findByRole('menuitem', { name: /^Put/ }))
    expect(field().value).toBe('{{review_text}} of {{product}}{{stars}}')
    expect(button('Use stars as: {{stars}}')).toBeDefined()
  })

  it('offers columns once two braces are typed: arrows move, Enter takes one, Escape closes the list and not the sheet', async () => {
    const { user } = setup()
    await user.click(field())
    await user.keyboard('{End} {{{{')
    const list = await screen.findByRole('listbox')
    expect(within(list).getAllByRole('option')).toHaveLength(5)
    expect(within(list).getByRole('option', { selected: true }).textContent).toContain('id')
    await user.keyboard('{ArrowDown}{Enter}')
    expect(field().value).toBe('{{review_text}} {{product}}')
    expect(screen.queryByRole('listbox')).toBeNull()
    await user.keyboard(' {{{{st')
    await screen.findByRole('listbox')
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(screen.getByRole('dialog', { name: 'Import' })).toBeDefined()
  })

  it('with a mistake is told in place with what may be meant, and nothing can be queued', async () => {
    const { askedFor } = setup()
    fireEvent.change(field(), { target: { value: 'Of {{produkt}}' } })
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('There is no column “produkt”. Did you mean “product”?')).toBeDefined()
    expect(button('Mend the prompt').disabled).toBe(true)
    expect(askedFor('checkTemplates')).toEqual([])
    fireEvent.change(field(), { target: { value: 'Of {{product}}' } })
    await canQueue(/^Queue/)
  })

  it('goes with a system prompt and examples, and with the ids of the rows', async () => {
    const { user, askedFor } = setup()
    await user.click(button('System prompt'))
    expect(document.activeElement).toBe(field('System prompt'))
    await user.keyboard('Be brief.')
    await user.click(button('Example'))
    await user.keyboard('Good')
    await user.type(field('Example 1: what is answered'), '5')
    await canQueue(/^Queue/)
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([
      {
        variants: [
          {
            body: {
              ...{ system: 'Be brief.', prompt: '{{review_text}}', customId: 'id' },
              examples: [{ user: 'Good', assistant: '5' }],
            },
          },
        ],
      },
    ])
  })
})

describe('rows without a value', () => {
  it('are counted over the whole file with their reasons, and can be sent all the same', async () => {
    const { user, askedFor } = setup()
    fireEvent.change(field(), { target: { value: '{{product}}' } })
    await canQueue('Queue 4,809 prompts') // only one of the file's bad rows lacks a product
    const rejected = screen.getByRole('region', { name: 'Lines that cannot be used' })
    expect(
      within(rejected)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toContain('1,044the column “product” is blank')
    await user.click(within(rejected).getByRole('button', { name: /without a value/ }))
    await user.click(await screen.findByRole('menuitemradio', { name: /^Sent with a text/ }))
    await user.type(screen.getByRole('textbox', { name: 'In place of a missing value' }), 'unknown')
    await canQueue('Queue 4,810 prompts')
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([
      { variants: [{ body: { missing: { kind: 'default', text: 'unknown' } } }] },
    ])
  })
})

describe('saved templates', () => {
  const use = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(button('Templates'))
    await user.click(await screen.findByRole('menuitem', { name: /^Label a review/ }))
    await waitFor(() => expect(field().value).toContain('Label this review'))
  }

  it('fill in the prompt and its parameters, and are sent by their version', async () => {
    const { user, askedFor } = setup()
    await use(user)
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Max tokens' }).value).toBe('300')
    expect(screen.getByRole('switch', { name: 'Answer must be JSON' }).getAttribute('aria-checked')).toBe('true')
    await canQueue(/^Queue/)
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([{ variants: [{ template: { id: 1, version: 3 } }] }])
  })

  it('take the place of what was written by hand, which can be had back', async () => {
    const { user } = setup()
    fireEvent.change(field(), { target: { value: 'My own {{product}}' } })
    await use(user)
    const [told] = useStore.getState().toasts
    expect(told?.title).toBe('The prompt was replaced')
    act(() => told?.action?.run())
    expect(field().value).toBe('My own {{product}}')
  })

  it('say that they were changed, and are saved as a new version', async () => {
    const { user, askedFor } = setup()
    await use(user)
    fireEvent.change(field(), { target: { value: '{{review_text}}' } })
    expect(screen.getByText('changed')).toBeDefined()
    await user.click(button(/^Label a review/))
    await user.click(await screen.findByRole('menuitem', { name: 'Save as version 4' }))
    await waitFor(() => expect(screen.queryByText('changed')).toBeNull())
    expect(askedFor('saveTemplate')).toMatchObject([
      {
        id: 1,
        seen: 3,
        name: 'Label a review',
        body: { prompt: '{{review_text}}', parameters: { model: 'practice-mini' } },
      },
    ])
  })

  it('are made of what is written, under a name', async () => {
    const { user, askedFor } = setup()
    await user.click(button('Templates'))
    await user.click(await screen.findByRole('menuitem', { name: 'Save as a template…' }))
    await user.type(await screen.findByRole('textbox', { name: 'Name of the template' }), 'Reviews{Enter}')
    expect(await screen.findByRole('button', { name: /^Reviews/ })).toBeDefined()
    expect(askedFor('saveTemplate')).toMatchObject([{ name: 'Reviews', body: { prompt: '{{review_text}}' } }])
    expect(askedFor('startImport')).toEqual([])
  })
})

describe('variants', () => {
  it('ask each row under each of them, and are told by what differs', async () => {
    const { user, askedFor } = setup()
    await user.click(button('Add a variant'))
    const temperature = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Temperature' })
    await user.type(temperature(), '0.7')
    expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual([
      'Atemperature not set',
      'Btemperature 0.7',
    ])
    screen.getByRole('tab', { selected: true }).focus()
    await user.keyboard('{ArrowLeft}')
    expect(temperature().value).toBe('')
    await canQueue('Queue 4,808 × 2 prompts')
    await waitFor(() =>
      expect(askedFor('estimateCost').at(-1)).toMatchObject({ variants: [{}, { parameters: { temperature: 0.7 } }] }),
    )
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([
      {
        variants: [
          { name: 'A: temperature not set' },
          { name: 'B: temperature 0.7', parameters: { temperature: 0.7 } },
        ],
      },
    ])
  })

  it('go back to one when the other is removed', async () => {
    const { user } = setup()
    await user.click(button('Add a variant'))
    await user.click(button('Remove variant B'))
    expect(screen.queryByRole('tablist', { name: 'Variants' })).toBeNull()
    await canQueue('Queue 4,806 prompts')
  })
})

describe('the first rows', () => {
  it('run alone where a person wants to see them first', async () => {
    const { user, askedFor } = setup()
    await user.click(screen.getByRole('checkbox', { name: 'Run the first rows alone, then ask' }))
    const rows = screen.getByRole('textbox', { name: 'Rows that run first' })
    await user.clear(rows)
    expect(button(/^Queue/).disabled).toBe(true)
    await user.type(rows, '3')
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([{ dryRun: { rows: 3 } }])
    await waitFor(() =>
      expect(useStore.getState().toasts[0]?.detail).toContain('The first 3 rows run; the rest waits for you.'),
    )
  })
})

it('the first rows run alone by default where many prompts cost money, and what a person chose instead is kept', async () => {
  const { user, askedFor } = setup()
  act(() => {
    useStore.getState().mergeOverview(busy)
    const [theme, timeFormat] = ['system', 'system'] as const
    useStore
      .getState()
      .settingsLoaded({ theme, timeFormat, version: '1', dataDir: '', platform: 'linux', keychain: true })
  })
  await user.click(await screen.findByRole('checkbox', { name: 'Run the first', checked: true }))
  await canQueue('Queue 4,806 prompts')
  await user.click(button(/^Queue/))
  await started(askedFor)
  expect(askedFor('startImport')[0]).not.toHaveProperty('dryRun')
  expect(askedFor('saveSettings')).toEqual([{ dryRunRows: 0 }])
})

describe('the answer', () => {
  it('may have to fit a schema, of which mistakes are told as it is typed', async () => {
    const { user, askedFor } = setup()
    await user.click(screen.getByRole('switch', { name: 'Answer must be JSON' }))
    fireEvent.change(screen.getByRole('textbox', { name: 'Schema' }), { target: { value: '{ "type": ' } })
    expect(screen.getByText(/^This is no JSON/)).toBeDefined()
    expect(button(/^Mend/).disabled).toBe(true)
    fireEvent.change(screen.getByRole('textbox', { name: 'Schema' }), { target: { value: '{ "type": "object" }' } })
    await canQueue(/^Queue/)
    await user.click(button(/^Queue/))
    await started(askedFor)
    expect(askedFor('startImport')).toMatchObject([
      { variants: [{ parameters: { json: { name: 'answer', schema: { type: 'object' } } } }] },
    ])
  })
})

describe('how a file is read', () => {
  it('can be changed, with all that was chosen before', async () => {
    const { user, askedFor } = setup()
    await user.click(screen.getByRole('switch', { name: 'First row holds the names' }))
    await waitFor(() =>
      expect(askedFor('changeImport')).toEqual([{ importId: 'import-3', choices: { header: false } }]),
    )
    await user.click(screen.getByRole('switch', { name: 'Merge 17 identical prompts' }))
    await waitFor(() =>
      expect(askedFor('changeImport').at(-1)).toEqual({
        ...{ importId: 'import-3', choices: { header: false, mergeDuplicates: true } },
      }),
    )
  })

  it('a bad line is corrected in place, and Escape leaves it out', async () => {
    const { user, askedFor } = setup()
    await user.click(button('Correct line 3,960'))
    const line = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Line 3960, corrected' })
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('textbox', { name: 'Line 3960, corrected' })).toBeNull()
    expect(line.value).toContain('Fjord 14 laptop')
    await user.click(button('Correct line 3,960'))
    fireEvent.change(await screen.findByRole('textbox', { name: 'Line 3960, corrected' }), { target: { value: 'a,b' } })
    await user.click(button('Use this line'))
    expect(await screen.findByText('1 line corrected here; the file stays as it is.')).toBeDefined()
    expect(askedFor('fixBadLine')).toEqual([
      { importId: 'import-3', place: { file: 'customer-feedback.csv', line: 3_960, nth: 0 }, text: 'a,b' },
    ])
  })

  it('a line that is no better says why, and keeps what was typed', async () => {
    const fixBadLine = () => {
      throw new Error('7 values, the header has 5')
    }
    const { user } = setup({ fixBadLine })
    await user.click(button('Correct line 2,209'))
    await screen.findByRole('textbox', { name: 'Line 2209, corrected' })
    await user.click(button('Use this line'))
    expect((await screen.findByRole('alert')).textContent).toBe('7 values, the header has 5')
    expect(screen.getByRole('textbox', { name: 'Line 2209, corrected' })).toBeDefined()
  })
})

describe('rows for a batch that exists', () => {
  const into = busy.batches[0]?.id as BatchId
  function adding(own: Own = {}) {
    const made = setup(own)
    act(() => {
      useStore.getState().mergeOverview(busy)
      useStore.getState().openImport(feedback, 'auto', { offered: into })
    })
    return made
  }

  it('are added to the one on screen where a person says so; what becomes of each column is told before', async () => {
    const { user, askedFor } = adding({ startImport: () => ({ batchId: into, queued: 4_806 }) })
    fireEvent.change(field(), { target: { value: 'Mine: {{review_text}}' } })
    await user.click(screen.getByRole('radio', { name: 'Add to product-reviews-q3' }))
    expect(screen.getByRole('dialog', { name: 'Add rows to product-reviews-q3' })).toBeDefined()
    const columns = (await screen.findByRole('region', { name: 'Columns' })).textContent
    expect(columns).toContain('Left outinternal_note The batch has no such column; the file stays as it is.')
    expect(columns).toContain('Emptylanguage')
    expect(screen.getByRole('region', { name: 'Asked as the batch was' }).textContent).toContain(
      'Label a review, version 3',
    )
    await screen.findByText(/Label this review of Fjord 14 laptop/)
    await user.click(screen.getByRole('radio', { name: 'A new batch' }))
    expect(field().value).toBe('Mine: {{review_text}}') // what was written is still there
    await user.click(screen.getByRole('radio', { name: 'Add to product-reviews-q3' }))
    await canQueue('Add 4,806 prompts')
    expect(askedFor('checkTemplates').at(-1)).toEqual({ importId: 'import-3', into })
    await user.click(screen.getByRole('switch', { name: 'Skip 128 rows that the batch has' }))
    await user.click(button('Add 4,678 prompts'))
    await started(askedFor)
    expect(askedFor('startImport')).toEqual([{ importId: 'import-3', lane: 'auto', into, skipPresent: true }])
    await waitFor(() => expect(useStore.getState().importing).toBeNull())
    expect(useStore.getState().toasts.at(-1)?.title).toBe('Added 4,806 prompts to product-reviews-q3')
  })

  it('that do not fit are not added, and the sheet says why', async () => {
    const { user, askedFor } = adding({
      getVariants: () => ({ columns: ['text'], target: null, variants: [] }),
    })
    await user.click(screen.getByRole('radio', { name: 'Add to product-reviews-q3' }))
    expect((await screen.findByRole('alert')).textContent).toContain('is one of the batch’s: text.')
    expect(button('Nothing to add').disabled).toBe(true)
    expect(askedFor('checkTemplates')).toEqual([])
  })
})

describe('what is pasted', () => {
  function Pasting() {
    usePaste()
    return <input aria-label="A field" />
  }
  const paste = (on: Element, text: string) =>
    act(async () => {
      fireEvent.paste(on, { clipboardData: { getData: () => text } })
    })
  function pasting() {
    const fake = fakeBridge(scenarios.practice)
    window.trilane = fake.bridge
    render(<Pasting />)
    return fake
  }

  it('where nobody types is shown as an import', async () => {
    const { asked } = pasting()
    await paste(document.body, 'prompt\tnote\nOne\ta')
    expect(asked).toEqual([{ command: 'previewImport', request: { text: 'prompt\tnote\nOne\ta' } }])
    expect(useStore.getState().importing).not.toBeNull()
  })

  it('in a field, or without any text, is left to the field', async () => {
    const { asked } = pasting()
    await paste(screen.getByRole('textbox'), 'One')
    await paste(document.body, '  ')
    expect(asked).toEqual([])
  })
})
