import type { FailureCode } from '#shared/task'

/** What a call that got no answer came to. `words` tell a person what the code means. */
export type NetworkRow = {
  readonly codes: RegExp
  readonly words: string
  readonly is:
    | { readonly kind: 'transient'; readonly code: FailureCode; readonly outage: boolean }
    | { readonly kind: 'permanent'; readonly code: FailureCode }
}

const unreachable = { kind: 'transient', code: 'connection', outage: true } as const
const broken = { kind: 'transient', code: 'connection', outage: false } as const
const badRequest = { kind: 'permanent', code: 'bad_request' } as const

/** The first row whose codes fit decides; provider wire facts, section 3.3. */
export const networkRows: readonly NetworkRow[] = [
  // Before the codes of why the proxy could not be reached, which would seem to be the provider's.
  { codes: /^ERR_PROXY_/, words: 'The proxy did not pass the call on', is: unreachable },
  { codes: /^ECONNREFUSED$/, words: 'Nothing answers there: the connection was refused', is: unreachable },
  { codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, words: 'The host name cannot be found', is: unreachable },
  {
    codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    words: 'The server did not take the connection in time',
    is: unreachable,
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    words: 'The network does not reach the server',
    is: unreachable,
  },
  {
    // A person must act (a proxy that intercepts, a wrong clock), and the tasks must not die of it: an outage keeps them queued.
    codes: /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|HOSTNAME_MISMATCH/,
    words: 'The server’s certificate is not trusted',
    is: unreachable,
  },
  { codes: /^(ERR_SSL_.*|EPROTO)$/, words: 'The secure connection could not be set up', is: broken },
  { codes: /^(ECONNRESET|EPIPE|ECONNABORTED)$/, words: 'The connection broke off', is: broken },
  { codes: /^UND_ERR_SOCKET$/, words: 'The server closed the connection before its answer was complete', is: broken },
  { codes: /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, words: 'The server was silent for too long', is: broken },
  { codes: /^(HPE_.*|UND_ERR_HTTP_PARSER)$/, words: 'The server does not speak HTTP', is: broken },
  {
    codes: /^(UND_ERR_REQ_CONTENT_LENGTH_MISMATCH|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID_ARG)$/,
    words: 'The request could not be built',
    is: badRequest,
  },
  {
    codes: /^(ERR_INVALID_CHAR|ERR_HTTP_INVALID_HEADER_VALUE)$/,
    words: 'A header has a character that HTTP does not allow, perhaps a line break',
    is: badRequest,
  },
  { codes: /^ERR_INVALID_URL$/, words: 'The address is not valid', is: badRequest },
]

/** For codes that no row knows. */
export const unknownNetworkError: Omit<NetworkRow, 'codes'> = { words: 'The call failed', is: broken }

/**
 * The Node and undici codes behind an error, outermost first: `fetch` throws a TypeError whose cause carries the code, or an
 * AggregateError with one error per address family.
 */
export function networkCodes(error: unknown, depth = 0): string[] {
  if (depth > 8 || typeof error !== 'object' || error === null) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : invalidHeader(error)
  const causes = [
    ...('cause' in error ? [error.cause] : []),
    ...('errors' in error && Array.isArray(error.errors) ? error.errors : []),
  ]
  return [...own, ...causes.flatMap((cause) => networkCodes(cause, depth + 1))]
}

/** The Fetch API's Headers throw a bare TypeError, whose message repeats the value: the key, that is. So nobody may quote it. */
function invalidHeader(error: object): string[] {
  return error instanceof TypeError && /invalid header (value|name)/i.test(error.message) ? ['ERR_INVALID_CHAR'] : []
}
