import { expect, test } from 'vitest'
import type { ImportedTask, RejectedLine } from '#shared/import'
import { chat, type Json } from '#shared/request'
import { gatherColumns } from './gather-columns'
import { shapeOf } from './json-shape'
import { isRejected, mapRow } from './map-row'

const map = (value: Json, column: string | null = 'prompt') =>
  withoutSource(mapRow({ line: 7, ...shapeOf(value) }, 'f.jsonl', column, gatherColumns()))
const withoutSource = (row: ImportedTask | RejectedLine) => {
  if (isRejected(row)) return row
  const { source: _, ...task } = row
  return task
}
const place = { file: 'f.jsonl', line: 7 }
const messages = [{ role: 'user', content: 'Hi' }]
const batchLine = { custom_id: 'r1', method: 'POST', url: '/v1/chat/completions', body: { model: 'm', messages } }

test('a string is a prompt', () => {
  expect(map('Hi')).toEqual({ ...place, request: chat('Hi'), model: null, customId: null })
})

test('an object with a prompt may name its system message, model and id', () => {
  expect(map({ prompt: 'Hi', system: 'Be brief', model: 'm', id: 12, other: true })).toEqual({
    ...{ ...place, request: chat('Hi', { system: 'Be brief' }), model: 'm', customId: '12' },
  })
  expect(map({ prompt: 'Hi', custom_id: 'a', id: 'b' })).toMatchObject({ customId: 'a', model: null })
})

test('beside another column, system and model are data', () => {
  const row = { question: 'Hi', model: 'Corolla', system: 'metric', id: 'x' }
  expect(map(row, 'question')).toEqual({ ...place, request: chat('Hi'), model: null, customId: 'x' })
})

test('messages alone are a chat, with parameters or a model they are sent as they stand', () => {
  expect(map({ messages })).toMatchObject({ request: { kind: 'chat', messages }, model: null })
  expect(map({ messages, label: 'data', source: 3 })).toMatchObject({ request: { kind: 'chat', messages } })
  expect(map({ messages, temperature: 0, label: 'data' })).toMatchObject({
    request: { kind: 'verbatim', path: '/v1/chat/completions', body: { messages, temperature: 0 } },
  })
  const named = [{ role: 'user', name: 'Ann', content: 'Hi' }]
  expect(map({ messages: named })).toMatchObject({ request: { kind: 'verbatim', body: { messages: named } } })
})

test('an OpenAI batch line is sent as it stands', () => {
  expect(map(batchLine, null)).toEqual({
    ...{ ...place, model: 'm', customId: 'r1' },
    request: { kind: 'verbatim', path: '/v1/chat/completions', body: { model: 'm', messages } },
  })
  const embedding = { ...batchLine, url: '/v1/embeddings', body: { model: 'e', input: ['a', 'b'] } }
  expect(map(embedding)).toMatchObject({ request: { path: '/v1/embeddings', body: embedding.body } })
  expect(map({ ...batchLine, url: '/chat/completions' })).toMatchObject({ request: { path: '/v1/chat/completions' } })
  expect(map({ custom_id: 'r1', body: { messages } })).toMatchObject({ request: { path: '/v1/chat/completions' } })
})

test('an Anthropic batch line is sent as it stands', () => {
  const params = { model: 'm', max_tokens: 10, system: 'Be brief', messages }
  const expected = {
    ...place,
    model: 'm',
    customId: 'r1',
    request: { kind: 'verbatim', path: '/v1/messages', body: params },
  }
  expect(map({ custom_id: 'r1', params }, null)).toEqual(expected)
  expect(map({ custom_id: 'r1', params: { model: 'm', max_tokens: 10 } }, null)).toMatchObject({
    reason: 'the request has no `messages`',
  })
  expect(map({ custom_id: 'r1', params: { city: 'Rome' }, prompt: 'Hi' })).toMatchObject({ request: chat('Hi') })
})

test('a request to the Responses API asks with its input', () => {
  const line = { ...batchLine, url: '/v1/responses', body: { model: 'm', input: 'Hi' } }
  expect(map(line, null)).toMatchObject({ customId: 'r1', request: { path: '/v1/responses', body: line.body } })
})

test('a request line of the openai-cookbook is sent as it stands, its metadata apart', () => {
  const line = { model: 'e', input: 'Hi', metadata: { row_id: 3 } }
  expect(map(line)).toEqual({
    ...{ ...place, model: 'e', customId: '3' },
    request: { kind: 'verbatim', path: '/v1/embeddings', body: { model: 'e', input: 'Hi' } },
  })
  const body = { model: 'm', messages, unknown_to_us: 1 }
  expect(map({ ...body, metadata: { row_id: 'x' } })).toMatchObject({ request: { body }, customId: 'x', model: 'm' })
  const stored = { model: 'm', messages, store: true, metadata: { topic: 'x' } }
  expect(map(stored)).toMatchObject({ request: { body: stored } })
})

test('data that happens to have a model and an input is data', () => {
  expect(map({ model: 'm', input: 'Hi', output: 'Hello' }, 'input')).toMatchObject({ request: chat('Hi'), model: null })
})

test.each<[string, Json, string]>([
  ['an empty prompt', { prompt: ' \n' }, 'the prompt is empty'],
  ['an empty string', '', 'the prompt is empty'],
  ['an empty last message', { messages: [{ role: 'user', content: '' }] }, 'the prompt is empty'],
  ['an empty list of messages', { model: 'm', messages: [] }, 'the prompt is empty'],
  ['a missing column', { question: 'Hi' }, 'no value in the column “prompt”'],
  ['a prompt of null', { prompt: null }, 'no value in the column “prompt”'],
  ['a prompt that is a number', { prompt: 5 }, '“prompt” is a number, not text'],
  ['a system message that is a list', { prompt: 'Hi', system: [] }, '“system” is a list, not text'],
  ['a number', 5, 'a number, not a prompt: wanted are strings and objects'],
  ['a list', ['Hi'], 'a list, not a prompt: wanted are strings and objects'],
  ['null', null, 'null, not a prompt: wanted are strings and objects'],
  ['another method', { ...batchLine, method: 'GET' }, 'the method is "GET", not POST'],
  ['a batch line without a body', { ...batchLine, body: null }, 'a batch line without a `body`'],
  ['a body without messages', { ...batchLine, body: { model: 'm' } }, 'the request has no `messages`'],
  ['messages of text', { ...batchLine, body: { messages: ['Hi'] } }, '`messages` is not a list of messages'],
  ['a model that is no text', { ...batchLine, body: { messages, model: 4 } }, '`model` is a number, not text'],
])('%s is rejected', (_, value, reason) => {
  expect(map(value)).toEqual({ ...place, reason })
})

test.each<[string, Json, RegExp]>([
  [
    'another url',
    { ...batchLine, url: '/v1/images/generations' },
    /"\/v1\/images\/generations" is not accepted: .*completions.*embed/,
  ],
  ['the body of an Anthropic batch', { requests: [] }, /^the body of an Anthropic message batch/],
  ['an Anthropic request', { model: 'm', system: 'x', messages }, /^`system` beside `messages` is Anthropic/],
  [
    'an OpenAI result',
    { id: 'b', custom_id: 'r1', response: { body: {} }, error: null },
    /^a line of OpenAI batch results/,
  ],
  ['an OpenAI error', { custom_id: 'r1', response: null, error: { code: 'x' } }, /^a line of OpenAI batch results/],
  ['an Anthropic result', { custom_id: 'r1', result: { type: 'succeeded' } }, /^a line of Anthropic batch results/],
  ['an answer', { id: 'c', object: 'chat.completion', choices: [] }, /^an answer of a provider/],
])('%s is rejected with what to do', (_, value, reason) => {
  expect(map(value)).toEqual({ ...place, reason: expect.stringMatching(reason) })
})

test('rows with columns are rejected while no column is chosen', () => {
  expect(map({ a: 'x' }, null)).toEqual({ ...place, reason: 'no prompt column is chosen' })
})
