import { type KeptSecrets, keptSecret, type ProviderOptions } from './provider'

/** The password in a proxy's address, as the address writes it. */
const password = /^([a-z0-9]+:\/\/[^:@/?#]*:)([^/?#]+)(@[^@]*)$/i

/** What of the options is secret: the values of headers, and a proxy's password. Those that are marks only are left out. */
export function secretsOf({ headers, proxy }: ProviderOptions): KeptSecrets {
  const values = Object.entries(headers).filter(([, value]) => value !== '' && value !== keptSecret)
  const [, , own = null] = password.exec(proxy) ?? []
  return { headers: Object.fromEntries(values), proxyPassword: own === keptSecret ? null : own }
}

export const hasSecrets = ({ headers, proxyPassword }: KeptSecrets): boolean =>
  proxyPassword !== null || Object.keys(headers).length > 0

/** The same options with a mark for each secret: as windows see them, and as they are stored beside what is sealed. */
export function withoutSecrets(options: ProviderOptions): ProviderOptions {
  const headers = Object.entries(options.headers).map(([name, value]) => [name, value === '' ? '' : keptSecret])
  const proxy = options.proxy.replace(password, (_, before: string, _own, after: string) => before + keptSecret + after)
  return { ...options, headers: Object.fromEntries(headers), proxy }
}

/** What marks stand for secrets: names of headers, and null for the proxy's password. */
export function marksOf({ headers, proxy }: ProviderOptions): (string | null)[] {
  const names = Object.entries(headers).flatMap(([name, value]) => (value === keptSecret ? [name] : []))
  return password.exec(proxy)?.[2] === keptSecret ? [...names, null] : names
}

/** The options with the secrets in the place of their marks. A mark that none is kept for stays: see marksOf. */
export function withSecrets(options: ProviderOptions, kept: KeptSecrets): ProviderOptions {
  const headers = Object.entries(options.headers).map(([name, value]) => [
    name,
    value === keptSecret ? (kept.headers[name] ?? keptSecret) : value,
  ])
  const proxy = options.proxy.replace(password, (whole, before: string, own: string, after: string) =>
    own === keptSecret && kept.proxyPassword !== null ? before + kept.proxyPassword + after : whole,
  )
  return { ...options, headers: Object.fromEntries(headers), proxy }
}
