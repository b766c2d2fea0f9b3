import { describe, expect, it } from 'vitest'
import type { GateState } from '#shared/gate'
import { aFailure } from '../preview/tasks'
import { needsPerson, troubleOf, troubleWords } from './gate-words'

const closed = (reason: 'auth' | 'quota' | 'model', failure: Parameters<typeof aFailure>[0]): { state: GateState } => ({
  state: { kind: 'closed', reason, since: 1, until: null, failure: aFailure(failure) },
})
const network = (providerCode: string) =>
  closed('auth', { code: 'connection', status: null, providerCode, message: 'no' })

describe('what keeps a gate closed', () => {
  it.each([
    ['key_refused', closed('auth', { code: 'auth', status: 401, providerCode: 'invalid_api_key' })],
    ['key_missing', closed('auth', { code: 'auth', status: null, providerCode: null })],
    ['certificate', network('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['certificate', network('CERT_HAS_EXPIRED')],
    ['not_running', network('ECONNREFUSED')],
    ['certificate', network('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
    ['certificate', network('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['certificate', network('ERR_PROXY_CERTIFICATE_INVALID')],
    ['proxy', network('ERR_PROXY_AUTH')],
    ['proxy', closed('auth', { code: 'auth', status: 407, providerCode: null })],
    ['connection', network('EPROTO')],
    ['quota', closed('quota', { code: 'quota', status: 402 })],
    ['model', closed('model', { code: 'model', status: 404 })],
  ] as const)('is %s', (trouble, gate) => {
    expect(troubleOf(gate)).toBe(trouble)
    expect(troubleWords[trouble].advice).not.toBe('')
  })

  it('waits for a person, unless its end is known by itself', () => {
    expect(needsPerson('quota', null)).toBe(true)
    expect(needsPerson('quota', 5)).toBe(false)
    expect(needsPerson('certificate', 5)).toBe(true)
    expect(needsPerson('rate_limit', 5)).toBe(false)
    expect(troubleOf({ state: { kind: 'open' } })).toBeNull()
  })
})
