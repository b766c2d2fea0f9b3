import { expect, test } from 'vitest'
import type { Gate, GateState } from '#shared/gate'
import { unknownLimits } from '#shared/limits'
import { defaultOptions, type ProviderView } from '#shared/provider'
import type { GateId } from '#shared/task'
import { statusOf } from '../features/providers/provider-status'
import { holding, shutGates } from './gates'

const line = 1 as GateId
const failure = { code: 'auth', status: 401, providerCode: null, message: 'no', requestId: null } as const
const refused: GateState = { kind: 'closed', since: 1, reason: 'auth', until: null, failure }
const limited = (until: number): GateState => ({
  ...{ kind: 'closed', since: 1, reason: 'rate_limit', until },
  failure: { ...failure, code: 'rate_limited', status: 429 },
})
const gate = (id: number, keyId: string, state: GateState): Gate => ({
  ...{ id: id as GateId, routeId: line, providerId: 'p', model: 'm', keyId, state, closures: 1, limits: unknownLimits },
})
const provider = (...keyIds: string[]): ProviderView => ({
  ...{ id: 'p', protocol: 'openai-chat', preset: 'custom', name: 'Mine', baseUrl: 'http://127.0.0.1', models: [] },
  ...{ defaultModel: 'm', options: defaultOptions, key: null, isDefault: true, paused: false, lastTest: null },
  keys: keyIds.map((keyId) => ({ keyId, name: '', last4: 'wxyz', kept: 'keychain' })),
})
const seen = (gates: Gate[], isShut: boolean, keys = provider('1', '2')) => ({
  ...{ gates, providers: [keys], paces: [], heldByGate: isShut ? [{ gateId: line as number, held: 12 }] : [] },
})

test('a key that is refused beside one that works holds nothing', () => {
  const overview = seen([gate(1, '1', refused)], false)
  expect(holding(overview, line)).toBeNull()
  expect(shutGates(overview)).toMatchObject([{ held: 0, partly: true }])
})

test('of two keys that are closed for a time the one that opens first holds what is in line', () => {
  const overview = seen([gate(1, '1', limited(90_000)), gate(2, '2', limited(20_000))], true)
  expect(holding(overview, line)).toMatchObject({ gate: { keyId: '2' }, until: 20_000, held: 12 })
  expect(shutGates(overview).map(({ held }) => held)).toEqual([12, 12])
  expect(statusOf(overview, provider('1', '2'), 0)).toMatchObject({ kind: 'paused', until: 20_000 })
})

test('a refused key does not need a person at once while another only waits for its time', () => {
  const overview = seen([gate(1, '1', refused), gate(2, '2', limited(20_000))], true)
  expect(holding(overview, line)).toMatchObject({ gate: { keyId: '2' }, personal: false })
  expect(shutGates(overview)).toMatchObject([
    { gate: { keyId: '2' }, held: 12, partly: false },
    { gate: { keyId: '1' }, held: 0, partly: true },
  ])
})

test('the gate of a key that was removed holds nothing, and the line is held at those that are left', () => {
  const overview = seen([gate(1, '1', refused), gate(2, '2', refused)], true, provider('2'))
  expect(shutGates(overview)).toMatchObject([{ gate: { keyId: '2' }, held: 12 }])
  expect(holding(overview, line)).toMatchObject({ gate: { keyId: '2' }, personal: true })
})
