import { z } from 'zod'
import type { JsonObject, Message } from '#shared/request'
import { imageOf, withImagesRead } from './images'
import { UnsendableRequest } from './protocol'

/** An image as both protocols take it: its bytes, or an address from which the provider fetches it. */
export type Image =
  | { readonly kind: 'data'; readonly mediaType: string; readonly base64: string }
  | { readonly kind: 'url'; readonly url: string }

/** A part of a message. `more`: what a text carries besides, such as a cache_control. `own`: a part in the provider's own form, sent as it is. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly more?: JsonObject }
  | { readonly kind: 'image'; readonly image: Image }
  | { readonly kind: 'own'; readonly part: JsonObject }

export type Turn = { readonly role: 'user' | 'assistant'; readonly pieces: readonly Piece[] }

const TextPart = z.looseObject({ type: z.enum(['text', 'input_text', 'output_text']), text: z.string() })

/**
 * A conversation for the protocols that keep instructions apart from it: Anthropic's and Google's. Instructions are those of all system
 * and developer messages, in their order. Where nothing else is there they are the user's turn, since neither protocol answers without one.
 * Reads the files of images; rejects with an UnsendableRequest.
 */
export async function readTurns(messages: readonly Message[]): Promise<{ system: string; turns: Turn[] }> {
  const system = messages
    .filter(isInstruction)
    .map(({ content }) => textOf(content))
    .filter((text) => text !== '')
    .join('\n\n')
  const spoken = await withImagesRead(messages.filter((message) => !isInstruction(message)))
  if (spoken.length === 0) return { system: '', turns: [{ role: 'user', pieces: [{ kind: 'text', text: system }] }] }
  const turns = spoken.map(({ role, content }): Turn => {
    return { role: role === 'assistant' ? 'assistant' : 'user', pieces: piecesOf(content) }
  })
  return { system, turns }
}

const isInstruction = ({ role }: Message): boolean => role === 'system' || role === 'developer'

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content
  return content.flatMap((part) => TextPart.safeParse(part).data?.text ?? []).join('\n')
}

function piecesOf(content: Message['content']): Piece[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }]
  // Both protocols refuse an empty text.
  return content.map(pieceOf).filter((piece) => piece.kind !== 'text' || piece.text !== '')
}

function pieceOf(part: JsonObject): Piece {
  const asText = TextPart.safeParse(part)
  if (asText.success) {
    const { type: _, text: __, ...more } = part
    return { kind: 'text', text: asText.data.text, ...(Object.keys(more).length === 0 ? {} : { more }) }
  }
  const image = imageOf(part)
  return image ? { kind: 'image', image: source(image.image_url.url) } : { kind: 'own', part }
}

function source(url: string): Image {
  if (!/^data:/i.test(url)) return { kind: 'url', url }
  const comma = url.indexOf(',')
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';')
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64')
  if (comma < 0 || !mediaType || !isBase64) {
    const words = 'An image’s data: URL must have the form data:image/png;base64,…'
    throw new UnsendableRequest(`${words} (it begins with ${url.slice(0, 60)})`)
  }
  return { kind: 'data', mediaType: mediaType.toLowerCase(), base64: url.slice(comma + 1) }
}
