import { z } from 'zod'
import { type Json, type JsonObject, type LlmRequest, Message, verbatimPaths } from '#shared/request'
import { chatParameters, embeddingParameters } from './body-parameters'
import { idKeys } from './parse-json'
import { isId, recordMaker } from './record'
import { rejected, type Shape } from './source-row'

const accepted = verbatimPaths.join(' and ')
/** How the body of an Anthropic message batch begins, up to its list. */
export const bodyOfRequests = /^\s*\{\s*"requests"\s*:\s*(?=\[)/
const anthropicBody = 'the body of an Anthropic message batch within other data: it has to be a file of its own'

/** What a JSON value asks for. A string is a prompt, a request is sent as it stands, any other object is a row with columns. */
export function shapeOf(value: Json, toRecord = recordMaker()): Shape {
  if (typeof value === 'string') return { kind: 'prompt', text: value }
  if (!isObject(value)) return rejected(`${typeName(value)}, not a prompt: wanted are strings and objects`)
  const foreign = foreignReason(value)
  if (foreign !== null) return rejected(foreign)
  return anthropicLine(value) ?? batchLine(value) ?? bareBody(value) ?? { kind: 'record', ...toRecord(value) }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As it reads after “is” or at the beginning of a reason. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return { string: 'text', number: 'a number', boolean: 'true or false' }[String(typeof value)] ?? 'an object'
}

/** A row's own name, or null. Numbers become text: what names is not reckoned with. */
export function customIdOf(value: JsonObject): string | null {
  const found = idKeys.map((key) => valueIn(value, key)).find(isId)
  return found === undefined ? null : String(found)
}

/** What stands under a name, if need be without regard to case. */
function valueIn(columns: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(columns, name)) return columns[name]
  const key = Object.keys(columns).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : columns[key]
}

/** Lines of other tools that look like requests and are none that we can send. */
function foreignReason(value: JsonObject): string | null {
  const { custom_id, response, result, error } = value
  if (Array.isArray(value.requests)) return anthropicBody
  if (custom_id !== undefined && (isObject(response) || (response === null && error !== undefined))) {
    return 'a line of OpenAI batch results, not a request: choose the batch’s input file'
  }
  if (custom_id !== undefined && isObject(result) && typeof result.type === 'string') {
    return 'a line of Anthropic batch results, not a request: choose the file with the prompts'
  }
  if (Array.isArray(value.choices) || value.object === 'list' || (value.type === 'message' && value.role)) {
    return 'an answer of a provider, not a request'
  }
  if (Array.isArray(value.messages) && value.system !== undefined) {
    return '`system` beside `messages` is Anthropic’s form: make it the first message, with the role "system"'
  }
  return null
}

export const isAnthropicLine = ({ custom_id, params }: JsonObject): boolean =>
  custom_id !== undefined && isObject(params) && (params.messages !== undefined || params.max_tokens !== undefined)

/** A request of Anthropic's Message Batches, `{custom_id, params}` (API reference, 2026): its params are what its Messages API takes. */
function anthropicLine(value: JsonObject): Shape | null {
  if (!isAnthropicLine(value) || !isObject(value.params)) return null
  return verbatim('/v1/messages', value.params, customIdOf({ custom_id: value.custom_id ?? null }))
}

/** OpenAI's `{custom_id, method, url, body}`; without `url` (Mistral's) the body tells what it is for. Null for what is neither. */
function batchLine({ method, url, body, ...line }: JsonObject): Shape | null {
  const named = typeof url === 'string' && line.custom_id !== undefined
  if (!isObject(body)) return named ? rejected('a batch line without a `body`') : null
  if (typeof url !== 'string' && line.custom_id === undefined) return null
  if (method !== undefined && method !== 'POST') return rejected(`the method is ${JSON.stringify(method)}, not POST`)
  const wanted = typeof url === 'string' ? url : body.messages === undefined ? '/v1/embeddings' : '/v1/chat/completions'
  // Azure's batch files leave the version out.
  const path = verbatimPaths.find((each) => each === wanted || each === `/v1${wanted}`)
  if (!path) return rejected(`the url ${JSON.stringify(wanted)} is not accepted: ${accepted} are`)
  return verbatim(path, body, customIdOf(line))
}

/** A request body without an envelope, such as the openai-cookbook's request lines. Null for what is none. */
function bareBody(value: JsonObject): Shape | null {
  const { custom_id: _, customId: __, id: ___, metadata, ...body } = value
  const customId = customIdOf(value) ?? (isObject(metadata) ? customIdOf(metadata) : null)
  if (Array.isArray(body.messages) && typeof body.prompt !== 'string') {
    const only = typeof body.model === 'string' ? body : pick(body, chatParameters)
    const messages = z.array(Message.strict()).min(1).safeParse(only.messages)
    if (Object.keys(only).length === 1 && messages.success) {
      return request({ kind: 'chat', messages: messages.data }, null, customId)
    }
    // The cookbook takes `metadata` out before it sends; OpenAI has one of that name for stored answers only.
    const kept = only.store === true && metadata !== undefined ? { ...only, metadata } : only
    return verbatim('/v1/chat/completions', kept, customId)
  }
  const isEmbedding = typeof body.model === 'string' && (typeof body.input === 'string' || Array.isArray(body.input))
  if (!isEmbedding || Object.keys(body).some((key) => !embeddingParameters.has(key))) return null
  return verbatim('/v1/embeddings', body, customId)
}

/** Under which key a body asks what it asks. */
const contentKeys = {
  '/v1/chat/completions': 'messages',
  '/v1/embeddings': 'input',
  '/v1/responses': 'input',
  '/v1/messages': 'messages',
  '/v1beta/generateContent': 'contents',
} as const satisfies Record<(typeof verbatimPaths)[number], string>

function verbatim(path: (typeof verbatimPaths)[number], body: JsonObject, customId: string | null): Shape {
  const content = contentKeys[path]
  const { model = null, [content]: value } = body
  if (value === undefined || value === null) return rejected(`the request has no \`${content}\``)
  if (model !== null && typeof model !== 'string') return rejected(`\`model\` is ${typeName(model)}, not text`)
  if (content === 'messages' && !(Array.isArray(value) && value.every(isObject))) {
    return rejected('`messages` is not a list of messages')
  }
  return request({ kind: 'verbatim', path, body }, model?.trim() || null, customId)
}

function request(asked: LlmRequest, model: string | null, customId: string | null): Shape {
  return isBlank(asked) ? rejected('the prompt is empty') : { kind: 'request', request: asked, model, customId }
}

/** Nothing is asked. A message of parts, or one of tool calls without a content, asks something. */
function isBlank(asked: LlmRequest): boolean {
  if (asked.kind === 'embedding') return asked.input.trim() === ''
  const { messages, input }: { messages?: Json; input?: Json } = asked.kind === 'chat' ? asked : asked.body
  if (!Array.isArray(messages)) return Array.isArray(input) ? input.length === 0 : String(input).trim() === ''
  const last = messages.findLast((message) => isObject(message) && message.role === 'user') ?? messages.at(-1)
  if (!isObject(last)) return true
  return Array.isArray(last.content) ? last.content.length === 0 : String(last.content ?? 'none').trim() === ''
}

const pick = (value: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => keys.has(key)))
