import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { TemplateId } from '#shared/template-view'
import { fakeBridge } from '../../preview/fake-bridge'
import { feedback } from '../../preview/imports'
import { practising } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { ImportSheet } from '../import/ImportSheet'
import { TemplatesSheet } from './TemplatesSheet'

beforeEach(resetStore)

function setup(own: { [C in keyof Handlers]?: (request: never) => unknown } = {}, importing = false) {
  const fake = fakeBridge(scenarios.practice, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(practising)
  if (importing) useStore.getState().openImport(feedback)
  else useStore.getState().openTemplates()
  render(importing ? <ImportSheet /> : <TemplatesSheet />)
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user: userEvent.setup(), asked }
}
const prompt = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt for each row' })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const menu = async (user: ReturnType<typeof userEvent.setup>, item: string) => {
  await user.click(button('Actions of Label a review'))
  await user.click(await screen.findByRole('menuitem', { name: item }))
}

test('a change is shown in a row to try it with, is kept while another is looked at, and is saved as a new version', async () => {
  const { user, asked } = setup()
  const field = await prompt()
  expect(button('Use with a file…').disabled).toBe(false)
  fireEvent.change(field, { target: { value: 'Translate {{text}} into {{language}}' } })
  await user.type(screen.getByRole('textbox', { name: 'language' }), 'French')
  expect(screen.getByRole('region', { name: 'Prompt for each row, as it will be sent' }).textContent).toBe(
    'Translate [text] into French',
  )
  await user.type(screen.getByRole('textbox', { name: 'Model' }), 'gpt-5')
  await user.click(button(/^Summarise for support/))
  await waitFor(async () => expect((await prompt()).value).toContain('Label this review'))
  await user.click(button(/^Label a review.*changed/))
  expect((await prompt()).value).toBe('Translate {{text}} into {{language}}')
  expect(button('Use with a file…').disabled).toBe(true) // what is used is what is saved
  await user.click(button('Save as version 4'))
  await waitFor(() => expect(asked('saveTemplate')).toHaveLength(1))
  expect(asked('saveTemplate')).toMatchObject([
    {
      id: 1,
      seen: 3,
      name: 'Label a review',
      body: { customId: 'id', parameters: { temperature: 0, model: 'gpt-5' } },
    },
  ])
})

test('it is renamed without a new version, copied, written to a file, and put away with a way back', async () => {
  const { user, asked } = setup({
    exportTemplate: () => ({ file: '/home/me/label.json' }),
    duplicateTemplate: () => null,
  })
  const body = { prompt: (await prompt()).value }
  await menu(user, 'Rename…')
  const name = screen.getByRole('textbox', { name: 'New name' })
  await user.clear(name)
  await user.type(name, 'Label it@2')
  expect(button('Rename').disabled).toBe(true) // that would name a version
  await user.type(name, '{Backspace}{Backspace}{Enter}')
  await waitFor(() => expect(asked('saveTemplate')).toMatchObject([{ id: 1, seen: 3, name: 'Label it', body }]))
  await menu(user, 'Duplicate')
  await menu(user, 'Write to a file…')
  await menu(user, 'Archive')
  expect([asked('duplicateTemplate'), asked('exportTemplate')]).toEqual([
    [{ id: 1, version: 3 }],
    [{ id: 1, version: 3 }],
  ])
  await waitFor(() => expect(useStore.getState().toasts.at(-1)?.title).toBe('“Label a review” is archived'))
  act(() => useStore.getState().toasts.at(-1)?.action?.run())
  await waitFor(() =>
    expect(asked('archiveTemplate')).toEqual([
      { id: 1, archived: true },
      { id: 1, archived: false },
    ]),
  )
})

test('one that was archived is found again, can only be looked at, and is offered again', async () => {
  const fake = fakeBridge(scenarios.practice)
  const listed = await fake.bridge.listTemplates({ archived: true })
  if (!listed.ok) throw new Error('the fixture has templates')
  const archived = new Set([listed.value[0]?.id])
  const put = <T extends { id: TemplateId }>(each: T) => ({ ...each, archivedAt: archived.has(each.id) ? now : null })
  const { user, asked } = setup({
    listTemplates: () => listed.value.map(put),
    getTemplate: async (of: { id: TemplateId }) => {
      const found = await fake.bridge.getTemplate(of)
      return found.ok ? put(found.value) : null
    },
    archiveTemplate: ({ id }: { id: TemplateId }) => {
      archived.delete(id)
      return listed.value.map(put).find((each) => each.id === id)
    },
  })
  const name = listed.value[0]?.name ?? ''
  const list = within(screen.getByRole('navigation', { name: 'Templates' }))
  await user.click(await list.findByRole('button', { name: 'Show 1 archived one' }))
  await user.click(list.getByRole('button', { name: new RegExp(`^${name}.*archived`) }))
  expect(await screen.findByText(/^Archived: it is not offered/)).toBeDefined()
  expect(screen.queryByRole('button', { name: 'Use with a file…' })).toBeNull()
  await user.click(button('Offer it again'))
  expect(asked('archiveTemplate')).toEqual([{ id: listed.value[0]?.id, archived: false }])
  await waitFor(() => expect(screen.queryByText(/^Archived: it is not offered/)).toBeNull())
  expect(list.queryByRole('button', { name: /archived one/ })).toBeNull()
})

test('versions are compared with the one before, and an old one can be gone on from', async () => {
  const { user } = setup()
  await prompt()
  await user.click(screen.getByRole('tab', { name: /^Versions/ }))
  await screen.findByText('What version 3 changed of version 2: 4 lines out, 4 in')
  expect(screen.getByRole('region', { name: 'Version 3' }).textContent).toContain('+Max tokens: 300')
  await user.click(within(screen.getByRole('list', { name: 'Versions' })).getByRole('button', { name: /Version 2/ }))
  await user.click(await screen.findByRole('button', { name: 'Go on from version 2' }))
  expect((await prompt()).value).toContain('sentiment, defect and severity')
  expect(button('Save as version 4').disabled).toBe(false)
  await user.click(button('Back to version 3'))
})

test('a new one needs a name and a prompt without mistakes', async () => {
  const { user, asked } = setup({ listTemplates: () => [] })
  const field = await prompt()
  fireEvent.change(field, { target: { value: 'Say {{word | nothing}}' } })
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Say it')
  expect(button('Save').disabled).toBe(true)
  fireEvent.change(field, { target: { value: 'Say {{word}}' } })
  await user.click(button('Save'))
  await waitFor(() =>
    expect(asked('saveTemplate')).toMatchObject([{ name: 'Say it', body: { prompt: 'Say {{word}}' } }]),
  )
})

test('over an import it fills in the prompt, and the import stays', async () => {
  const { user } = setup({}, true)
  act(() => useStore.getState().openTemplates())
  const over = await screen.findByRole('dialog', { name: 'Templates' })
  await user.click(await within(over).findByRole('button', { name: 'Use in this import' }))
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Templates' })).toBeNull())
  expect((await prompt()).value).toContain('Label this review of {{product}}')
  expect(screen.getByRole('button', { name: /^Label a review/ })).toBeDefined()
})
