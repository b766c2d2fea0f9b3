import { addressSecrets, withoutAddressSecrets } from '#providers/address-secrets'
import { mask, redact, redactWords } from '#providers/redact'
import { secretsOf } from '#shared/kept-secrets'
import { keptSecret, type ProviderOptions } from '#shared/provider'

type Place = { readonly baseUrl: string | null; readonly options: ProviderOptions }

/** Secrets that stand in a provider's settings in clear: where the system has no keychain, and in its address. */
export function secretsIn({ baseUrl, options }: Place): string[] {
  const { headers, proxyPassword } = secretsOf(options)
  const own = [...Object.values(headers), ...(proxyPassword === null ? [] : [proxyPassword])]
  const addresses = [baseUrl ?? '', options.proxy]
  const inAddresses = [...addresses.flatMap(addressSecrets), ...addresses.flatMap(basicOf)]
  return [...new Set([...own, ...inAddresses])].filter((secret) => secret !== keptSecret)
}

/** A name and password before the host, as the header of basic authentication has them: servers and proxies repeat that too. */
function basicOf(address: string): string[] {
  const url = URL.parse(address)
  if (!url || url.password === '') return []
  const plain = [`${url.username}:${url.password}`, decodedPair(url)]
  return [...new Set(plain)].map((pair) => Buffer.from(pair).toString('base64'))
}

function decodedPair({ username, password }: URL): string {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  } catch {
    return `${username}:${password}`
  }
}

/** A field of that name holds what lets its bearer in. Counts of tokens and limits have other names, and an idempotency key opens nothing. */
const secretField =
  /^(?!idempotency[-_]key$)(?:.*[-_.])?(?:authorization|(?:set-)?cookie|api[-_]?key|key|secret|client[-_]?secret|password|passwd|credentials?|signature|sig|(?:access|auth|refresh|security|session|id|csrf)[-_]?token|token|private[-_]?key)$/i
const inJson = /"([\w.-]{1,80})"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g
/** JSON that stands as a text in JSON. */
const inEscapedJson = /(\\+)"([\w.-]{1,80})\\+"(\s*:\s*)\\+"[^"\\]*\\+"/g
const address = /\bhttps?:\/\/[^\s"'<>\\)\]}]+/gi
/** Shapes that are keys wherever they stand, beside those that providers' errors repeat (redact.ts). */
const alwaysKeys = [
  /\bbearer\s+[\w.~+/-]{16,}=*/gi,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_\w{20,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
]

/** Masks for a report that leaves this computer. @param secrets those that are known: see `secretsIn` */
export function createMasks(secrets: readonly string[]) {
  const addresses = (text: string) =>
    text.replace(address, (found) => (URL.canParse(found) ? withoutAddressSecrets(found, 'MASKED') : found))
  const always = (text: string) => {
    let left = addresses(text)
    for (const shape of alwaysKeys) left = left.replace(shape, mask)
    return left
      .replace(inJson, (whole, name: string, between: string) =>
        secretField.test(name) ? `"${name}"${between}"${mask}"` : whole,
      )
      .replace(inEscapedJson, (whole, slash: string, name: string, between: string) =>
        secretField.test(name) ? `${slash}"${name}${slash}"${between}${slash}"${mask}${slash}"` : whole,
      )
  }
  /** What a provider or a program wrote. */
  const told = (text: string): string => redact(always(text), secrets)
  /** What a person or a model wrote: kept, but for what is a key. */
  const words = (text: string): string => redactWords(always(text), secrets)
  /** Every text in a value. */
  function deep<T>(value: T, of: (text: string) => string, name = ''): T {
    if (typeof value === 'string') return (secretField.test(name) && value !== '' ? mask : of(value)) as T
    if (Array.isArray(value)) return value.map((each: unknown) => deep(each, of)) as T
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]: [string, unknown]) => [of(key), deep(each, of, key)]),
    ) as T
  }
  const headers = (pairs: readonly [string, string][]): [string, string][] =>
    pairs.map(([name, value]) => [name, secretField.test(name) ? mask : told(value)])
  return { told, words, deep, headers }
}
export type Masks = ReturnType<typeof createMasks>
