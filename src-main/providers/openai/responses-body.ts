import type { JsonAnswer, JsonObject, Message } from '#shared/request'
import { imageOf } from '../images'
import { UnsendableRequest } from '../protocol'
import { isObject } from '../read-error-body'
import type { ChatRequest } from './chat-body'

/** The body of OpenAI's Responses. Throws UnsendableRequest for stop words and seeds, which it does not have: nothing is left out silently. */
export function responsesBody(request: ChatRequest, model: string): JsonObject {
  const { messages, maxOutputTokens, temperature, json, stop, seed } = request
  const unknown = stop !== undefined ? 'stop words' : seed !== undefined ? 'a seed' : null
  if (unknown)
    throw new UnsendableRequest(
      `OpenAI’s Responses take no ${unknown.replace('a ', '')}. Take ${unknown} out, or use a provider of the type OpenAI chat completions`,
    )
  const { model: _, input: __, messages: ___, stream: ____, text, ...extra } = request.extra ?? {}
  // `text` holds more than the format (verbosity), so the request's own is put beside ours.
  const format = { ...(json === undefined ? {} : { format: textFormat(json) }), ...(isObject(text) ? text : {}) }
  return {
    model,
    input: messages.map(inputMessage),
    // A queue keeps answers itself. OpenAI would keep them for 30 days more.
    store: false,
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(Object.keys(format).length === 0 ? {} : { text: format }),
    ...extra,
  } as JsonObject
}

function inputMessage({ role, content }: Message): JsonObject {
  return { role, content: typeof content === 'string' ? content : content.map((part) => inputPart(part, role)) }
}

/** Chat's parts in the words of Responses; a part that is none of chat's is taken as one of theirs. */
function inputPart(part: JsonObject, role: Message['role']): JsonObject {
  const image = imageOf(part)
  if (image) {
    const { url, detail } = image.image_url
    return { type: 'input_image', image_url: url, ...(typeof detail === 'string' ? { detail } : {}) }
  }
  if (part.type === 'text') return { ...part, type: role === 'assistant' ? 'output_text' : 'input_text' }
  if (part.type === 'file' && isObject(part.file)) return { ...part.file, type: 'input_file' } as JsonObject
  return part
}

function textFormat(json: JsonAnswer): JsonObject {
  return json === 'any' ? { type: 'json_object' } : { ...(json as JsonObject), type: 'json_schema' }
}
