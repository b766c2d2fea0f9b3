import { gistOf } from './gist'
import type { Failure, FailureCode } from './task'

/**
 * What a failure is known by: dead letters with the same cause are one group. Its parts:
 *
 * - our class of the failure, its HTTP status, and the provider's own code as it wrote it (of content policy that is the category: what is
 *   done about a recitation is not what is done about a safety filter);
 * - the provider and the model that the last call went to. Not the model where it makes no difference to what a person does (a key, a
 *   quota, a connection), and neither of them where Trilane itself set the task aside (`blocked`, `poison`);
 * - the gist of the message (gist.ts): row numbers, token counts, positions, ids and names make no other cause, another meaning does.
 *
 * The message is left out where it belongs to the one prompt or adds nothing: what a model wrote as its refusal, what stands behind a code of
 * the network, and which task a blocked one needs. An answer that is no JSON is one cause wherever it breaks off. One that does not fit its
 * schema is told by the kind of rule that it breaks (something missing, of another type, too much, not an allowed value) and not by the path
 * or the property: a person would change the prompt, the schema or the model for all of them alike.
 *
 * A cause is stored with its letter, so the same failure must come to the same cause in every version: the tests hold fixed values. Who
 * changes the rules writes a migration that makes all of them anew.
 */
export type CauseParts = Pick<Failure, 'code' | 'status' | 'providerCode' | 'message'>
export type CalledAt = { readonly providerId: string; readonly model: string }

/** What claims add to the message of a failure whose retry was held up until it was too late: the same cause as without it. */
export const heldUpNote = 'Its retry was held up until after the time that its rules allow for retries.'
/** The beginnings of our own words on answers that are not the JSON asked for; what follows them is of the one answer. */
export const noJson = 'The answer is no JSON'
export const schemaMisfit = 'The answer does not fit the schema'

/** What of the provider and the model a cause is about. */
export type CauseScope = 'model' | 'provider' | 'app'
const scopes: Readonly<Record<FailureCode, CauseScope>> = {
  ...{ timeout: 'model', server_error: 'model', overloaded: 'model', rate_limited: 'model', model: 'model' },
  ...{ context_length: 'model', content_policy: 'model', bad_request: 'model', invalid_answer: 'model' },
  cut_off: 'model',
  ...{ connection: 'provider', auth: 'provider', quota: 'provider' },
  ...{ blocked: 'app', poison: 'app' },
}
export const scopeOfCause = (code: FailureCode): CauseScope => scopes[code]

/**
 * The cause of a failure, such as `context_length.400.5f0c2ab19d3e7781`: our code, the status (`none` where no answer came) and a hash of
 * all its parts. The same for the same failure, always.
 */
export function causeOf(failure: CauseParts, { providerId, model }: CalledAt): string {
  const { code, status, providerCode } = failure
  const scope = scopes[code]
  const where = scope === 'app' ? [] : scope === 'provider' ? [providerId] : [providerId, model]
  const parts = [code, status, providerCodeOf(providerCode), where, wordsOf(failure, model)]
  return `${code}.${status ?? 'none'}.${hash(JSON.stringify(parts))}`
}

/** A code is a word out of a list. One with a long number in it is the id of something. */
const providerCodeOf = (code: string | null): string | null =>
  code === null
    ? null
    : code
        .slice(0, 100)
        .toLowerCase()
        .replace(/\d{5,}/g, '#')

function wordsOf({ code, status, providerCode, message }: CauseParts, model: string): string {
  if (scopes[code] === 'app') return ''
  // A model's own words, or an explanation of the one prompt: the answer came, and was no error of HTTP.
  if (code === 'content_policy' && status !== null && status < 300) return ''
  // Ours, and told by the code: of the network, of a batch, of a prompt that was cut.
  if (status === null && providerCode !== null && code !== 'auth') return ''
  const words = message.endsWith(heldUpNote) ? message.slice(0, -heldUpNote.length).trimEnd() : message
  if (code === 'invalid_answer') {
    if (words.startsWith(noJson)) return 'no json'
    if (words.startsWith(schemaMisfit)) return `schema: ${brokenRule(words)}`
  }
  return gistOf(words, [model])
}

/** Of a misfit, in the words of Ajv. */
function brokenRule(words: string): string {
  if (/must have (?:required )?propert|must have property/.test(words)) return 'something is missing'
  if (/must be (?:string|number|integer|object|array|boolean|null)\b/.test(words)) return 'of another type'
  if (/must NOT have (?:additional|unevaluated) properties/.test(words)) return 'something is too much'
  return 'not an allowed value'
}

/**
 * 64 bits as hexadecimal: FNV-1a and a multiply-and-shift beside it, each with the finish of MurmurHash3 (A. Appleby). No secret is in it and
 * nobody gains by a collision; among 50,000 causes the odds of one are about one in ten thousand million.
 */
function hash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
    b ^= b >>> 15
  }
  return hex(finished(a ^ text.length)) + hex(finished(b ^ Math.imul(text.length, 0x85ebca6b)))
}

function finished(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')
