import { z } from 'zod'

const Answer = z.looseObject({
  choices: z
    .array(z.looseObject({ message: z.looseObject({ content: z.string() }), finish_reason: z.string() }))
    .min(1),
  usage: z.unknown(),
})
const Wish = z.object({ stream: z.literal(true), stream_options: z.object({ include_usage: z.boolean() }).nullish() })

/** Whether that body asks for its answer as a stream, and with its usage; null where it does not. */
export function streamWish(body: unknown): { readonly usage: boolean } | null {
  const wish = Wish.safeParse(body)
  return wish.success ? { usage: wish.data.stream_options?.include_usage === true } : null
}

/** A chat completion as the server-sent events of a stream, a word each; null for an answer of another kind. */
export function chatEvents(answer: string, { usage }: { readonly usage: boolean }): string[] | null {
  const parsed = Answer.safeParse(JSON.parse(answer))
  if (!parsed.success) return null
  const { choices, usage: used, ...rest } = parsed.data
  const [choice] = choices
  const event = (fields: object) =>
    `data: ${JSON.stringify({ ...rest, object: 'chat.completion.chunk', ...fields })}\n\n`
  const piece = (delta: object, finish_reason: string | null = null) =>
    event({ choices: [{ index: 0, delta, finish_reason }] })
  const words = choice?.message.content.match(/\s*\S+\s*$|\s*\S+/g) ?? []
  return [
    piece({ role: 'assistant', content: '' }),
    ...words.map((content) => piece({ content })),
    piece({}, choice?.finish_reason),
    ...(usage ? [event({ choices: [], usage: used })] : []),
    'data: [DONE]\n\n',
  ]
}
