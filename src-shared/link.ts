/** Where a link that stands in an answer may lead: the web over TLS, or a new e-mail. Null for all else, such as file: and javascript:. */
export function openableUrl(text: string): URL | null {
  const url = URL.parse(text)
  if (!url) return null
  if (url.protocol === 'mailto:') return [...url.searchParams.keys()].every(isWords) ? url : null
  // A name before the host makes https://bank.example@evil.example look like another place.
  return url.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === '' ? url : null
}

/** Fields of a new e-mail that are words of it or whom it goes to. Others may attach a file (RFC 6068, 4 and 7). */
const isWords = (field: string): boolean => ['to', 'cc', 'bcc', 'subject', 'body'].includes(field.toLowerCase())

/** What a person is told of where it leads: the host, or the address that is written to. */
export const placeOf = ({ protocol, hostname, pathname }: URL): string =>
  protocol === 'mailto:' ? decoded(pathname) : hostname

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
