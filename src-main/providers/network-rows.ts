import type { FailureCode } from '#shared/task'

/** What a call that got no answer came to. `words` tell a person what the code means and, where they can do something, what. */
export type NetworkRow = {
  readonly codes: RegExp
  readonly words: string
  readonly is:
    | { readonly kind: 'transient'; readonly outage: boolean }
    | { readonly kind: 'blocked'; readonly retryAfterMs: number }
    | { readonly kind: 'permanent' }
}

const unreachable = { kind: 'transient', outage: true } as const
const broken = { kind: 'transient', outage: false } as const
const badRequest = { kind: 'permanent' } as const
/**
 * A certificate that is not trusted stays so until a person acts (a clock, a proxy that intercepts, a missing authority), and no task may
 * die of it meanwhile. As an outage it would spend the retries of a lane's first tasks, and all of theirs where there are but one or two:
 * so it is `blocked`, which spends none. What a person changes lies outside the app and nobody tells us, so it is asked again every
 * minute. The shared reasons know only `auth` and `quota`; the failure's code stays `connection` and its words name the certificate.
 */
const untrusted = { kind: 'blocked', retryAfterMs: 60_000 } as const
/** A proxy that wants a login is as a server that wants a key. */
const refusedByProxy = { kind: 'blocked', retryAfterMs: 60_000 } as const

const row = (codes: RegExp, words: string, is: NetworkRow['is']): NetworkRow => ({ codes, words, is })

/** The first row whose codes fit decides; provider wire facts, section 3.3. Names without E or UND are those of Chromium's network. */
export const networkRows: readonly NetworkRow[] = [
  // First: behind the word of a proxy stands what befell the connection to it.
  row(
    /^ERR_PROXY_AUTH\w*$/,
    'The proxy wants a login: put it into the proxy’s address, or into the system’s settings',
    refusedByProxy,
  ),
  row(
    /^ERR_(PROXY_CERTIFICATE_INVALID|MITM_\w+)$|^UND_ERR_PRX_TLS$/,
    'The proxy’s certificate is not trusted',
    untrusted,
  ),
  row(
    /^ERR_PROXY_(CONNECTION_FAILED|UNREACHABLE)$/,
    'The proxy does not answer. Check the system’s proxy settings',
    unreachable,
  ),
  row(/^ERR_(TUNNEL_CONNECTION_FAILED|PROXY_\w+)$/, 'The proxy did not let the connection through', unreachable),
  row(
    /^ERR_(MANDATORY_PROXY_CONFIGURATION_FAILED|PAC_\w+|NO_SUPPORTED_PROXIES)$/,
    'The system’s proxy settings cannot be used',
    unreachable,
  ),

  // Where both address families failed, this one reached the machine, and it is not the network that is down.
  row(/^(ECONNREFUSED|ERR_CONNECTION_REFUSED)$/, 'Nothing answers there: the connection was refused', unreachable),
  row(/^ERR_(INTERNET_DISCONNECTED|NETWORK_ACCESS_DENIED)$/, 'This machine is offline', unreachable),
  row(/^ERR_NETWORK_CHANGED$/, 'The network changed during the call', broken),
  row(/^ERR_NETWORK_IO_SUSPENDED$/, 'The machine went to sleep during the call', broken),
  row(/^(ENETDOWN|ENETUNREACH)$/, 'The network does not reach the server', unreachable),

  row(
    /^(ENOTFOUND|ENODATA|EAI_NODATA|EAI_NONAME|ERR_NAME_NOT_RESOLVED)$/,
    'The host name cannot be found',
    unreachable,
  ),
  row(
    /^(EAI_AGAIN|EAI_FAIL|ESERVFAIL|ETIMEOUT|ERR_DNS_TIMED_OUT|ERR_NAME_RESOLUTION_FAILED)$/,
    'The name server does not answer',
    unreachable,
  ),
  row(
    /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_HANDSHAKE_TIMEOUT)$/,
    'The server did not take the connection in time',
    unreachable,
  ),
  row(/^(ETIMEDOUT|ERR_(CONNECTION_)?TIMED_OUT)$/, 'The server did not take the connection in time', unreachable),
  row(
    /^(EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ERR_ADDRESS_(UNREACHABLE|INVALID))$/,
    'The network does not reach the server',
    unreachable,
  ),
  row(
    /^(EMFILE|ENFILE|ENOBUFS|ERR_INSUFFICIENT_RESOURCES)$/,
    'This machine has too many connections open',
    unreachable,
  ),
  row(
    /^(EACCES|EPERM|ERR_BLOCKED_BY_(CLIENT|ADMINISTRATOR))$/,
    'A firewall on this machine forbids the connection',
    unreachable,
  ),

  row(
    /^(CERT_HAS_EXPIRED|ERR_CERT_DATE_INVALID)$/,
    'The server’s certificate has expired, or this machine’s clock is wrong',
    untrusted,
  ),
  row(
    /^(CERT_NOT_YET_VALID)$/,
    'The server’s certificate is not valid yet: this machine’s clock may be wrong',
    untrusted,
  ),
  row(
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
    'The server’s certificate is signed by nobody that this machine knows, perhaps by a proxy',
    untrusted,
  ),
  row(
    /^(UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|ERR_CERT_AUTHORITY_INVALID|CERT_UNTRUSTED)$/,
    'The authority that signed the server’s certificate is not known to this machine',
    untrusted,
  ),
  row(
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|ERR_CERT_COMMON_NAME_INVALID)$/,
    'The server’s certificate is for another host name',
    untrusted,
  ),
  row(/^(CERT_REVOKED|ERR_CERT_REVOKED)$/, 'The server’s certificate was revoked', untrusted),
  row(/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_/, 'The server’s certificate is not trusted', untrusted),
  row(
    /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG)$/,
    'The server does not speak https there: try http, or another port',
    unreachable,
  ),
  // It speaks of the way to the server and not of one request: after a few, the gate closes and no task pays for it any more.
  row(/^(ERR_SSL_.*|EPROTO)$/, 'The secure connection could not be set up', unreachable),

  row(/^(ECONNRESET|ECONNABORTED|ERR_CONNECTION_(RESET|ABORTED))$/, 'The connection broke off', broken),
  row(/^EPIPE$/, 'The connection closed while the request was sent', broken),
  row(
    /^(UND_ERR_SOCKET|ERR_(CONNECTION_CLOSED|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING)|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE)$/,
    'The server closed the connection before its answer was complete',
    broken,
  ),
  row(/^UND_ERR_HEADERS_TIMEOUT$/, 'The server did not begin its answer in time', broken),
  row(/^UND_ERR_BODY_TIMEOUT$/, 'The server was silent for too long within its answer', broken),
  row(
    /^(HPE_.*|UND_ERR_HTTP_PARSER|ERR_INVALID_HTTP_RESPONSE|ERR_HTTP2_.*)$/,
    'What the server sends is not valid HTTP',
    broken,
  ),
  row(/^(UND_ERR_ABORTED|ABORT_ERR|UND_ERR_DESTROYED|UND_ERR_CLOSED)$/, 'The call was broken off', broken),

  row(/^UND_ERR_REQ_CONTENT_LENGTH_MISMATCH$/, 'The request could not be built', badRequest),
  row(/^UND_ERR_HEADERS_OVERFLOW$/, 'The headers are too large', badRequest),
  row(/^UND_ERR_INVALID_ARG$/, 'The request could not be built', badRequest),
  row(
    /^(ERR_INVALID_CHAR|ERR_HTTP_INVALID_HEADER_VALUE)$/,
    'A header has a character that HTTP does not allow, perhaps a line break',
    badRequest,
  ),
  row(/^(ERR_INVALID_URL|ERR_UNKNOWN_URL_SCHEME|ERR_UNSAFE_PORT)$/, 'The address is not valid', badRequest),
]

/** For codes that no row knows. */
export const unknownNetworkError: Omit<NetworkRow, 'codes'> = { words: 'The call failed', is: broken }

/** The code of the failure that a row makes. */
export const codeOfNetwork = ({ is }: Pick<NetworkRow, 'is'>): FailureCode =>
  is.kind === 'permanent' ? 'bad_request' : 'connection'

/**
 * The codes of Node, undici and Chromium behind an error, outermost first: `fetch` throws a TypeError whose cause carries the code, or an
 * AggregateError with one error per address family; Electron's `net` only writes it into the message.
 */
export function networkCodes(error: unknown, depth = 0): string[] {
  if (depth > 8 || typeof error !== 'object' || error === null) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : wordsCode(error)
  const causes = [
    ...('cause' in error ? [error.cause] : []),
    ...('errors' in error && Array.isArray(error.errors) ? error.errors : []),
  ]
  // A proxy that refuses a tunnel is known by its words alone, and more than its bare UND_ERR_ABORTED.
  return [...tunnelCode(error), ...own, ...causes.flatMap((cause) => networkCodes(cause, depth + 1))]
}

/** The Fetch API's Headers throw a bare TypeError, whose message repeats the value: the key, that is. So nobody may quote it. */
function wordsCode(error: object): string[] {
  if (!(error instanceof Error)) return []
  if (error instanceof TypeError && /invalid header (value|name)/i.test(error.message)) return ['ERR_INVALID_CHAR']
  const chromium = /\bnet::(ERR_[A-Z0-9_]+)/.exec(error.message.slice(0, 500))?.[1]
  return chromium ? [chromium] : error.name === 'AbortError' ? ['ABORT_ERR'] : []
}

/** undici: "Proxy response (407) !== 200 when HTTP Tunneling". */
function tunnelCode(error: object): string[] {
  const answered = error instanceof Error ? /^proxy response \((\d{3})\)/i.exec(error.message)?.[1] : undefined
  if (answered === undefined) return []
  return [answered === '407' ? 'ERR_PROXY_AUTH_REQUESTED' : 'ERR_TUNNEL_CONNECTION_FAILED']
}
