import type { TestProblem } from '#shared/provider'
import { isLoopback } from './network'
import { networkCodes } from './network-rows'
import { proxyErrorIn } from './proxy-error'

/** What is wrong, what it means and what to do about it. */
export type Problem = { readonly problem: TestProblem; readonly message: string }

type Row = { readonly codes: RegExp; readonly is: TestProblem; readonly words: (base: Base) => string }
type Base = { readonly url: string; readonly host: string; readonly isHere: boolean }

const noAnswer = ({ url }: Base) =>
  `${url} cannot be reached: it did not answer in time. Check the base URL, and the network`
const addCa = 'If that is your company’s or your own server, add its CA file under Advanced'

/** The first row whose codes fit decides. Codes: Node, OpenSSL and undici; provider wire facts, section 3.3. */
const rows: readonly Row[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/,
    is: 'dns',
    words: ({ url, host }) =>
      `${url} cannot be reached: the host name ${host} is not found. Check the base URL, and whether this machine is online`,
  },
  {
    codes: /^ECONNREFUSED$/,
    is: 'refused',
    words: ({ url, isHere }) =>
      `${url} cannot be reached: the connection was refused. ${isHere ? 'Start the server, or check the port' : 'Check the base URL and its port'}`,
  },
  { codes: /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, is: 'timeout', words: noAnswer },
  {
    codes: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    is: 'tls_expired',
    words: ({ host }) =>
      `The certificate of ${host} has expired or is not valid yet. Check this machine’s clock; if it is right, the server needs a new certificate`,
  },
  {
    codes: /SELF_SIGNED/,
    is: 'tls_untrusted',
    words: ({ host }) => `The certificate of ${host} is self-signed, or a proxy’s that reads along. ${addCa}`,
  },
  {
    codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    is: 'tls_name',
    words: ({ host }) =>
      `The server’s certificate is not for ${host}. Use the name that the certificate has, or check the base URL`,
  },
  {
    codes: /^(UNABLE_TO_|CERT_|INVALID_CA|ERR_TLS_)/,
    is: 'tls_untrusted',
    words: ({ host }) => `The certificate of ${host} is signed by someone whom this machine does not trust. ${addCa}`,
  },
  {
    codes: /^(ERR_SSL_.*|EPROTO)$/,
    is: 'tls',
    words: ({ url }) =>
      `No secure connection to ${url} could be set up. If the server speaks plain http, start the base URL with http://`,
  },
  {
    codes: /^ERR_INVALID_CHAR$/,
    is: 'key_refused',
    words: () => 'The API key or a header has a character that none can have, perhaps a line break. Enter it again',
  },
]

/** Why a call got no answer at all. `error`: whatever the client threw. */
export function networkProblem(error: unknown, baseUrl: string): Problem {
  const proxy = proxyErrorIn(error)
  if (proxy) {
    if (proxy.code === 'ERR_PROXY_AUTH')
      return {
        problem: 'proxy_auth',
        message: `${proxy.message}. Put them into its address, under Advanced: http://name:password@host:port`,
      }
    const why =
      proxy.status === null ? '. Check its address and the network' : ': it may not reach the provider, or not allow it'
    return { problem: 'proxy', message: `${proxy.message}${why}` }
  }
  const codes = networkCodes(error)
  const row = rows.find((candidate) => codes.some((code) => candidate.codes.test(code)))
  const base = { url: baseUrl, host: new URL(baseUrl).hostname, isHere: isLoopback(baseUrl) }
  if (row) return { problem: row.is, message: row.words(base) }
  const detail = codes[0] ?? (error instanceof Error ? error.message : String(error))
  return {
    problem: 'network',
    message: `${baseUrl} cannot be reached (${detail}). Check the base URL, and the network`,
  }
}

export const timedOut = (baseUrl: string): Problem => ({
  problem: 'timeout',
  message: `${baseUrl} did not answer in time. Check the base URL, and the network`,
})
