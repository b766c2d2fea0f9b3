import { expect, test } from 'vitest'
import { type CalledAt, causeOf } from '#shared/cause'
import { codeOfCause } from '#shared/cause-key'
import type { Outcome } from '#shared/outcome'
import { chat, type JsonAnswer } from '#shared/request'
import type { Failure } from '#shared/task'
import { classifyHttpError, classifyNetworkError } from './classify'
import { type CauseBody, type Varied, variants } from './examples/cause-body'
import { cloudBodies } from './examples/cause-clouds'
import { hostBodies } from './examples/cause-hosts'
import { firstBodies } from './examples/cause-openai'
import type { Wire } from './examples/example'
import { judgeAnswer, type TextAnswer } from './judge-answer'

const causeBodies = [...firstBodies, ...cloudBodies, ...hostBodies]

function failureOf(outcome: Outcome): Failure {
  if (!('failure' in outcome)) throw new Error(`${outcome.kind} is no failure`)
  return outcome.failure
}
const causeAt = (failure: Failure, providerId: string, model = 'acme/large-4.1') =>
  causeOf(failure, { providerId, model })

function ofBody(provider: string, status: number, wire: Wire, { id }: Varied): string {
  const headers = new Headers({ ...wire.headers, 'x-request-id': id })
  return causeAt(failureOf(classifyHttpError({ status, headers, text: wire.text }, { secrets: [], now: 0 })), provider)
}
const causesOf = ([, provider, status, ...wires]: CauseBody): string[] =>
  wires.flatMap((wire) => variants.map((varied) => ofBody(provider, status, wire(varied), varied)))

test.each(causeBodies.map((body) => [`${body[1]}: ${body[0]}`, body] as const))(
  '%s is one cause, whatever ids, numbers and names are in it',
  (_, body) => {
    expect([...new Set(causesOf(body))]).toHaveLength(1)
  },
)

test('at least 60 bodies of different providers are as many causes', () => {
  expect(causeBodies.length).toBeGreaterThanOrEqual(60)
  expect(new Set(causeBodies.map(([, provider]) => provider)).size).toBeGreaterThanOrEqual(12)
  const [first] = variants
  if (!first) throw new Error('no variant')
  const known = new Map<string, string>()
  for (const [cause, provider, status, wire] of causeBodies) {
    if (!wire) continue
    // As if one provider had sent them all: they differ by what they say alone.
    const key = ofBody('one for all', status, wire(first), first)
    expect([cause, known.get(key) ?? `${provider}: ${cause}`]).toEqual([cause, `${provider}: ${cause}`])
    known.set(key, `${provider}: ${cause}`)
  }
  expect(known.size).toBe(causeBodies.length)
})

test('the same body of another provider or model is another cause; of another model not, where that makes no difference', () => {
  const long: Failure = {
    ...{ code: 'context_length', status: 400, providerCode: null, requestId: null },
    message: 'prompt is too long: 9 tokens > 8 maximum',
  }
  const refused: Failure = { ...long, code: 'auth', status: 401, message: 'invalid x-api-key' }
  const at = (providerId: string, model: string): CalledAt => ({ providerId, model })
  expect(causeOf(long, at('a', 'big'))).not.toBe(causeOf(long, at('b', 'big')))
  expect(causeOf(long, at('a', 'big'))).not.toBe(causeOf(long, at('a', 'small')))
  expect(causeOf(refused, at('a', 'big'))).toBe(causeOf(refused, at('a', 'small')))
  expect(causeOf(refused, at('a', 'big'))).not.toBe(causeOf(refused, at('b', 'big')))
})

const answer = (changes: Partial<TextAnswer>): TextAnswer => ({
  ...{ text: '', ended: 'done', finishReason: 'stop', model: 'm', usage: { tokensIn: 1, tokensOut: 1 } },
  ...changes,
})
const schema: JsonAnswer = {
  name: 'person',
  schema: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      age: { type: 'integer', minimum: 0 },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['name', 'age'],
    additionalProperties: false,
  },
}
const judged = (changes: Partial<TextAnswer>, json?: JsonAnswer) =>
  causeAt(
    failureOf(
      judgeAnswer(
        answer(changes),
        { status: 200, headers: new Headers() },
        { ...chat('x'), ...(json && { json }) } as never,
        {
          secrets: [],
        },
      ),
    ),
    'p',
  )

test('an answer that is no JSON is one cause wherever it breaks off', () => {
  const texts = ['Here is the JSON: {}', '{"name": "Ann"', '{"name": "Ann",}', '{"name": "An', '[1, 2', 'null and void']
  expect(new Set(texts.map((text) => judged({ text }, schema))).size).toBe(1)
})

test('an answer that does not fit its schema is told by the kind of rule, not by path, property or place', () => {
  const missing = ['{"name":"Ann"}', '{"age":3}', '{}'].map((text) => judged({ text }, schema))
  const type = ['{"name":1,"age":2}', '{"name":"a","age":"2"}', '[]', '{"name":"a","age":2,"tags":["x",7]}'].map(
    (text) => judged({ text }, schema),
  )
  const extra = ['{"name":"a","age":2,"b":1}', '{"name":"a","age":2,"zip":1}'].map((text) => judged({ text }, schema))
  const value = judged({ text: '{"name":"a","age":-2}' }, schema)
  const noJson = judged({ text: '{' }, schema)
  expect([missing, type, extra].map((of) => new Set(of).size)).toEqual([1, 1, 1])
  expect(new Set([missing[0], type[0], extra[0], value, noJson]).size).toBe(5)
})

test('what a model wrote as its refusal makes no other cause; the category does', () => {
  const refused = (refusal: string, finishReason = 'refusal') => judged({ ended: 'refused', refusal, finishReason })
  expect(refused('I cannot help with making a bomb.')).toBe(refused('Sorry, but this is about Mr Smith.'))
  expect(refused('No.', 'bio')).not.toBe(refused('No.', 'cyber'))
  const filtered = (finishReason: string) => judged({ ended: 'filtered', finishReason })
  expect(filtered('SAFETY')).not.toBe(filtered('RECITATION'))
})

test('answers that were cut off, are empty, or ran out in thoughts are causes of their own', () => {
  const causes = [
    judged({ ended: 'cut_off', text: 'half', finishReason: 'length' }),
    judged({ ended: 'cut_off', finishReason: 'length' }),
    judged({ text: ' ' }),
    judged({ ended: 'wants_tool', finishReason: 'tool_calls' }),
  ]
  expect(new Set(causes).size).toBe(4)
})

test('a failure of the network is told by its code, whatever address stands in its words', () => {
  const broken = (code: string, message: string) =>
    causeAt(failureOf(classifyNetworkError(Object.assign(new Error(message), { code }), { secrets: [] })), 'p')
  expect(broken('ECONNRESET', 'read ECONNRESET 10.1.2.3:443')).toBe(broken('ECONNRESET', 'socket hang up'))
  expect(broken('ENOTFOUND', 'getaddrinfo ENOTFOUND a.example')).not.toBe(broken('ECONNREFUSED', 'connect 127.0.0.1'))
  expect(codeOfCause(broken('ENOTFOUND', 'x'))).toBe('connection')
})
