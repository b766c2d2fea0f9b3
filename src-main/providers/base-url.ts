import type { Protocol } from '#shared/provider'

/**
 * The root that `/chat/completions` is appended to, from what a person typed: without a trailing slash or an endpoint, and
 * with `/v1` where nothing says otherwise. A path with a version (`/v1beta/openai`, `/v1/account/gateway/compat`) or an Azure
 * deployment is taken as it is.
 */
export function apiRoot(baseUrl: string): string {
  const url = new URL(baseUrl)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|embeddings|models)$/, '')
  const isComplete = /\/v\d+\w*(\/|$)/.test(path) || path.includes('/deployments/')
  url.pathname = isComplete ? path : `${path}/v1`
  url.hash = ''
  return url.toString()
}

/** Other addresses that a person may have meant, likeliest first: with /v1 or without it, or where gateways put their API. */
export function otherBaseUrls(protocol: Protocol, baseUrl: string): string[] {
  const { origin, pathname } = new URL(baseUrl)
  const path = pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|responses|messages|embeddings|models)$/, '')
  const unversioned = path.replace(/(\/v\d+\w*)+$/, '')
  const paths = [unversioned, `${unversioned}/v1`, ...usualPaths[protocol]]
  return [...new Set(paths.map((each) => `${origin}${each}`))].filter((url) => url !== `${origin}${path}`)
}

const ofOpenAi = ['/v1', '/api/v1', '/openai/v1', '/api/openai/v1', '/v1beta/openai']
const usualPaths: { readonly [P in Protocol]: readonly string[] } = {
  'openai-chat': ofOpenAi,
  'openai-responses': ofOpenAi,
  anthropic: ['', '/anthropic', '/api'],
  gemini: ['/v1beta', '/v1'],
}
