import { act, render, screen } from '@testing-library/react'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { App } from './App'
import { clock } from './clock'
import { statusWords } from './features/providers/status-words'
import { untilWords } from './features/schedules/next-words'
import { loadTheRest } from './later'
import { fakeBridge } from './preview/fake-bridge'
import { type ScenarioName, scenarios } from './preview/scenarios'
import { busyTasks, now } from './preview/tasks'
import type { View } from './state/navigation-slice'
import { resetStore, useStore } from './state/store'

const dayMs = 86_400_000

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
})

/** Of what the window shows, what no clock may say: below zero, or a zero that stands still. */
const wrong = /(?:^|[\s(])(?:[-−]\d|0:00(?![\d:])|0\.0 s)/

const textsOf = (root: Element): string[] => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: string[] = []
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '')
  return texts
}
const bad = () => textsOf(document.body).filter((text) => wrong.test(text))
/** What counts down, and not up. */
const countdowns = () =>
  screen.queryAllByRole('timer').filter((timer) => !/since/.test(timer.getAttribute('aria-label') ?? ''))

const views: readonly (readonly [ScenarioName, View])[] = [
  ['busy', 'queue'],
  ['busy', 'providers'],
  ['limits', 'providers'],
  ['paced', 'queue'],
  ['paced', 'providers'],
  ['control', 'queue'],
  ['nights', 'queue'],
  ['busy', 'schedules'],
  ['budget-day', 'queue'],
]

test.each(views)(
  '%s, %s: after a sleep past every moment no clock shows less than nothing, and none that ended shows a number',
  async (scenario, view) => {
    window.trilane = fakeBridge(scenarios[scenario]).bridge
    window.innerWidth = 1_440
    render(<App />)
    await screen.findByRole('contentinfo')
    act(() => useStore.getState().goTo(view))
    expect(bad()).toEqual([])
    act(() => clock.set(now + 9 * dayMs))
    expect(bad()).toEqual([])
    expect(
      countdowns()
        .map(({ textContent }) => textContent)
        .filter((text) => /\d/.test(text ?? '')),
    ).toEqual([])
  },
)

test('the inspector does as the table does, in every state that waits', async () => {
  window.trilane = fakeBridge(scenarios.busy).bridge
  window.innerWidth = 1_440
  render(<App />)
  await screen.findByRole('contentinfo')
  for (const { id, state } of busyTasks) {
    if (state.kind !== 'backing_off' && state.kind !== 'scheduled' && state.kind !== 'queued') continue
    act(() => clock.set(now))
    act(() => useStore.getState().openTask(id))
    const inspector = await screen.findByRole('complementary')
    act(() => clock.set(now + 9 * dayMs))
    expect(textsOf(inspector).filter((text) => wrong.test(text))).toEqual([])
  }
})

test('words that count down end in a word', () => {
  const paused = { kind: 'paused', trouble: 'rate_limit', until: now, said: '' } as const
  expect(untilWords(0)).toBe('due now')
  expect(untilWords(-5)).toBe('due now')
  expect(statusWords(paused, 0)).toBe('opening')
})
