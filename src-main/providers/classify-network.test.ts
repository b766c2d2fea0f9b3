import { expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { classifyNetworkError } from './classify'
import { type NetworkFault, networkFault, networkRows } from './network-rows'

const context = { secrets: ['topsecret-key-1'] }
const short = (outcome: Outcome): string => {
  if (outcome.kind === 'transient') return outcome.outage ? 'outage' : 'broken'
  return outcome.kind
}

/** As fetch throws it: the code in the cause. */
const failed = (code: string, message = code) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })
/** As Electron's net throws it: the code in the message alone. */
const chromium = (code: string) => new Error(`net::${code}`)

const node: readonly (readonly [code: string, is: string, fault: NetworkFault])[] = [
  ['ENETUNREACH', 'outage', 'offline'],
  ['ECONNREFUSED', 'outage', 'refused'],
  ['ENOTFOUND', 'outage', 'dns'],
  ['EAI_AGAIN', 'outage', 'dns'],
  ['UND_ERR_CONNECT_TIMEOUT', 'outage', 'slow'],
  ['ETIMEDOUT', 'outage', 'slow'],
  ['EHOSTUNREACH', 'outage', 'unreachable'],
  ['EMFILE', 'outage', 'unreachable'],
  ['EACCES', 'outage', 'unreachable'],
  ['UND_ERR_PRX_TLS', 'blocked', 'tls'],
  ['CERT_HAS_EXPIRED', 'blocked', 'tls'],
  ['CERT_NOT_YET_VALID', 'blocked', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'blocked', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'blocked', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'blocked', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'blocked', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'blocked', 'tls'],
  ['CERT_REVOKED', 'blocked', 'tls'],
  ['CERT_SIGNATURE_FAILURE', 'blocked', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'broken', 'tls'],
  ['EPROTO', 'broken', 'tls'],
  ['ECONNRESET', 'broken', 'broken'],
  ['EPIPE', 'broken', 'broken'],
  ['UND_ERR_SOCKET', 'broken', 'broken'],
  ['UND_ERR_HEADERS_TIMEOUT', 'broken', 'slow'],
  ['UND_ERR_BODY_TIMEOUT', 'broken', 'slow'],
  ['HPE_INVALID_CONSTANT', 'broken', 'broken'],
  ['UND_ERR_ABORTED', 'broken', 'broken'],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'permanent', 'request'],
  ['UND_ERR_HEADERS_OVERFLOW', 'permanent', 'request'],
  ['UND_ERR_INVALID_ARG', 'permanent', 'request'],
  ['ERR_INVALID_CHAR', 'permanent', 'request'],
  ['ERR_INVALID_URL', 'permanent', 'request'],
]
const electron: typeof node = [
  ['ERR_INTERNET_DISCONNECTED', 'outage', 'offline'],
  ['ERR_NETWORK_CHANGED', 'broken', 'offline'],
  ['ERR_NETWORK_IO_SUSPENDED', 'broken', 'offline'],
  ['ERR_CONNECTION_REFUSED', 'outage', 'refused'],
  ['ERR_NAME_NOT_RESOLVED', 'outage', 'dns'],
  ['ERR_CONNECTION_TIMED_OUT', 'outage', 'slow'],
  ['ERR_TIMED_OUT', 'outage', 'slow'],
  ['ERR_PROXY_AUTH_UNSUPPORTED', 'blocked', 'proxy'],
  ['ERR_PROXY_CERTIFICATE_INVALID', 'blocked', 'tls'],
  ['ERR_PROXY_CONNECTION_FAILED', 'outage', 'proxy'],
  ['ERR_TUNNEL_CONNECTION_FAILED', 'outage', 'proxy'],
  ['ERR_PAC_SCRIPT_FAILED', 'outage', 'proxy'],
  ['ERR_CERT_DATE_INVALID', 'blocked', 'tls'],
  ['ERR_CERT_AUTHORITY_INVALID', 'blocked', 'tls'],
  ['ERR_CERT_COMMON_NAME_INVALID', 'blocked', 'tls'],
  ['ERR_CERT_WEAK_SIGNATURE_ALGORITHM', 'blocked', 'tls'],
  ['ERR_SSL_PROTOCOL_ERROR', 'broken', 'tls'],
  ['ERR_CONNECTION_RESET', 'broken', 'broken'],
  ['ERR_EMPTY_RESPONSE', 'broken', 'broken'],
]

test.each([...node.map((each) => [...each, failed] as const), ...electron.map((each) => [...each, chromium] as const)])(
  '%s without an answer is %s (%s)',
  (code, is, fault, thrown) => {
    const outcome = classifyNetworkError(thrown(code), context)
    expect(short(outcome)).toBe(is)
    const failureCode = is === 'permanent' ? 'bad_request' : 'connection'
    expect(outcome).toMatchObject({ failure: { code: failureCode, status: null, providerCode: code } })
    expect(networkFault(code)).toBe(fault)
  },
)

test('every row is reached by one of these codes', () => {
  const codes = [...node, ...electron].map(([code]) => code)
  const reached = new Set(codes.map((code) => networkRows.find((row) => row.codes.test(code))))
  expect(networkRows.filter((row) => !reached.has(row))).toEqual([])
})

test('a certificate that is not trusted spends no retry, and is asked again by itself once somebody may have acted', () => {
  expect(classifyNetworkError(failed('CERT_HAS_EXPIRED', 'certificate has expired'), context)).toEqual({
    ...{ kind: 'blocked', reason: 'auth', scope: 'key', retryAfterMs: 60_000 },
    failure: {
      ...{ code: 'connection', status: null, providerCode: 'CERT_HAS_EXPIRED', requestId: null },
      message: 'The server’s certificate has expired, or this machine’s clock is wrong (certificate has expired)',
    },
  })
})

test.each([
  [407, 'blocked', 'The proxy wants a login'],
  [503, 'outage', 'The proxy did not let the connection through'],
])('a proxy that answers %i to a tunnel is %s', (status, is, words) => {
  const cause = Object.assign(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), {
    code: 'UND_ERR_ABORTED',
  })
  const outcome = classifyNetworkError(new TypeError('fetch failed', { cause }), context)
  expect(short(outcome)).toBe(is)
  expect('failure' in outcome && outcome.failure.message).toContain(words)
})

test('finds the code in an AggregateError of both address families', () => {
  const error = new TypeError('fetch failed', {
    cause: new AggregateError([
      Object.assign(new Error('connect ENETUNREACH ::1'), { code: 'ENETUNREACH' }),
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    ]),
  })
  // The machine answered on the other family, so the network is not down.
  expect(classifyNetworkError(error, context)).toMatchObject({ failure: { providerCode: 'ECONNREFUSED' } })
})

test('never quotes a header that cannot be sent', () => {
  const error = new TypeError('Headers.append: "Bearer sk-line1\nline2" is an invalid header value.')
  const outcome = classifyNetworkError(error, context)
  expect(short(outcome)).toBe('permanent')
  expect(JSON.stringify(outcome)).not.toContain('line1')
})

test('masks a key that an error repeats', () => {
  const outcome = classifyNetworkError(failed('ECONNRESET', 'reset while sending topsecret-key-1'), context)
  expect(JSON.stringify(outcome)).not.toContain('topsecret-key-1')
})

test('takes anything that was thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, new Error(''), failed('SOMETHING_NEW')]) {
    expect(short(classifyNetworkError(thrown, context))).toBe('broken')
  }
  expect(networkFault(null)).toBeNull()
  expect(networkFault('SOMETHING_NEW')).toBeNull()
})
