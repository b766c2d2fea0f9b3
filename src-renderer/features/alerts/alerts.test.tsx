import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { alertDraft, readAlert } from './alert-draft'
import { DeathsBanner } from './DeathsBanner'
import { useOwnAlert } from './use-own-alert'

beforeEach(resetStore)

test('shares are typed as percent', () => {
  expect(alertDraft({ on: true, share: 0.125, atLeast: 40, pause: true })).toEqual({
    ...{ on: true, share: '12.5', atLeast: '40', pause: true },
  })
  expect(readAlert({ on: true, share: '7,5', atLeast: '3', pause: false }).value).toEqual({
    ...{ on: true, share: 0.075, atLeast: 3, pause: false },
  })
  const wrong = readAlert({ on: true, share: '0', atLeast: 'many', pause: false })
  expect(wrong).toEqual({ value: null, problems: { share: '1 to 100.', atLeast: 'A number from 1 on.' } })
})

test('a batch that was paused by its dead letters says so, leads to them, and goes on', async () => {
  const fake = fakeBridge(scenarios['paused-by-deaths'])
  window.trilane = fake.bridge
  connect()
  render(<DeathsBanner />)
  expect((await screen.findByRole('alert')).textContent).toContain('product-reviews-q3 is paused: 31 of 100 died.')
  const user = userEvent.setup({ delay: null })
  await user.click(screen.getByRole('button', { name: 'Look at them' }))
  expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: 1, tab: 'dead' })
  await user.click(screen.getByRole('button', { name: 'Go on' }))
  await waitFor(() =>
    expect(fake.asked.findLast(({ command }) => command === 'setPaused')?.request).toEqual({
      ...{ scopes: [{ kind: 'batch', batchId: 1 }], paused: false },
    }),
  )
})

test('the alert of a batch begins with what holds for all, and keeps what is typed meanwhile', async () => {
  const forAll = { on: true, share: 0.05, atLeast: 200, pause: true }
  window.trilane = fakeBridge(scenarios.busy, { getDeadAlert: () => forAll }).bridge
  const { result } = renderHook(() => useOwnAlert(undefined))
  act(() => result.current[1]({ share: '9' }))
  await waitFor(() => expect(result.current[0].atLeast).toBe('200'))
  expect(readAlert(result.current[0]).value).toEqual({ ...forAll, share: 0.09 })
  const own = { on: false, share: 0.5, atLeast: 3, pause: false }
  expect(renderHook(() => useOwnAlert(own)).result.current[0]).toEqual(alertDraft(own))
})
