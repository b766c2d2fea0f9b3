import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { JsonObject, Message } from '#shared/request'
import { UnsendableRequest } from './protocol'

/** 20 MB, the smallest limit of those that the providers state for one image. */
export const largestImageBytes = 20 * 1024 * 1024

const ImagePart = z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) })
export type ImagePart = z.infer<typeof ImagePart>

/** The part as an image, where it is one. */
export function imageOf(part: JsonObject): ImagePart | null {
  return ImagePart.safeParse(part).data ?? null
}

/**
 * The messages with every image of a file: URL read into a data: URL; https: and data: URLs stay. Throws UnsendableRequest, with the path,
 * for a file that is missing, too large or no image that providers take, and for other kinds of URL.
 */
export async function withImagesRead(messages: readonly Message[]): Promise<Message[]> {
  return Promise.all(
    messages.map(async (message) =>
      typeof message.content === 'string'
        ? message
        : { ...message, content: await Promise.all(message.content.map(readPart)) },
    ),
  )
}

async function readPart(part: JsonObject): Promise<JsonObject> {
  const image = imageOf(part)
  if (!image) return part
  const { url } = image.image_url
  if (/^(https?|data):/i.test(url)) return part
  if (!/^file:/i.test(url))
    throw new UnsendableRequest(`An image’s URL must begin with https:, data: or file: (${url.slice(0, 200)})`)
  const { mediaType, bytes } = await readImage(url)
  return {
    ...part,
    image_url: { ...image.image_url, url: `data:${mediaType};base64,${bytes.toString('base64')}` },
  } as JsonObject
}

/** Reads once and no more than allowed, so that a file that grows meanwhile does no harm. */
async function readImage(url: string): Promise<{ mediaType: string; bytes: Buffer }> {
  let path = url
  try {
    path = fileURLToPath(url)
    await using file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) throw new UnsendableRequest(`${path} is no file`)
    if (stat.size > largestImageBytes) throw new UnsendableRequest(`The image ${path} is larger than 20 MB`)
    const bytes = await file.readFile()
    const mediaType = mediaTypeOf(bytes)
    if (mediaType) return { mediaType, bytes }
    throw new UnsendableRequest(`${path} is no image that providers take: PNG, JPEG, GIF or WebP`)
  } catch (error) {
    if (error instanceof UnsendableRequest) throw error
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = missing ? 'it does not exist' : error instanceof Error ? error.message : String(error)
    throw new UnsendableRequest(`The image ${path} cannot be read: ${why}`)
  }
}

/** By the first bytes, since a wrong media type is refused and a file's name may lie. Null for any other kind of file. */
export function mediaTypeOf(bytes: Buffer): string | null {
  const begins = (text: string, at = 0) => bytes.subarray(at, at + text.length).toString('latin1') === text
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('GIF87a') || begins('GIF89a')) return 'image/gif'
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : null
}
