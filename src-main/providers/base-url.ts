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
