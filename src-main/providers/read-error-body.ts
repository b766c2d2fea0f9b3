/** What an error body says, whatever its shape. Provider wire facts, section 3.1, list the shapes and who sends them. */
export type ErrorBody = {
  /** The provider's own words; '' when the body is empty. */
  readonly message: string
  /** What is searched for its meaning: the message, and of a web page all of its text. */
  readonly words: string
  /** The provider's own code as it wrote it, such as `context_length_exceeded`; null when it named none but the HTTP status. */
  readonly code: string | null
  /** Every code, type, status and reason anywhere in the body, in lower case. */
  readonly codes: ReadonlySet<string>
  readonly json: unknown // undefined where the body is no JSON
  readonly isHtml: boolean
}

/** Where providers put words that a program is meant to branch on. */
const codeKeys = new Set(['code', 'type', 'status', 'reason', 'error_code', 'error_type', 'error_name', 'limit_source'])
/** Bodies come from outside: what nests deeper than any known shape is not looked at. */
const deepest = 6
/** Nor is what comes after this many characters: messages are searched with expressions whose time grows faster than the text. */
const longestSearched = 8_000

/** Reads any error body: JSON of all known shapes, HTML, plain text or nothing. Never throws. */
export function readErrorBody(text: string): ErrorBody {
  const json = parseJson(text)
  if (json === undefined) {
    const beginning = text.trim().slice(0, longestSearched)
    if (looksLikeHtml(text)) return { ...readHtml(beginning), code: null, codes: new Set(), json, isHtml: true }
    return { message: beginning, words: beginning, code: null, codes: new Set(), json, isHtml: false }
  }
  const outer = outermost(json)
  const error = field(outer, 'error') ?? outer
  const inner = upstream(error)
  const own = messageOf(error, outer) || text.trim()
  const message = (inner?.message ? `${own}: ${inner.message}` : own).slice(0, longestSearched)
  // Of a Responses object, only its error: the rest repeats the request and has types and statuses of its own.
  const ownCodes = codesIn(field(outer, 'object') === 'response' ? error : json)
  const code = codeOf(error) ?? inner?.code ?? null
  return { message, words: message, code, codes: new Set([...ownCodes, ...(inner?.codes ?? [])]), json, isHtml: false }
}

/** Gemini's OpenAI-compatible endpoint wraps its error in an array. */
export function outermost(json: unknown): unknown {
  return Array.isArray(json) ? json[0] : json
}

/** OpenRouter says "Provider returned error" and keeps that provider's own body, JSON or words, as text under `metadata.raw`. */
function upstream(error: unknown): Pick<ErrorBody, 'message' | 'code' | 'codes'> | null {
  const raw = field(field(error, 'metadata'), 'raw')
  if (typeof raw !== 'string' || raw.length > longestSearched) return null
  const json = outermost(parseJson(raw))
  if (!isObject(json)) return { message: raw, code: null, codes: new Set() }
  const inner = field(json, 'error') ?? json // and no deeper: a body from outside may nest itself as deep as it likes
  return { message: messageOf(inner, json), code: codeOf(inner), codes: codesIn(json) }
}

/** `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A web page where an API's answer should be: an edge's error page, a captive portal, a wrong address. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*(<!doctype html|<html|<head|<body)/i.test(text)
}

/** The value under `key` of what may be no object at all; null counts as absent. */
export function field(value: unknown, key: string): unknown {
  return isObject(value) ? (value[key] ?? undefined) : undefined
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every object in a JSON value, outermost first. */
export function* objectsIn(value: unknown, depth = 0): Generator<Readonly<Record<string, unknown>>> {
  if (depth > deepest || typeof value !== 'object' || value === null) return
  if (isObject(value)) yield value
  for (const child of Object.values(value)) yield* objectsIn(child, depth + 1)
}

function messageOf(error: unknown, outer: unknown): string {
  if (typeof error === 'string') return error // Ollama: {"error": "text"}
  for (const candidate of [field(error, 'message'), field(outer, 'message'), field(outer, 'title')]) {
    if (typeof candidate === 'string' && candidate !== '') return candidate
  }
  const detail = field(outer, 'detail') // FastAPI's validation errors
  return detail === undefined ? '' : typeof detail === 'string' ? detail : JSON.stringify(detail)
}

/** A number here repeats the HTTP status (OpenRouter, vLLM, Gemini), so the words beside it say more. */
function codeOf(error: unknown): string | null {
  for (const key of ['code', 'error_code', 'status', 'type']) {
    const value = field(error, key)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function codesIn(json: unknown): ReadonlySet<string> {
  const codes = new Set<string>()
  for (const object of objectsIn(json)) {
    for (const [key, value] of Object.entries(object)) {
      if (codeKeys.has(key) && typeof value === 'string') codes.add(value.toLowerCase())
    }
  }
  return codes
}

function readHtml(html: string): { message: string; words: string } {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() ?? ''
  const visible = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return { message: title || visible, words: `${title} ${visible}` }
}
