import { z } from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export const JsonObject = z.record(z.string(), z.json())
export type JsonObject = z.infer<typeof JsonObject>

/**
 * OpenAI's message: content is text, or a list of parts of which those of type `text` carry text. An image is a part
 * `{type: 'image_url', image_url: {url}}`, its URL an https:, data: or file: one; a file is read when the call is made.
 */
export const Message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(JsonObject)]),
})
export type Message = z.infer<typeof Message>

export const verbatimPaths = [
  '/v1/chat/completions',
  '/v1/embeddings',
  '/v1/responses', // OpenAI
  '/v1/messages', // Anthropic
  '/v1beta/generateContent', // Gemini; the model goes into the path when the call is made
] as const
export type VerbatimPath = (typeof verbatimPaths)[number]

/** JSON of any shape, or one that fits a schema: the answer is checked against it. */
export const JsonAnswer = z.union([
  z.literal('any'),
  z.object({
    name: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .default('answer'),
    schema: JsonObject,
    strict: z.boolean().optional(),
  }),
])
export type JsonAnswer = z.infer<typeof JsonAnswer>

/** What a task asks of its provider. The model stands in the task; a verbatim body that names its own model gave it that. */
export const LlmRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('chat'),
    messages: z.array(Message).min(1),
    maxOutputTokens: z.int().positive().optional(),
    temperature: z.number().min(0).max(2).optional(), // sent only where set: some models refuse it
    json: JsonAnswer.optional(),
    stop: z.array(z.string().min(1)).min(1).max(16).optional(),
    seed: z.int().optional(),
    extra: JsonObject.optional(), // fields of the provider's own, put into the body as they are
  }),
  z.object({ kind: z.literal('embedding'), input: z.string().min(1) }),
  z.object({ kind: z.literal('verbatim'), path: z.enum(verbatimPaths), body: JsonObject }),
])
export type LlmRequest = z.infer<typeof LlmRequest>

type ChatRequest = Extract<LlmRequest, { kind: 'chat' }>
type ChatOptions = Partial<
  Pick<ChatRequest, 'maxOutputTokens' | 'temperature' | 'json' | 'stop' | 'seed' | 'extra'>
> & {
  system?: string
  images?: readonly string[] // URLs
}

export function chat(prompt: string, options: ChatOptions = {}): LlmRequest {
  const { system, images = [], ...rest } = options
  const parts = images.map((url): JsonObject => ({ type: 'image_url', image_url: { url } }))
  const content = parts.length === 0 ? prompt : [{ type: 'text', text: prompt }, ...parts]
  const user: Message = { role: 'user', content }
  return { kind: 'chat', messages: system ? [{ role: 'system', content: system }, user] : [user], ...rest }
}

/** The text a person reads and edits: the last user message, or an embedding's input; '' where a verbatim body has neither. */
export function promptOf(request: LlmRequest): string {
  switch (request.kind) {
    case 'chat':
      return contentText(lastUser(request.messages)?.content)
    case 'embedding':
      return request.input
    case 'verbatim': {
      if (request.path === '/v1/embeddings') return typeof request.body.input === 'string' ? request.body.input : ''
      const messages = z
        .array(z.looseObject({ role: z.string(), content: z.unknown() }))
        .safeParse(request.body.messages)
      return messages.success ? contentText(lastUser(messages.data)?.content) : ''
    }
  }
}

/** The system message, or ''. */
export function systemOf(request: LlmRequest): string {
  if (request.kind !== 'chat') return ''
  return contentText(
    request.messages.find((message) => message.role === 'system' || message.role === 'developer')?.content,
  )
}

/** The URLs of its images, where it is a chat. */
export function imagesOf(request: LlmRequest): string[] {
  if (request.kind !== 'chat') return []
  return request.messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.flatMap((part) => ImagePart.safeParse(part).data?.image_url.url ?? []),
  )
}

/** The same request with that text exchanged; everything else stays as it was. */
export function withPrompt(request: LlmRequest, prompt: string): LlmRequest {
  switch (request.kind) {
    case 'chat':
      return { ...request, messages: replaceLastUser(request.messages, prompt) as Message[] }
    case 'embedding':
      return { ...request, input: prompt }
    case 'verbatim': {
      if (request.path === '/v1/embeddings') return { ...request, body: { ...request.body, input: prompt } }
      const messages = z.array(JsonObject).safeParse(request.body.messages)
      if (!messages.success) return request
      return { ...request, body: { ...request.body, messages: replaceLastUser(messages.data, prompt) as Json[] } }
    }
  }
}

const ImagePart = z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) })
const TextPart = z.looseObject({ type: z.literal('text'), text: z.string() })

function lastUser<M extends { role?: unknown }>(messages: readonly M[]): M | undefined {
  return messages.findLast((message) => message.role === 'user') ?? messages.at(-1)
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.flatMap((part) => (TextPart.safeParse(part).success ? [TextPart.parse(part).text] : [])).join('\n')
}

function replaceLastUser(messages: readonly { role?: unknown; content?: unknown }[], prompt: string) {
  const target = lastUser(messages)
  return messages.map((message) =>
    message === target ? { ...message, content: replaceText(message.content, prompt) } : message,
  )
}

/** A list of parts keeps what is not text (images); its text parts become one. */
function replaceText(content: unknown, prompt: string) {
  if (!Array.isArray(content)) return prompt
  return [{ type: 'text', text: prompt }, ...content.filter((part) => !TextPart.safeParse(part).success)]
}
