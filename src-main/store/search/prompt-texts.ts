import { z } from 'zod'

/** Of a stored request, what holds text that a person may look for. Everything else, images among it, is no text. */
const Part = z.looseObject({ text: z.string() })
const Content = z.union([z.string(), z.array(z.unknown())])
const Messages = z.array(z.looseObject({ content: Content.nullish() }))
const Body = z.looseObject({
  messages: Messages.optional(),
  input: Content.optional(),
  instructions: z.string().optional(),
})
const Request = z.looseObject({ messages: Messages.optional(), input: z.string().optional(), body: Body.optional() })

/** All texts of a request as it is stored: system text, every message, an embedding's input; '' for one that cannot be read. */
export function promptTexts(request: string): string {
  const parsed = Request.safeParse(jsonOf(request))
  if (!parsed.success) return ''
  const { messages, input, body } = parsed.data
  const contents = [input, body?.instructions, body?.input, ...[messages, body?.messages].flatMap(contentsOf)]
  return contents.flatMap(textOf).join('\n')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const contentsOf = (messages: z.infer<typeof Messages> | undefined) => messages?.map(({ content }) => content) ?? []

function textOf(content: z.infer<typeof Content> | null | undefined): string[] {
  if (content === null || content === undefined) return []
  if (typeof content === 'string') return [content]
  return content.flatMap((part) => {
    if (typeof part === 'string') return [part]
    const known = Part.safeParse(part)
    return known.success ? [known.data.text] : []
  })
}
