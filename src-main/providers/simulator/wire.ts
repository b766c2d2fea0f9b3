import { z } from 'zod'

const TextPart = z.looseObject({ text: z.string() })
const Content = z.union([z.string(), z.array(z.unknown())]).nullish()
const Limit = z.int().positive().nullish()

/** What is read of the bodies that come in; all else is taken and ignored, as most providers do. */
export const ChatBody = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.string(), content: Content })).min(1),
  stream: z.boolean().nullish(),
  max_completion_tokens: Limit,
  max_tokens: Limit,
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).nullish() })
    .nullish(),
})
export type ChatBody = z.infer<typeof ChatBody>

export const EmbeddingBody = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
})
export type EmbeddingBody = z.infer<typeof EmbeddingBody>

/** All the text of a chat, in which directives are looked for. */
export function chatContent({ messages }: ChatBody): string {
  return messages.map(({ content }) => textOf(content)).join('\n')
}

/** The last user message: what an answer speaks of. */
export function lastPrompt({ messages }: ChatBody): string {
  return textOf((messages.findLast(({ role }) => role === 'user') ?? messages.at(-1))?.content)
}

function textOf(content: z.infer<typeof Content>): string {
  if (typeof content === 'string') return content
  return (content ?? []).flatMap((part) => TextPart.safeParse(part).data?.text ?? []).join('\n')
}

/** OpenAI's error object. */
export type WireError = {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

/** About four characters of English a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4)
