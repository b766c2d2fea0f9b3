import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { ToastStack } from '../../frame/ToastStack'
import { type LettersCase, lettersBridge } from '../../preview/letters/letters'
import { resetStore, useStore } from '../../state/store'
import { ActionsSheet } from './ActionsSheet'
import { CutOff } from './CutOff'

beforeEach(resetStore)

function setup(of: LettersCase = 'letters') {
  const fake = lettersBridge(false, of)
  window.trilane = fake.bridge
  render(
    <>
      <CutOff />
      <ActionsSheet />
      <ToastStack />
    </>,
  )
  const last = (command: string) => fake.asked.findLast((each) => each.command === command)?.request
  return { user: userEvent.setup({ delay: null }), last }
}

test('what was done is listed with what it left out; each letter says why and leads to its task', async () => {
  const { user, last } = setup()
  useStore.getState().openLetterActions()
  const list = await screen.findByRole('list', { name: 'Actions' })
  const requeued = within(list).getByText('Requeued 27 letters').closest('li') as HTMLElement
  expect(requeued.textContent).toContain('3 left out. 1 could not be written.')
  await user.click(within(requeued).getByRole('button', { name: /^Show which/ }))
  const failed = await within(requeued).findByRole('list', { name: 'Could not be written' })
  expect(failed.textContent).toContain('Could not be written and is as before.')
  const skipped = await within(requeued).findByRole('list', { name: 'Left out' })
  expect(within(skipped).getAllByRole('listitem')).toHaveLength(3)
  expect(skipped.textContent).toContain('Changed meanwhile. It is queued now')
  expect(last('getBulkItems')).toMatchObject({ id: 2, state: 'skipped', after: 0 })
  await user.click(within(failed).getByRole('button', { name: /^Open/ }))
  expect(useStore.getState().view).toBe('queue')
  expect(useStore.getState().letterActions).toBeNull()
})

test('an action is taken back also when its toast is long gone; one that was, cannot be again', async () => {
  const { user, last } = setup()
  useStore.getState().openLetterActions()
  await user.click(await screen.findByRole('button', { name: 'Undo: Snoozed 4 letters' }))
  expect(last('undoBulk')).toEqual({ id: 3 })
  const list = screen.getByRole('list', { name: 'Actions' })
  const undone = within(list).getByText('Discarded 118 letters, and put them back').closest('li') as HTMLElement
  expect(within(undone).queryByRole('button', { name: /^Undo/ })).toBeNull()
  expect(undone.textContent).toContain('2 changed meanwhile and were not put back.')
})

test('an action that the end of the app cut off says how far it came, goes on when asked to, and can be put away', async () => {
  const { user, last } = setup('letters-cut')
  const cut = await screen.findByRole('list', { name: 'Cut off' })
  expect(cut.textContent).toContain('Requeued 200 letters. Trilane was closed before it ended: 212 are as before.')
  await user.click(within(cut).getByRole('button', { name: 'Go on' }))
  expect(last('runBulk')).toEqual({ id: 5 })
  await user.click(within(cut).getByRole('button', { name: /^Put away/ }))
  expect(screen.queryByRole('list', { name: 'Cut off' })).toBeNull()
})
