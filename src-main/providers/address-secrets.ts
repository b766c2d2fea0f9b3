/** Names in an address whose values let their bearer in, as some gateways want it. */
const secretName = /key|token|secret|signature|^sig$|pass|auth|credential|^code$/i
/** Longer values of any other name are thought to be secrets too: a region or a flag is short. */
const longestPlain = 16
/** Of our own adapters: Azure's version is a date. */
const plainName = /^(api-version|alt|beta)$/i

/** The parameters of an address that let their bearer in, in its order, as they read when they are decoded. */
export const secretParams = (url: URL): [name: string, value: string][] =>
  [...url.searchParams].filter(
    ([name, value]) => value !== '' && !plainName.test(name) && (secretName.test(name) || value.length >= longestPlain),
  )

/** What in an address must not be told: values of such parameters, and a name and password before the host. None in what is no address. */
export function addressSecrets(address: string): string[] {
  const url = URL.parse(address)
  if (!url) return []
  const before = [url.username, url.password].filter((part) => part !== '').flatMap((part) => [part, decoded(part)])
  return [...new Set([...secretParams(url).map(([, value]) => value), ...before])]
}

/** The address with `mark` in the place of what must not be told. @param mark must be legal in an address */
export function withoutAddressSecrets(address: string, mark: string): string {
  const url = new URL(address)
  for (const [name] of secretParams(url)) url.searchParams.set(name, mark)
  if (url.username !== '') url.username = mark
  if (url.password !== '') url.password = mark
  return url.toString()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
