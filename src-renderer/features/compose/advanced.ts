import type { Request } from '#shared/contract'
import { type JsonAnswer, JsonObject } from '#shared/request'
import type { Draft } from './draft'

type Fields = Pick<Draft, 'answer' | 'schema' | 'stop' | 'seed' | 'extra' | 'images'>
type Value = Pick<Request<'submitPrompts'>, 'stop' | 'seed' | 'extra' | 'images'> & { readonly json?: JsonAnswer }
export type Problems = Partial<Record<'schema' | 'stop' | 'seed' | 'extra' | 'images', string>>

const mostStops = 16
const mostImages = 20

/** What the advanced fields say, and what is wrong with those that cannot be read. */
export function readAdvanced({ answer, schema, stop, seed, extra, images }: Fields): {
  readonly value: Value
  readonly problems: Problems
} {
  const read = answer === 'schema' ? readSchema(schema) : null
  const fields = readExtra(extra)
  const stops = stopsIn(stop)
  const named = linesIn(images).map((line) => line.trim())
  const number = seed.trim() === '' ? null : Number(seed)
  const wrongImage = named.find((each) => !isImage(each))
  const problems: Problems = {
    ...(read && 'problem' in read ? { schema: read.problem } : {}),
    ...(stops.length > mostStops ? { stop: `At most ${mostStops}.` } : {}),
    ...(number !== null && !Number.isSafeInteger(number) ? { seed: 'A whole number, or empty.' } : {}),
    ...('problem' in fields ? { extra: fields.problem } : {}),
    ...(wrongImage === undefined
      ? named.length > mostImages
        ? { images: `At most ${mostImages}.` }
        : {}
      : { images: `${wrongImage.slice(0, 60)} is neither a full path nor a URL that begins with https: or data:.` }),
  }
  const value: Value = {
    ...(answer === 'json' ? { json: 'any' as const } : {}),
    ...(read && 'schema' in read ? { json: { name: 'answer', schema: read.schema } } : {}),
    ...(stops.length > 0 && !problems.stop ? { stop: stops } : {}),
    ...(number !== null && !problems.seed ? { seed: number } : {}),
    ...('extra' in fields && fields.extra !== null ? { extra: fields.extra } : {}),
    ...(named.length > 0 && !problems.images ? { images: named } : {}),
  }
  return { value, problems }
}

/** What is set, in a few words; '' while nothing is. */
export function advancedWords(fields: Fields): string {
  const { answer } = fields
  const stops = stopsIn(fields.stop).length
  const images = linesIn(fields.images).length
  return [
    answer === 'json' ? 'JSON' : answer === 'schema' ? 'JSON that fits a schema' : '',
    stops > 0 ? `${stops} stop ${stops === 1 ? 'word' : 'words'}` : '',
    fields.seed.trim() === '' ? '' : `seed ${fields.seed.trim()}`,
    fields.extra.trim() === '' ? '' : 'extra fields',
    images > 0 ? `${images} ${images === 1 ? 'image' : 'images'}` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

type SchemaRead = { readonly schema: JsonObject } | { readonly problem: string }

/** JSON Schema is an object; whether the provider takes all of it, only the provider knows. */
function readSchema(text: string): SchemaRead {
  if (text.trim() === '') return { problem: 'Paste the schema, or choose JSON of any shape.' }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const schema = JsonObject.safeParse(json)
  if (!schema.success) return { problem: 'A schema is an object: { "type": "object", … }.' }
  if (!says.some((word) => word in schema.data))
    return { problem: 'This says nothing about the answer: a schema has a "type", or properties.' }
  return { schema: schema.data }
}
/** What has a field of its own here, or is not a person's to send: a body with two of them would not mean what the fields say. */
const owned = ['model', 'messages', 'input', 'contents', 'stream', 'temperature', 'seed', 'stop']

function readExtra(text: string): { readonly extra: JsonObject | null } | { readonly problem: string } {
  if (text.trim() === '') return { extra: null }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const read = JsonObject.safeParse(json)
  if (!read.success) return { problem: 'Fields stand in an object: { "top_p": 0.9 }.' }
  const twice = owned.find((name) => name in read.data)
  return twice === undefined
    ? { extra: read.data }
    : { problem: `${twice} is not set here: it has its own place in the request.` }
}
const says = ['type', 'properties', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'items']

const linesIn = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** As main takes them: https: and data: URLs, file: URLs, and paths from the root of a disk. */
const isImage = (named: string): boolean => /^(https?:\/\/|data:image\/|file:\/\/|\/|[a-z]:[\\/]|\\\\)/i.test(named)

/** A line each; where one has line ends in it, or only blanks, a list as JSON has it. */
export const stopText = (stops: readonly string[]): string =>
  stops.some((stop) => stop.trim() === '' || /[\r\n]/.test(stop)) || stops[0]?.startsWith('[')
    ? JSON.stringify(stops)
    : stops.join('\n')

function stopsIn(text: string): string[] {
  if (!text.trimStart().startsWith('[')) return linesIn(text)
  try {
    const read: unknown = JSON.parse(text)
    if (Array.isArray(read) && read.every((each) => typeof each === 'string' && each !== '')) return read
  } catch {
    // a line that begins with a bracket
  }
  return linesIn(text)
}
