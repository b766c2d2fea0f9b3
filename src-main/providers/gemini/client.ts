import type { Endpoint, Fetch } from '../protocol'
import type { Incoming } from '../receive'
import { wholeText } from '../sse'

/** One request. A `body` makes it a POST. */
export type Sending = {
  readonly signal: AbortSignal
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends once and gives the answer whatever its status, its body unread. Rejects with the network's own error where none came. */
export type Send = (path: string, sending: Sending) => Promise<Incoming>

/**
 * Google's API by plain `fetch`, with the types of Google's SDK and without the SDK itself. It could not do what is asked of it here:
 * it puts every request and every answer through lists of the fields that it knows, so a verbatim body, an extra field or an unknown
 * stop reason would not arrive as it was sent; its errors keep neither headers nor body as they came, and with them the request id and
 * the time to wait are gone; its stream reader fails on an event whose blank line is missing, and tells nothing of comments. It also reads
 * GOOGLE_* and GEMINI_* variables, and asks Google's credential files where no key is given. What remains of it would be the address.
 */
export function createClient({ baseUrl, apiKey, headers = {} }: Endpoint, fetch: Fetch): Send {
  const root = new URL(apiRoot(baseUrl))
  const standing = [...root.searchParams] // a gateway's own
  root.search = ''
  return async (path, { signal, body, headers: own }) => {
    const url = new URL(`${root}${path}`)
    for (const [name, value] of standing) url.searchParams.append(name, value)
    const sent = new Headers({ Accept: 'application/json', 'User-Agent': 'trilane' })
    if (body !== undefined) sent.set('Content-Type', 'application/json')
    if (apiKey !== null) sent.set('x-goog-api-key', apiKey)
    for (const [name, value] of Object.entries({ ...own, ...headers })) sent.set(name, value)
    const response = await fetch(url.toString(), {
      method: body === undefined ? 'GET' : 'POST',
      headers: [...sent],
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { status, body: unread } = response
    return { status, headers: response.headers, body: unread, text: () => wholeText(unread) }
  }
}

/** The root before `/models/…`, from what a person typed: a version that is there stays, and where none is it is v1beta. */
export function apiRoot(baseUrl: string): string {
  const url = new URL(baseUrl)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/models$/, '')
  url.pathname = /\/v\d+\w*$/.test(path) ? path : `${path}/v1beta`
  url.hash = ''
  return url.toString()
}

/** Where a model is under the root: `models/…` unless its name says otherwise (`tunedModels/…`). */
export function modelPath(model: string): string {
  const segments = model.replace(/^\/+/, '').split('/').map(encodeURIComponent)
  return `/${segments.length > 1 ? '' : 'models/'}${segments.join('/')}`
}
