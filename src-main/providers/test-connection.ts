import type { ModelSizes } from '#shared/model-told'
import { presetOf } from '#shared/presets'
import type { ProviderTest } from '#shared/provider'
import { type Asked, ask, readModels, rootOf } from './ask-models'
import { otherBaseUrls } from './base-url'
import { CaFileError } from './certificates'
import { classifyHttpError, type HttpAnswer } from './classify'
import { networkProblem, type Problem, timedOut } from './connection-problem'
import { looksLikeHtml, parseJson } from './read-error-body'
import { readToldModels } from './told-models'

/** What is tested. */
export type Tested = Omit<Asked, 'protocol'> & {
  readonly protocol?: Asked['protocol']
  /** Whether a key goes along, in whatever header. */
  readonly hasKey?: boolean
  readonly preset?: string
  /** The default model: it should be among those that are listed. */
  readonly model?: string
  /** What its list tells of the models' sizes; called once, before the test resolves, where it has a list. */
  readonly onTold?: (models: ReadonlyMap<string, ModelSizes>) => void
}

/** Longer than a connection may take to come up, so that its own error is told where there is one. */
const testTimeoutMs = 12_000
/** For each of the other addresses that are tried after a wrong one. */
const otherTimeoutMs = 3_000

type Finding = Problem & { readonly suggestedBaseUrl?: string }
type Found = { readonly models: string[]; readonly text: string } | Finding

/**
 * Asks a server for its models, which costs nothing, and says what came of it and what to do about it. Never rejects. It destroys the
 * dispatcher of what it tested.
 * @param timeoutMs in all; a server that takes longer counts as unreachable
 */
export async function testConnection(
  tested: Tested | Promise<Tested>,
  timeoutMs = testTimeoutMs,
): Promise<ProviderTest> {
  const at = Date.now()
  const startedAt = performance.now()
  let subject: Tested | undefined
  try {
    subject = await tested
    const asked = { protocol: 'openai-chat', ...subject } as const
    const found = await examine(asked, AbortSignal.timeout(timeoutMs))
    if (!('models' in found)) return failed(at, found)
    const latencyMs = Math.round(performance.now() - startedAt)
    subject.onTold?.(readToldModels(found.text))
    const unknown = unknownModel(subject, found.models)
    const message = `Connected: ${counted(found.models.length)}${unknown ? `. ${unknown}` : ''}`
    return {
      ...{ at, ok: true, message, latencyMs, models: found.models },
      ...{ problem: unknown ? 'model_unknown' : null, suggestedBaseUrl: null },
    }
  } catch (error) {
    if (error instanceof CaFileError) return failed(at, { problem: 'ca_file', message: error.message })
    const message = error instanceof Error ? error.message : String(error)
    return failed(
      at,
      subject ? { problem: 'base_url', message: `${subject.baseUrl}: ${message}` } : { problem: null, message },
    )
  } finally {
    await subject?.dispatcher?.destroy()
  }
}

type Whom = Tested & Asked

async function examine(asked: Whom, signal: AbortSignal): Promise<Found> {
  const { protocol, baseUrl } = asked
  rootOf(protocol, baseUrl) // throws where it is no URL
  const answer = await answerTo(asked, '/models', signal)
  if ('problem' in answer) return answer
  const models = isSuccess(answer) ? readModels(protocol, answer.text) : null
  if (models === null) return explain(answer, asked, signal)
  const { keyCheck } = presetOf(asked.preset ?? '')
  if (keyCheck === undefined) return { models, text: answer.text }
  // The list is open to anyone there, so it says nothing of the key.
  const checked = await answerTo(asked, keyCheck, signal)
  if ('problem' in checked) return checked
  return isKeyRefused(checked, asked) ? keyProblem(checked, asked) : { models, text: answer.text }
}

async function answerTo(asked: Whom, path: string, signal: AbortSignal): Promise<HttpAnswer | Problem> {
  try {
    return await ask(asked, path, signal)
  } catch (error) {
    return signal.aborted ? timedOut(asked.baseUrl) : networkProblem(error, asked.baseUrl)
  }
}

/** An answer that is no list of models. */
async function explain(answer: HttpAnswer, asked: Whom, signal: AbortSignal): Promise<Finding> {
  const { baseUrl } = asked
  const { status, text } = answer
  const isPage = looksLikeHtml(text)
  if (status === 407)
    return { problem: 'proxy_auth', message: 'A proxy on the way wants a user name and a password (407)' }
  if (status >= 300 && status < 400) return redirected(answer, asked)
  if (!isPage && isKeyRefused(answer, asked)) return keyProblem(answer, asked)
  const outcome = isSuccess(answer) ? null : classifyHttpError(answer, contextOf(asked))
  const said = outcome && 'failure' in outcome ? outcome.failure.message : ''
  if (!isPage && outcome !== null && outcome.kind !== 'permanent' && status !== 404)
    return { problem: 'busy', message: `The server answers, but not now (${status}): ${said}` }

  const suggestedBaseUrl = await elsewhere(asked, signal)
  if (suggestedBaseUrl !== undefined) {
    const message = `${baseUrl} is not the address of its API, but ${suggestedBaseUrl} is. Use that as the base URL`
    return { problem: 'base_url', message, suggestedBaseUrl }
  }
  if (isPage && status !== 404)
    return {
      problem: 'web_page',
      message: `${baseUrl} answered with a web page (${status}). Either this network wants a sign-in in the browser first, or the base URL is not the address of an API`,
    }
  const what = isSuccess(answer)
    ? `it answered with ${isPage ? 'a web page' : 'something other than a list of models'}`
    : `GET /models gave ${status}: ${said}`
  return {
    problem: 'base_url',
    message: `${baseUrl} is not ${apiNames[asked.protocol]}: ${what}. Check the base URL; most end in /v1`,
  }
}

const apiNames = {
  'openai-chat': 'an OpenAI-compatible server',
  'openai-responses': 'an OpenAI-compatible server',
  anthropic: 'a server that speaks Anthropic’s protocol',
  gemini: 'a server that speaks Gemini’s protocol',
} as const

/** Where the same server does answer as an API; undefined: nowhere that was tried. */
async function elsewhere(asked: Whom, signal: AbortSignal): Promise<string | undefined> {
  const tried = new Set([rootOf(asked.protocol, asked.baseUrl)])
  for (const baseUrl of otherBaseUrls(asked.protocol, asked.baseUrl)) {
    const root = rootOf(asked.protocol, baseUrl)
    if (tried.has(root)) continue
    tried.add(root)
    const other = { ...asked, baseUrl }
    const answer = await answerTo(other, '/models', AbortSignal.any([signal, AbortSignal.timeout(otherTimeoutMs)]))
    if (signal.aborted) return undefined
    if ('problem' in answer) continue
    if (isSuccess(answer) && readModels(asked.protocol, answer.text) !== null) return baseUrl
    // An API that refuses the key is there; what is no JSON may refuse everything.
    if (typeof parseJson(answer.text) === 'object' && isKeyRefused(answer, other)) return baseUrl
  }
  return undefined
}

/** A redirect is not followed: it would turn a POST into a GET, or carry the key to another host. */
function redirected({ headers, status }: HttpAnswer, { baseUrl }: Whom): Finding {
  const location = headers.get('location')
  const target = location === null ? null : URL.parse(location, baseUrl)
  if (!target?.pathname.replace(/\/+$/, '').endsWith('/models')) {
    const where = target ? ` to ${target.origin}${target.pathname}` : ''
    return {
      problem: 'web_page',
      message: `${baseUrl} redirects${where} (${status}). Either this network wants a sign-in in the browser first, or the base URL is wrong`,
    }
  }
  const suggestedBaseUrl = `${target.origin}${target.pathname.replace(/\/+$/, '').slice(0, -'/models'.length)}`
  return {
    problem: 'redirect',
    message: `The server redirects: use ${suggestedBaseUrl} as the base URL`,
    suggestedBaseUrl,
  }
}

function isKeyRefused(answer: HttpAnswer, asked: Whom): boolean {
  if (isSuccess(answer)) return false
  const outcome = classifyHttpError(answer, contextOf(asked))
  return outcome.kind === 'blocked' && outcome.reason === 'auth'
}

function keyProblem(answer: HttpAnswer, asked: Whom): Problem {
  const outcome = classifyHttpError(answer, contextOf(asked))
  const said = 'failure' in outcome ? outcome.failure.message : ''
  return (asked.hasKey ?? asked.apiKey !== null)
    ? { problem: 'key_refused', message: `The server refused the API key: ${said}` }
    : { problem: 'key_missing', message: `The server wants an API key: ${said}` }
}

/** Only a hint: an alias may be right though no list has it. */
function unknownModel({ model = '', preset = '' }: Tested, models: readonly string[]): string | null {
  if (model === '' || models.length === 0 || presetOf(preset).listsOthers) return null
  if (models.some((listed) => listed === model || listed === `${model}:latest`)) return null // Ollama’s own default tag
  return `The default model ${model} is not among them. Choose one that is, or try it if you know it is right`
}

const contextOf = ({ apiKey, headers = {} }: Asked) => ({
  secrets: [...(apiKey === null ? [] : [apiKey]), ...Object.values(headers)],
  now: Date.now(),
})
const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300

function failed(at: number, { problem, message, suggestedBaseUrl = null }: FailedAs): ProviderTest {
  return { at, ok: false, message, latencyMs: null, models: [], problem, suggestedBaseUrl }
}
type FailedAs = Omit<ProviderTest, 'at' | 'ok' | 'latencyMs' | 'models' | 'suggestedBaseUrl'> & {
  readonly suggestedBaseUrl?: string | null
}

function counted(models: number): string {
  if (models === 0) return 'the server lists no models yet'
  return models === 1 ? '1 model' : `${models} models`
}
