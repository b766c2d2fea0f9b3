import { expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { classifyNetworkError } from './classify'
import { networkRows } from './network-rows'

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

const node: readonly (readonly [code: string, is: string])[] = [
  ['ENETUNREACH', 'outage'],
  ['ECONNREFUSED', 'outage'],
  ['ENOTFOUND', 'outage'],
  ['EAI_AGAIN', 'outage'],
  ['UND_ERR_CONNECT_TIMEOUT', 'outage'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'outage'],
  ['ETIMEDOUT', 'outage'],
  ['EHOSTUNREACH', 'outage'],
  ['EMFILE', 'outage'],
  ['EACCES', 'outage'],
  ['UND_ERR_PRX_TLS', 'blocked'],
  ['CERT_HAS_EXPIRED', 'blocked'],
  ['CERT_NOT_YET_VALID', 'blocked'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'blocked'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'blocked'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'blocked'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'blocked'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'blocked'],
  ['CERT_REVOKED', 'blocked'],
  ['CERT_SIGNATURE_FAILURE', 'blocked'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'outage'],
  ['EPROTO', 'outage'],
  ['ECONNRESET', 'broken'],
  ['EPIPE', 'broken'],
  ['UND_ERR_SOCKET', 'broken'],
  ['UND_ERR_HEADERS_TIMEOUT', 'broken'],
  ['UND_ERR_BODY_TIMEOUT', 'broken'],
  ['HPE_INVALID_CONSTANT', 'broken'],
  ['UND_ERR_ABORTED', 'broken'],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'permanent'],
  ['UND_ERR_HEADERS_OVERFLOW', 'permanent'],
  ['UND_ERR_INVALID_ARG', 'permanent'],
  ['ERR_INVALID_CHAR', 'permanent'],
  ['ERR_INVALID_URL', 'permanent'],
]
const electron: typeof node = [
  ['ERR_INTERNET_DISCONNECTED', 'outage'],
  ['ERR_NETWORK_CHANGED', 'broken'],
  ['ERR_NETWORK_IO_SUSPENDED', 'broken'],
  ['ERR_CONNECTION_REFUSED', 'outage'],
  ['ERR_NAME_NOT_RESOLVED', 'outage'],
  ['ERR_CONNECTION_TIMED_OUT', 'outage'],
  ['ERR_TIMED_OUT', 'outage'],
  ['ERR_PROXY_AUTH_UNSUPPORTED', 'blocked'],
  ['ERR_PROXY_CERTIFICATE_INVALID', 'blocked'],
  ['ERR_PROXY_CONNECTION_FAILED', 'outage'],
  ['ERR_TUNNEL_CONNECTION_FAILED', 'outage'],
  ['ERR_PAC_SCRIPT_FAILED', 'outage'],
  ['ERR_CERT_DATE_INVALID', 'blocked'],
  ['ERR_CERT_AUTHORITY_INVALID', 'blocked'],
  ['ERR_CERT_COMMON_NAME_INVALID', 'blocked'],
  ['ERR_CERT_WEAK_SIGNATURE_ALGORITHM', 'blocked'],
  ['ERR_SSL_PROTOCOL_ERROR', 'outage'],
  ['ERR_CONNECTION_RESET', 'broken'],
  ['ERR_EMPTY_RESPONSE', 'broken'],
]

test('a server of one’s own that refuses the connection is not running: its tasks wait, and it is asked again', () => {
  const refused = failed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:11434')
  const { kind, ...rest } = classifyNetworkError(refused, { ...context, family: 'local' })
  expect({ kind, ...rest }).toMatchObject({
    ...{ kind: 'blocked', reason: 'auth', scope: 'key', retryAfterMs: 15_000 },
    failure: { code: 'connection', providerCode: 'ECONNREFUSED', message: expect.stringMatching(/Start the server/) },
  })
  expect(short(classifyNetworkError(refused, { ...context, family: 'openai' }))).toBe('outage')
  expect(short(classifyNetworkError(failed('ENOTFOUND'), { ...context, family: 'local' }))).toBe('outage')
})

test.each([...node.map((each) => [...each, failed] as const), ...electron.map((each) => [...each, chromium] as const)])(
  '%s without an answer is %s',
  (code, is, thrown) => {
    const outcome = classifyNetworkError(thrown(code), context)
    expect(short(outcome)).toBe(is)
    const failureCode = is === 'permanent' ? 'bad_request' : 'connection'
    expect(outcome).toMatchObject({ failure: { code: failureCode, status: null, providerCode: code } })
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

test('a proxy that cannot be reached is named, not the server behind it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const cause = Object.assign(new Error('The proxy cannot be reached', { cause: refused }), {
    code: 'ERR_PROXY_UNREACHABLE',
  })
  const outcome = classifyNetworkError(new TypeError('fetch failed', { cause }), context)
  expect(outcome).toMatchObject({ outage: true, failure: { providerCode: 'ERR_PROXY_UNREACHABLE' } })
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
})
