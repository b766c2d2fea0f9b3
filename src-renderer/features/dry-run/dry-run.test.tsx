import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { DryRunAnswer } from '#shared/dry-run'
import { ToastStack } from '../../frame/ToastStack'
import { madeUpDryRun, madeUpRun } from '../../preview/dry-run'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { DryRunBanner } from './DryRunBanner'
import { DryRunSheet } from './DryRunSheet'
import { forecastFacts, insteadWords, standWords } from './dry-run-words'

beforeEach(resetStore)

function setup() {
  const fake = fakeBridge(scenarios['dry-run'])
  window.trilane = fake.bridge
  connect()
  render(
    <>
      <DryRunBanner />
      <DryRunSheet />
      <ToastStack />
    </>,
  )
  const last = (command: string) => fake.asked.findLast((each) => each.command === command)?.request
  return { user: userEvent.setup({ delay: null }), last }
}

test('a batch whose rest waits says how its first rows went, leads to their answers, and the rest is released there', async () => {
  const { user, last } = setup()
  expect(await screen.findByText(/^Dry run of product-reviews-q3: 4 answered, 1 dead letter/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Look at the answers' }))
  const rows = within(await screen.findByRole('list', { name: 'Rows of the dry run' })).getAllByRole('listitem')
  expect(rows).toHaveLength(5)
  expect(rows[0]?.textContent).toContain('"sentiment":"negative"')
  expect(rows[4]?.textContent).toContain('severity is missing')
  expect(screen.getByRole('region', { name: 'What the rest comes to' }).textContent).toContain('4,801 tasks')
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Release 4,801' }))
  expect(last('releaseDryRun')).toEqual({ batchId: 1 })
  await waitFor(() => expect(useStore.getState().dryRunOf).toBeNull())
  expect(screen.getByText('Released 4,801 tasks')).toBeTruthy()
})

test('the rest can be cancelled, and that can be taken back', async () => {
  const { user, last } = setup()
  await user.click(await screen.findByRole('button', { name: 'Look at the answers' }))
  await user.click(await screen.findByRole('button', { name: 'Cancel the rest' }))
  expect(last('letGoDryRun')).toEqual({ batchId: 1 })
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(last('undo')).toEqual({ token: 'undo-let-go' })
})

test('how it stands, what stands in the place of an answer, what the rest comes to', () => {
  expect(standWords({ ...madeUpRun, state: 'running', succeeded: 2, dead: 0 })).toBe('2 of 5 ended')
  expect(standWords({ ...madeUpRun, dead: 0, succeeded: 5 })).toBe('5 answered')
  const answer = madeUpDryRun.rows[0]?.answers[0] as DryRunAnswer
  expect(insteadWords(answer)).toBeNull()
  expect(insteadWords({ ...answer, answer: null })).toEqual({ text: 'Its answer was removed.', dead: false })
  expect(insteadWords({ ...answer, state: { kind: 'queued' } })).toEqual({ text: 'In line', dead: false })
  const { forecast } = madeUpDryRun
  if (!forecast) throw new Error('no forecast')
  const unknown = { ...forecast, cost: null, time: null, tokensIn: null, tokensOut: null, dead: 0 }
  expect(forecastFacts(unknown)).toEqual([{ name: 'The rest', value: '4,801 tasks' }])
  expect(forecastFacts(forecast).map(({ name }) => name)).toEqual([
    ...['The rest', 'Cost', 'Time', 'Slowed by', 'Tokens in', 'Tokens out', 'Dead letters'],
  ])
})
