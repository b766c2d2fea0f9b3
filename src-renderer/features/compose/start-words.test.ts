import { expect, test } from 'vitest'
import type { Gate } from '#shared/gate'
import { laneDefaults } from '#shared/lane'
import type { LaneView, Slot } from '#shared/overview'
import { startWords } from './start-words'

const slot: Slot = { taskId: 1 as Slot['taskId'], title: '', batchName: '', position: 1, startedAt: 0 }
const fast = (busy: number, rest: Partial<LaneView> = {}): LaneView => ({
  ...{ name: 'fast', policy: laneDefaults.fast, paused: false, slots: Array.from({ length: busy }, () => slot) },
  ...{ ready: 0, held: 0, backingOff: 0, scheduled: 0, nextDueAt: null, history: [], typicalMs: null },
  ...rest,
})
const failure = { code: 'auth', status: 401, providerCode: null, message: '', requestId: null } as const
const closed = (reason: 'rate_limit' | 'auth' | 'quota'): Gate => ({
  ...{ id: 1 as Gate['id'], providerId: 'p', model: 'm', closures: 0 },
  state:
    reason === 'rate_limit'
      ? { kind: 'closed', since: 0, failure, reason, until: 60_000 }
      : { kind: 'closed', since: 0, failure, reason, until: null },
})

test('a free slot and nothing ahead means at once', () => {
  expect(startWords(fast(3), undefined, 'OpenAI')).toBe('3 of 5 Fast slots busy. Starts at once.')
})

test('it takes turns with what is ready', () => {
  expect(startWords(fast(5, { ready: 1 }), undefined, 'OpenAI')).toContain('Takes turns with 1 other.')
  expect(startWords(fast(5, { ready: 342 }), undefined, 'OpenAI')).toContain('Takes turns with 342 others.')
  expect(startWords(fast(5), undefined, 'OpenAI')).toContain('in the next one that is free')
})

test('a paused lane and a closed gate say until when', () => {
  expect(startWords(fast(0, { paused: true }), undefined, 'OpenAI')).toContain('once you resume it')
  expect(startWords(fast(0), closed('rate_limit'), 'OpenAI')).toMatch(/^OpenAI is paused\. Starts after .*\d.*\.$/)
  expect(startWords(fast(0), closed('auth'), 'OpenAI')).toContain('once a valid key is set')
  expect(startWords(fast(0), closed('quota'), 'OpenAI')).toContain('quota at OpenAI')
})
