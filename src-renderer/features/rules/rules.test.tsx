import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { ToastStack } from '../../frame/ToastStack'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { madeUpRules } from '../../preview/releases'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { RulesSheet } from './RulesSheet'
import { draftOf, emptyRule, matchOfGroup, readRule } from './rule-draft'
import { ruleSentence, usualName } from './rule-words'

beforeEach(resetStore)

async function setup() {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  connect()
  render(
    <>
      <RulesSheet />
      <ToastStack />
    </>,
  )
  await waitFor(() => expect(useStore.getState().overview).not.toBeNull())
  useStore.getState().openRules({ at: 'list' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user: userEvent.setup({ delay: null }), asked, list: await screen.findByRole('list', { name: 'Rules' }) }
}

test('a rule is one sentence', () => {
  expect(madeUpRules.map((rule) => ruleSentence(rule, busy))).toEqual([
    'When a letter of OpenAI gpt-4o-mini dies of a timeout, requeue it after 10 minutes, at most twice.',
    'When a letter dies of a prompt that is too long, requeue it at once with claude-sonnet-4-5, at most once, and label it “moved to a larger model”.',
    'When a letter dies of a refusal, requeue it after 1 minute, at most 3 times, and tell me.',
  ])
})

test('what is typed becomes what main takes, and back', () => {
  for (const { id, name, enabled, match, actions } of madeUpRules) {
    const read = readRule(draftOf({ id, name, enabled, match, actions }), () => 'unused')
    expect(read).toEqual({ ok: true, input: { id, name, enabled, match, actions } })
  }
})

test.each([
  [{ status: '42' }, 'status'],
  [{ after: '' }, 'after'],
  [{ after: '31', span: 'days' }, 'after'],
  [{ atMost: '0' }, 'atMost'],
  [{ otherProvider: 'openai' }, 'otherModel'],
  [{ labels: true }, 'newLabel'],
  [{ requeues: false }, 'actions'],
] as const)('%o cannot be, and says so', (change, problem) => {
  const read = readRule({ ...emptyRule, ...change }, () => 'x')
  expect(read.ok ? [] : Object.keys(read.problems)).toEqual([problem])
})

test('a rule of a group is for that cause, provider and model, and off', () => {
  const group = busy.deadGroups[0] ?? expect.fail()
  const read = readRule(draftOf({ name: '', match: matchOfGroup(group), actions: [] }), (match) =>
    usualName(match, busy),
  )
  expect(read).toMatchObject({
    ok: true,
    input: { enabled: false, match: { cause: group.key, code: group.code }, actions: [{ kind: 'requeue' }] },
  })
})

test('before a rule is switched on it says what it would find now', async () => {
  const { user, asked, list } = await setup()
  await user.click(within(list).getByRole('switch', { name: 'Too long: larger model' }))
  expect(await within(list).findByText('9 of 56 letters would match.')).toBeTruthy()
  expect(within(list).getByRole('status').textContent).toContain('One was already requeued as often as it may.')
  expect(asked('saveRule')).toEqual([])
  await user.click(within(list).getByRole('button', { name: 'Switch on' }))
  await waitFor(() => expect(asked('saveRule')).toMatchObject([{ id: 2, enabled: true }]))
})

test('one that stopped itself says why; its log leads to its tasks', async () => {
  const { user, asked, list } = await setup()
  expect(within(list).getByText(/It switched itself off: ten in a row/)).toBeTruthy()
  await user.click(within(list).getByRole('button', { name: 'Log of Refusals' }))
  const log = await screen.findByRole('list', { name: 'Log' })
  expect(asked('getRuleLog')).toEqual([{ ruleId: 3, before: null, limit: 100 }])
  const first = within(log).getAllByRole('button', { name: 'Open task 129' })[0] ?? expect.fail()
  await user.click(first)
  expect(useStore.getState()).toMatchObject({ view: 'queue', taskId: 129, rules: null })
})

test('a removed rule can be brought back', async () => {
  const { user, asked, list } = await setup()
  await user.click(within(list).getByRole('button', { name: 'Remove Refusals' }))
  await waitFor(() => expect(useStore.getState().toasts).toHaveLength(1))
  expect(asked('removeRule')).toEqual([{ id: 3 }])
  expect(useStore.getState().undoLast()).toBe(true)
  await waitFor(() => expect(asked('saveRule')).toMatchObject([{ name: 'Refusals', enabled: false }]))
})
