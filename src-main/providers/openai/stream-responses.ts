import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { classifyHttpError, hasErrorInside } from '../classify'
import { endedEarly, transient } from '../judge-answer'
import { parseJson } from '../read-error-body'
import { readResponses } from './read-responses'
import type { StreamParts } from './stream-chat'

const Event = z.object({ type: z.string(), delta: z.unknown().optional(), response: z.unknown().optional() })
const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/**
 * What a streamed response comes to: that of its last event, which repeats all of it. There may be no `[DONE]`, and nobody waits for it.
 * Throws what the connection throws.
 */
export async function readResponsesStream({ items, head, asked, context, onText }: StreamParts): Promise<Outcome> {
  let text = ''
  for await (const item of items) {
    if (item.kind === 'alive' || item.data.trim() === '') {
      onText('')
      continue
    }
    if (item.data.trim() === '[DONE]') break
    const json = parseJson(item.data)
    if (json === undefined && item.unfinished) break
    const event = Event.safeParse(json)
    // An error says so by its type, by the event's name, or as chat completions do.
    if (item.event === 'error' || hasErrorInside(json) || event.data?.type === 'error')
      return classifyHttpError({ ...head, text: item.data }, context)
    if (!event.success) return transient(head, 'server_error', 'A part of the streamed answer cannot be read')
    const { type, delta, response } = event.data
    if (terminal.has(type)) {
      return hasErrorInside(response)
        ? classifyHttpError({ ...head, text: JSON.stringify(response) }, context)
        : readResponses(response, head, asked, context, text)
    }
    const piece = type === 'response.output_text.delta' && typeof delta === 'string' ? delta : ''
    text += piece
    onText(piece)
  }
  return endedEarly(head)
}
