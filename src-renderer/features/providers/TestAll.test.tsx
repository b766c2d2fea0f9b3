import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy, practice } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { TestAll } from './TestAll'

beforeEach(resetStore)

const answer = { at: 1, ok: true, message: 'Connected', problem: null, latencyMs: 20, models: [] }

function setup(refused: readonly string[]) {
  const fake = fakeBridge(scenarios.busy, {
    testProvider: ({ id }: { id: string }) =>
      refused.includes(id) ? { ...answer, ok: false, problem: 'key_refused' } : answer,
  })
  window.trilane = fake.bridge
  render(<TestAll providers={busy.providers} />)
  const tested = () => fake.asked.filter(({ command }) => command === 'testProvider').length
  return { user: userEvent.setup(), tested }
}
const real = busy.providers.filter(({ id }) => id !== practice.id)

test('every connection but the built-in one is tested, and that all of them answer is told', async () => {
  const { user, tested } = setup([])
  await user.click(screen.getByRole('button', { name: 'Test all' }))
  await waitFor(() => expect(useStore.getState().toasts).toMatchObject([{ detail: 'Each of them answers.' }]))
  expect(tested()).toBe(real.length)
})

test('those that did not pass are named', async () => {
  const [first] = real
  const { user } = setup([first?.id ?? ''])
  await user.click(screen.getByRole('button', { name: 'Test all' }))
  await waitFor(() =>
    expect(useStore.getState().toasts).toMatchObject([
      { title: `1 of ${real.length} connections did not pass`, detail: expect.stringContaining(first?.name ?? '?') },
    ]),
  )
})
