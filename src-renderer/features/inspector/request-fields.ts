import { imagesOf, type LlmRequest } from '#shared/request'
import { formatCount } from '../../format'

export type RequestField = { readonly name: string; readonly value: string; readonly code?: string } // code: all of it, where the value is short for it

/** What a request asks for besides its texts; nothing of one that is passed through as it is, whose body is shown. */
export function requestFields(request: LlmRequest): RequestField[] {
  if (request.kind !== 'chat') return []
  const { maxOutputTokens, temperature, json, stop, seed, extra } = request
  const fields: (RequestField | null)[] = [
    maxOutputTokens === undefined ? null : { name: 'Max output', value: `${formatCount(maxOutputTokens)} tokens` },
    temperature === undefined ? null : { name: 'Temperature', value: String(temperature) },
    json === undefined
      ? null
      : json === 'any'
        ? { name: 'Answer', value: 'JSON of any shape' }
        : { name: 'Answer', value: 'JSON that fits a schema', code: JSON.stringify(json.schema, null, 2) },
    stop ? { name: 'Stop', value: stop.map((word) => JSON.stringify(word)).join(', ') } : null,
    seed === undefined ? null : { name: 'Seed', value: String(seed) },
    ...imagesOf(request).map((url) => ({ name: 'Image', value: imageWords(url) })),
    extra ? { name: 'Extra fields', value: Object.keys(extra).join(', '), code: JSON.stringify(extra, null, 2) } : null,
  ]
  return fields.filter((field) => field !== null)
}

/** Where an image comes from: a path, an address, or that it stands in the request. */
export function imageWords(url: string): string {
  if (/^data:/i.test(url)) return `in the request, ${formatCount(Math.round(url.length / 1_024))} kB`
  if (!/^file:/i.test(url)) return url
  try {
    return decodeURIComponent(url.replace(/^file:\/\/(?:\/(?=[a-z]:))?/i, ''))
  } catch {
    return url
  }
}
