import { z } from 'zod'
import type { JsonObject } from '#shared/request'

const TextPart = z.object({ type: z.literal('text'), text: z.string() })

/** Content is text, or with some providers a list of parts, of which thoughts and the like are left out. */
export function textOfParts(content: string | readonly unknown[] | null | undefined): string {
  if (typeof content === 'string' || !content) return content ?? ''
  return content.flatMap((part) => TextPart.safeParse(part).data?.text ?? []).join('')
}

/** Whether the request offers tools: then their calls are an answer. */
export function offersTools({ tools, functions }: JsonObject): boolean {
  return tools !== undefined || functions !== undefined
}
