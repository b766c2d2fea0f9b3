import type { Outcome } from '#shared/outcome'
import { BatchApiError } from '#shared/remote-batch'
import type { LlmRequest } from '#shared/request'
import { type ClassifyContext, classifyHttpError, classifyNetworkError } from '../classify'
import { transient } from '../judge-answer'
import { aborted, fitsInHeader, unusableKey } from '../protocol'
import { parseJson } from '../read-error-body'
import type { Incoming } from '../receive'

/** A file of answers may be as large as a provider's batches are, and its answers longer than the requests. */
export const longestFileBytes = 2 * 1024 * 1024 * 1024

/** How long a question may take, an upload, and the reading of a file of answers. */
export const withinMs = { question: 2 * 60_000, upload: 20 * 60_000, answers: 2 * 60 * 60_000 } as const
export const within = (signal: AbortSignal, what: keyof typeof withinMs): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(withinMs[what])])

type Asking = {
  readonly apiKey: string | null
  readonly context: () => ClassifyContext
  readonly signal: AbortSignal
  readonly send: () => Promise<Incoming>
  /** What it asks may have been done although no answer, or a 5xx, came. */
  readonly creates?: boolean
}

/** A 2xx answer of a batch API. Rejects with a BatchApiError. */
export async function ask({ apiKey, context, signal, send, creates = false }: Asking): Promise<Incoming> {
  if (!fitsInHeader(apiKey ?? '')) throw new BatchApiError(unusableKey(), null, true)
  if (signal.aborted) throw new BatchApiError(aborted(signal), null, true)
  try {
    const answer = await send()
    const { status, headers } = answer
    if (status >= 200 && status < 300) return answer
    const outcome = classifyHttpError({ status, headers, text: await answer.text() }, context())
    throw new BatchApiError(outcome, status, !creates || status < 500)
  } catch (error) {
    throw broken(error, { context, signal, certain: !creates })
  }
}

type Breaking = Pick<Asking, 'context' | 'signal'> & { readonly certain: boolean }
function broken(error: unknown, { context, signal, certain }: Breaking): BatchApiError {
  if (error instanceof BatchApiError) return error
  const outcome: Outcome = signal.aborted ? aborted(signal) : classifyNetworkError(error, context())
  return new BatchApiError(outcome, null, certain)
}

/** The JSON of a 2xx answer in that shape. Rejects with a BatchApiError. */
export async function readJson<T>(asking: Asking, read: (json: unknown) => T | undefined): Promise<T> {
  const answer = await ask(asking)
  const text = await answer.text().catch((error: unknown) => {
    throw broken(error, { ...asking, certain: asking.creates !== true })
  })
  const value = read(parseJson(text))
  if (value !== undefined) return value
  throw new BatchApiError(
    transient(answer, 'server_error', 'The answer does not have the shape of this batch API’s answers'),
    answer.status,
    asking.creates !== true,
  )
}

/** What a file's lines give, as they come. Rejects with a BatchApiError where the connection breaks. */
export async function* unbroken<T>(
  items: AsyncIterable<T>,
  asking: Pick<Asking, 'context' | 'signal'>,
): AsyncGenerator<T> {
  try {
    yield* items
  } catch (error) {
    throw broken(error, { ...asking, certain: true })
  }
}

/** The request without its messages, for what reading an answer needs of it: images need not be read again. */
export function forReading(request: LlmRequest): LlmRequest {
  return request.kind === 'chat' ? { ...request, messages: [{ role: 'user', content: '-' }] } : request
}

/** Headers that tell a row's request id; rows of a file have none of their own. */
export function headersOf(requestId: string | null | undefined): Headers {
  return new Headers(requestId && fitsInHeader(requestId) ? { 'x-request-id': requestId } : {})
}
