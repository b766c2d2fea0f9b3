import { hidden, type WireRequest } from './wire'

/** What curl sets itself, what a provider's SDK tells of itself, and what makes a repeated call the same one: a copy is a new call. */
const ownToCurl = /^(host|connection|content-length|accept-encoding|user-agent|idempotency-key|x-stainless-.*)$/i
const keyHeaders = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])

/**
 * The request as a command for a POSIX shell. In the place of what is hidden stand variables, since a key is never copied: `API_KEY` for
 * the key, and for any other header its name in capitals.
 */
export function curlOf({ method, url, headers, body }: WireRequest): string {
  const sent = headers.filter(([name]) => !ownToCurl.test(name))
  const parts = [
    `curl ${quoted(url, 'API_KEY')}`,
    ...(method === 'POST' && body !== null ? [] : [`-X ${quoted(method, 'API_KEY')}`]),
    ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`, variableOf(name))}`),
    // Not --data, which would read a file where a body begins with @.
    ...(body === null ? [] : [`--data-raw ${quoted(body, null)}`]),
  ]
  return parts.join(' \\\n  ')
}

/** The variables that the command wants set, in order. */
export function variablesOf({ url, headers }: WireRequest): string[] {
  const names = headers.flatMap(([name, value]) => (value.includes(hidden) ? [variableOf(name)] : []))
  return [...new Set(url.includes(hidden) ? ['API_KEY', ...names] : names)]
}

const variableOf = (header: string): string =>
  keyHeaders.has(header.toLowerCase())
    ? 'API_KEY'
    : header
        .toUpperCase()
        .replace(/^[^-]+$/, '$&_HEADER') // a header named Path or User must not be filled from the shell's own
        .replace(/[^A-Z0-9]/g, '_')
        .replace(/^(?=\d)/, '_')

/**
 * One word for the shell: in single quotes nothing has a meaning but the quote itself. Only the variable stands outside of them, so that
 * neither a history expansion nor a backquote of the text is ever seen. A NUL cannot be passed to a program and is left out.
 */
function quoted(text: string, variable: string | null): string {
  const single = (part: string) => (part === '' ? '' : `'${part.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`)
  const parts = variable === null ? [text] : text.split(hidden)
  return parts.map(single).join(`"$${variable}"`) || "''"
}
