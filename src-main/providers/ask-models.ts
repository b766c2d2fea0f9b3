import { Agent, type Dispatcher, fetch } from 'undici'
import { z } from 'zod'
import type { Protocol } from '#shared/provider'
import { apiRoot } from './base-url'
import type { HttpAnswer } from './classify'
import { parseJson } from './read-error-body'
import { wholeText } from './sse'

/** Whom to ask, and with what. */
export type Asked = {
  readonly protocol: Protocol
  readonly baseUrl: string
  readonly apiKey: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly dispatcher?: Dispatcher
}

/** Newest version that this was written for. Source: Anthropic's API reference, "Versioning". */
const anthropicVersion = '2023-06-01'
/** The most that one page holds. Sources: Anthropic's and Gemini's references of their lists of models. */
const pageSize = '1000'

/** The address under which a protocol's endpoints stand, from what a person typed. Throws where it is no URL. */
export function rootOf(protocol: Protocol, baseUrl: string): string {
  if (protocol === 'openai-chat' || protocol === 'openai-responses') return apiRoot(baseUrl)
  const url = new URL(baseUrl)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(messages|models)$/, '')
  const version = protocol === 'anthropic' ? '/v1' : '/v1beta'
  url.pathname = /\/v\d+\w*$/.test(path) ? path : `${path}${version}`
  ;[url.search, url.hash] = ['', '']
  return url.toString()
}

/**
 * One GET under the protocol's root, with the key as the protocol wants it; the answer as it came, whatever its status. It costs nothing.
 * Plain fetch and no SDK: a test of the connection must see what an SDK would hide, such as redirects and web pages.
 * Rejects with the network's error, or the abort.
 */
export async function ask(asked: Asked, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  const { protocol, baseUrl, apiKey, headers = {}, query = {}, dispatcher } = asked
  const url = new URL(rootOf(protocol, baseUrl))
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
  for (const [name, value] of Object.entries({ ...pages(protocol, path), ...query })) url.searchParams.set(name, value)
  return get(url, { signal, dispatcher, headers: { ...keyHeaders(protocol, apiKey), ...headers } })
}

type Getting = {
  readonly signal: AbortSignal
  readonly dispatcher?: Dispatcher | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** JSON: makes it a POST. */
  readonly body?: string
}

/** The longest list of models, OpenRouter's, has less than 1 MB. */
const longestListBytes = 16 * 1024 * 1024

/** One GET, or a POST where it has a body, whose redirects are not followed. Rejects with the network's error, the abort, or AnswerTooLong. */
export async function get(url: URL, { signal, dispatcher, headers = {}, body }: Getting): Promise<HttpAnswer> {
  const own = dispatcher ? null : new Agent({ allowH2: false, connect: { timeout: 10_000 } })
  try {
    const response = await fetch(url, {
      headers: {
        ...{ accept: 'application/json', 'user-agent': 'trilane' },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
      ...{ redirect: 'manual', signal, dispatcher: dispatcher ?? own ?? undefined },
    })
    return {
      status: response.status,
      headers: response.headers,
      text: await wholeText(response.body, longestListBytes),
    }
  } finally {
    await own?.destroy()
  }
}

const Named = z.object({ id: z.string() })
const Lists = {
  openai: z.union([
    z.object({ data: z.array(Named).nullable() }).transform(({ data }) => data ?? []), // Ollama without models: null
    z.array(Named), // Together
  ]),
  gemini: z
    .object({
      models: z.array(z.object({ name: z.string(), supportedGenerationMethods: z.array(z.string()).optional() })),
    })
    .transform(({ models }) => models.filter(isCallable).map(({ name }) => ({ id: name.replace(/^models\//, '') }))),
} as const

/** The names in an answer's list of models, as the provider orders them; null when it is no such list. */
export function readModels(protocol: Protocol, text: string): string[] | null {
  const list = (protocol === 'gemini' ? Lists.gemini : Lists.openai).safeParse(parseJson(text))
  return list.success ? [...new Set(list.data.map(({ id }) => id))] : null
}

/** Gemini's list names also what only counts tokens or draws. */
function isCallable({
  supportedGenerationMethods: can,
}: {
  supportedGenerationMethods?: string[] | undefined
}): boolean {
  return can === undefined || can.includes('generateContent') || can.includes('embedContent')
}

function keyHeaders(protocol: Protocol, key: string | null): Record<string, string> {
  const version: Record<string, string> = protocol === 'anthropic' ? { 'anthropic-version': anthropicVersion } : {}
  if (key === null) return version
  if (protocol === 'anthropic') return { ...version, 'x-api-key': key }
  return protocol === 'gemini' ? { 'x-goog-api-key': key } : { authorization: `Bearer ${key}` }
}

function pages(protocol: Protocol, path: string): Record<string, string> {
  if (path !== '/models') return {}
  if (protocol === 'anthropic') return { limit: pageSize }
  return protocol === 'gemini' ? { pageSize } : {}
}
