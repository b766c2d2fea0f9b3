import { expect, test } from 'vitest'
import type { Gate } from '#shared/gate'
import { firstKeyId } from '#shared/gate'
import { laneDefaults } from '#shared/lane'
import { unknownLimits } from '#shared/limits'
import type { LaneView, Slot } from '#shared/overview'
import { formatUntil } from '../../format'
import { startWords } from './start-words'

const slot: Slot = { taskId: 1 as Slot['taskId'], title: '', batchName: '', position: 1, startedAt: 0 }
const fast = (busy: number, rest: Partial<LaneView> = {}): LaneView => ({
  ...{
    name: 'fast',
    policy: laneDefaults.fast,
    paused: false,
    opensAt: null,
    slots: Array.from({ length: busy }, () => slot),
  },
  ...{ ready: 0, held: 0, backingOff: 0, scheduled: 0, waiting: 0, nextDueAt: null, history: [], typicalMs: null },
  ...rest,
})
const openai = { name: 'OpenAI', paused: false }
const failure = { code: 'auth', status: 401, providerCode: null, message: '', requestId: null } as const
const closed = (reason: 'rate_limit' | 'auth' | 'quota'): Gate => ({
  ...{
    id: 1 as Gate['id'],
    routeId: 1 as Gate['id'],
    providerId: 'p',
    model: 'm',
    keyId: firstKeyId,
    closures: 0,
    limits: unknownLimits,
  },
  state:
    reason === 'rate_limit'
      ? { kind: 'closed', since: 0, failure, reason, until: 60_000 }
      : { kind: 'closed', since: 0, failure, reason, until: null },
})

test('a free slot and nothing ahead means at once', () => {
  expect(startWords(fast(3), undefined, openai)).toBe('3 of 5 Fast slots busy. Starts at once.')
})

test('it takes turns with what is ready', () => {
  expect(startWords(fast(5, { ready: 1 }), undefined, openai)).toContain('Takes turns with 1 other.')
  expect(startWords(fast(5, { ready: 342 }), undefined, openai)).toContain('Takes turns with 342 others.')
  expect(startWords(fast(5), undefined, openai)).toContain('in the next one that is free')
})

test('a paused lane and a closed gate say until when', () => {
  expect(startWords(fast(0, { paused: true }), undefined, openai)).toContain('once you resume it')
  expect(startWords(fast(0), closed('rate_limit'), openai)).toMatch(/^OpenAI is paused\. Starts after .*\d.*\.$/)
  const gate = closed('rate_limit')
  if (gate.state.kind !== 'closed') throw new Error('it is closed')
  const until = 60_400 // as its countdown, the clock is rounded up
  expect(startWords(fast(0), { ...gate, state: { ...gate.state, until } as Gate['state'] }, openai)).toContain(
    formatUntil(until),
  )
  expect(startWords(fast(0), closed('auth'), openai)).toContain('once a valid key is set')
  expect(startWords(fast(0), closed('quota'), openai)).toMatch(/^OpenAI says that the quota is used up\. Starts once/)
})

test('a lane outside its run windows says from when on, unless a person has to act first', () => {
  const opensAt = new Date(2026, 10, 23, 22, 0).getTime()
  const now = new Date(2026, 10, 23, 12, 0).getTime()
  const lane = fast(0, { opensAt })
  expect(startWords(lane, undefined, openai, { now })).toMatch(/^Fast runs from .*\. Starts then\.$/)
  expect(startWords(lane, closed('rate_limit'), openai, { now })).toContain('Fast runs from')
  expect(startWords(lane, closed('auth'), openai, { now })).toContain('once a valid key is set')
  expect(startWords(lane, undefined, openai, { now: opensAt })).toContain('Starts at once')
})
