import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type JsonAnswer, type JsonObject, type LlmRequest, type Message } from '#shared/request'
import { largestImageBytes } from '../images'
import { UnsendableRequest } from '../protocol'
import { dialectOf } from './dialect'
import { type Manner, wireRequest } from './wire-request'

const openAi = dialectOf({ baseUrl: 'https://api.openai.com/v1' })
const manner: Manner = { api: 'chat', stream: false, dialect: openAi, usageInStream: true }
const chatBody = async (request: LlmRequest, over: Partial<Manner> = {}) =>
  (await wireRequest({ request, model: 'm' }, { ...manner, ...over })).body
const responsesBody = (request: LlmRequest, over: Partial<Manner> = {}) =>
  chatBody(request, { api: 'responses', ...over })
const asking = (more: object): LlmRequest => ({ ...chat('Hi'), ...more }) as LlmRequest
const messages = [{ role: 'user', content: 'Hi' }]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilane-images-'))
})
afterAll(() => rm(folder, { recursive: true }))
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex')
async function fileUrl(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return pathToFileURL(path).href
}

test('a chat sends only what was asked for', async () => {
  expect(await wireRequest({ request: chat('Hi'), model: 'm' }, manner)).toEqual({
    path: '/chat/completions',
    stream: false,
    body: { model: 'm', messages },
  })
  const everything = asking({ maxOutputTokens: 50, temperature: 0, stop: ['END'], seed: 7, json: 'any' })
  expect(await chatBody(everything)).toEqual({
    ...{ model: 'm', messages, max_completion_tokens: 50, temperature: 0, stop: ['END'], seed: 7 },
    response_format: { type: 'json_object' },
  })
})

test.each([
  ['https://api.openai.com/v1', undefined, 'max_completion_tokens', 'seed', 'authorization', true],
  ['https://mine.openai.azure.com/openai/v1', undefined, 'max_completion_tokens', 'seed', 'api-key', true],
  ['http://127.0.0.1:4100', 'practice', 'max_completion_tokens', 'seed', 'authorization', false],
  ['https://proxy.example/v1', 'openai', 'max_completion_tokens', 'seed', 'authorization', true],
  ['https://proxy.example/v1', undefined, 'max_tokens', 'seed', 'authorization', false],
  ['https://api.groq.com/openai/v1', 'groq', 'max_tokens', 'seed', 'authorization', false],
  ['https://api.mistral.ai/v1', undefined, 'max_tokens', 'random_seed', 'authorization', true],
] as const)(
  '%s of family %s has the names %s, %s, %s',
  (baseUrl, limitFamily, maxTokens, seed, keyHeader, cacheKey) => {
    expect(dialectOf({ baseUrl, ...(limitFamily ? { limitFamily } : {}) })).toEqual({
      maxTokens,
      seed,
      keyHeader,
      cacheKey,
    })
  },
)

test('a stream is asked for its usage, unless the server takes no such wish', async () => {
  const request = asking({ extra: { stream_options: { include_obfuscation: false }, stream: false } })
  const streamed = { stream: true, stream_options: { include_obfuscation: false, include_usage: true } }
  expect(await chatBody(request, { stream: true })).toEqual({ model: 'm', messages, ...streamed })
  expect(await chatBody(request, { stream: true, usageInStream: false })).toEqual({
    model: 'm',
    messages,
    stream: true,
  })
  expect(await chatBody(request)).toEqual({ model: 'm', messages })
  expect(await responsesBody(chat('Hi'), { stream: true })).toMatchObject({ model: 'm', stream: true })
})

test('extra fields win over ours, except for the model and the messages', async () => {
  const extra = { temperature: 1, top_p: 0.5, model: 'other', messages: [], input: 'other' }
  const request = asking({ temperature: 0, extra })
  expect(await chatBody(request)).toEqual({ model: 'm', messages, temperature: 1, top_p: 0.5, input: 'other' })
  expect(await responsesBody(request)).toMatchObject({ model: 'm', input: messages, temperature: 1, top_p: 0.5 })
})

test('requests with the same beginning have the same cache key, where the server knows one', async () => {
  const sharedPrefix = { system: true, userChars: 8 }
  const keyOf = async (prompt: string, over: Partial<Manner> = {}) => {
    const request = chat(prompt, { system: 'Be brief' })
    return (await wireRequest({ request, model: 'm', sharedPrefix }, { ...manner, ...over })).body.prompt_cache_key
  }
  const key = await keyOf('Sum up: one')
  expect(key).toMatch(/^[0-9a-f]{32}$/)
  expect(await keyOf('Sum up: two', { api: 'responses' })).toBe(key)
  expect(await keyOf('Tell of one')).not.toBe(key)
  expect(await keyOf('Sum up: one', { dialect: dialectOf({ baseUrl: 'http://127.0.0.1' }) })).toBeUndefined()
  expect(await chatBody(chat('Sum up: one'))).not.toHaveProperty('prompt_cache_key')
})

test('a schema in the words of both', async () => {
  const json: JsonAnswer = { name: 'price', schema: { type: 'object' }, strict: true }
  expect(await chatBody(asking({ json }))).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'price', schema: { type: 'object' }, strict: true } },
  })
  expect(await responsesBody(asking({ json, extra: { text: { verbosity: 'low' } } }))).toMatchObject({
    text: {
      format: { type: 'json_schema', name: 'price', schema: { type: 'object' }, strict: true },
      verbosity: 'low',
    },
  })
  const broken = asking({ json: { name: 'x', schema: { type: 'nothing' } } })
  await expect(chatBody(broken)).rejects.toThrow(/^The JSON schema cannot be used/)
})

test('Responses: input, limits, and nothing that they do not have', async () => {
  const content: JsonObject[] = [
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
    { type: 'file', file: { file_id: 'file-1' } },
  ]
  const conversation: Message[] = [
    { role: 'system', content: 'Be brief' },
    { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
    { role: 'user', content },
  ]
  const request: LlmRequest = { kind: 'chat', messages: conversation, maxOutputTokens: 50 }
  expect(await wireRequest({ request, model: 'm' }, { ...manner, api: 'responses' })).toEqual({
    path: '/responses',
    stream: false,
    body: {
      model: 'm',
      store: false,
      max_output_tokens: 50,
      input: [
        { role: 'system', content: 'Be brief' },
        { role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is it?' },
            { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'low' },
            { type: 'input_file', file_id: 'file-1' },
          ],
        },
      ],
    },
  })
  await expect(responsesBody(asking({ stop: ['END'] }))).rejects.toThrow(/no stop words/)
  await expect(responsesBody(asking({ seed: 1 }))).rejects.toThrow(/no seed/)
})

test('an image of a file is read when the call is made, its type told by its bytes', async () => {
  const url = await fileUrl('photo.jpg', png) // its name lies
  const image = { type: 'image_url', image_url: { url, detail: 'high' } }
  const remote = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
  const request: LlmRequest = { kind: 'chat', messages: [{ role: 'user', content: [image, remote] }] }
  const data = `data:image/png;base64,${png.toString('base64')}`
  expect(await chatBody(request)).toMatchObject({
    messages: [{ content: [{ type: 'image_url', image_url: { url: data, detail: 'high' } }, remote] }],
  })
  expect(await responsesBody(request)).toMatchObject({
    input: [
      {
        content: [{ type: 'input_image', image_url: data, detail: 'high' }, { image_url: 'https://example.com/a.png' }],
      },
    ],
  })
})

test('an image that cannot be sent is named', async () => {
  const large = await fileUrl('large.png', png)
  await truncate(join(folder, 'large.png'), largestImageBytes + 1)
  const withImage = (url: string) => {
    const content = [{ type: 'image_url', image_url: { url } }]
    return chatBody({ kind: 'chat', messages: [{ role: 'user', content }] })
  }
  const missing = withImage(pathToFileURL(join(folder, 'missing.png')).href)
  await expect(missing).rejects.toBeInstanceOf(UnsendableRequest)
  await expect(missing).rejects.toThrow(`${join(folder, 'missing.png')} cannot be read: it does not exist`)
  await expect(withImage(large)).rejects.toThrow(`${join(folder, 'large.png')} is larger than 20 MB`)
  const text = await fileUrl('notes.png', Buffer.from('no image'))
  await expect(withImage(text)).rejects.toThrow(`${join(folder, 'notes.png')} is no image`)
  await expect(withImage(pathToFileURL(folder).href)).rejects.toThrow(`${folder} is no file`)
  await expect(withImage('ftp://example.com/a.png')).rejects.toThrow(/must begin with https/)
})

test('a verbatim body goes out as it is, with its own model or the task’s', async () => {
  const body = { model: 'own', messages: [], stream: true, stream_options: { include_usage: true }, odd: [null] }
  const request: LlmRequest = { kind: 'verbatim', path: '/v1/chat/completions', body }
  const sent = { path: '/chat/completions', body, stream: true }
  expect(await wireRequest({ request, model: 'm' }, manner)).toEqual(sent)
  expect(await wireRequest({ request, model: 'm' }, { ...manner, api: 'responses' })).toEqual(sent)
  const embeddings: LlmRequest = { kind: 'verbatim', path: '/v1/embeddings', body: { input: 'a' } }
  expect(await wireRequest({ request: embeddings, model: 'm' }, { ...manner, stream: true })).toEqual({
    path: '/embeddings',
    body: { input: 'a', model: 'm' },
    stream: false,
  })
  const responses: LlmRequest = { kind: 'verbatim', path: '/v1/responses', body: { model: 'm', input: 'a' } }
  expect(await wireRequest({ request: responses, model: 'm' }, { ...manner, api: 'responses' })).toMatchObject({
    path: '/responses',
  })
})

test.each([
  ['/v1/responses', 'OpenAI Responses'],
  ['/v1/messages', 'Anthropic'],
  ['/v1beta/generateContent', 'Google Gemini'],
] as const)('a verbatim request for %s says that it needs a provider of the type %s', async (path, type) => {
  await expect(chatBody({ kind: 'verbatim', path, body: {} })).rejects.toThrow(type)
})
