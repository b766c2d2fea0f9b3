import { type ClassifyContext, classifyHttpError, classifyNetworkError, type HttpAnswer } from './classify'
import { aborted, ProviderError, providerError } from './protocol'
import { looksLikeHtml, parseJson } from './read-error-body'

/** One page of a list, and where the next is; null where it is the last, undefined where it is no such list. */
export type Page = { readonly ids: readonly string[]; readonly next: string | null } | undefined

/** Far more than any provider has: a server whose pages never end is not asked for ever. */
const mostPages = 50

/** The models on all pages, each once. Rejects with a ProviderError. @param ask gives the page at `next`, the first for null */
export async function listPages(
  signal: AbortSignal,
  context: () => ClassifyContext,
  ask: (next: string | null) => Promise<HttpAnswer>,
  read: (json: unknown) => Page,
): Promise<string[]> {
  const ids = new Set<string>()
  let next: string | null = null
  for (let pages = 0; pages < mostPages; pages++) {
    const answer = await ask(next).catch((error: unknown) => {
      throw providerError(signal.aborted ? aborted(signal) : classifyNetworkError(error, context()), null)
    })
    if (answer.status < 200 || answer.status >= 300)
      throw providerError(classifyHttpError(answer, context()), answer.status)
    const page = read(parseJson(answer.text))
    if (page === undefined) {
      const what = looksLikeHtml(answer.text) ? 'a web page' : 'something other than a list of models'
      throw new ProviderError(null, answer.status, `it answered with ${what}`)
    }
    for (const id of page.ids) ids.add(id)
    next = page.next
    if (next === null) break
  }
  return [...ids]
}
