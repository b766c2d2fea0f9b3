import { expect, test } from 'vitest'
import { chat, type JsonObject, LlmRequest } from '#shared/request'
import { UnsendableRequest } from '../protocol'
import { buildRequest, pathOf } from './build-request'

const model = 'gemini-3-flash'
const build = (request: JsonObject) => buildRequest({ request: LlmRequest.parse(request), model })
const bodyOf = async (request: JsonObject) => (await build(request)).body
const messages = [{ role: 'user', content: 'Hi' }]

test('only what was asked for is sent', async () => {
  const wire = await buildRequest({ request: chat('Hi'), model })
  expect(wire.body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] })
  expect(pathOf(wire, false)).toBe('/models/gemini-3-flash:generateContent')
  expect(pathOf(wire, true)).toBe('/models/gemini-3-flash:streamGenerateContent?alt=sse')
})

test('system and developer messages are the instruction, assistant turns are the model’s', async () => {
  const body = await bodyOf({
    kind: 'chat',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: 'In French.' },
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: 'Un.' },
      { role: 'user', content: [{ type: 'text', text: 'Two?', cache_control: { type: 'ephemeral' } }] },
    ],
  })
  expect(body).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.\n\nIn French.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'One?' }] },
      { role: 'model', parts: [{ text: 'Un.' }] },
      { role: 'user', parts: [{ text: 'Two?' }] },
    ],
  })
})

test('all settings stand in generationConfig, and own fields are put in beside them', async () => {
  const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } } }
  const body = await bodyOf({
    ...{ kind: 'chat', messages, maxOutputTokens: 9, temperature: 0, stop: ['END'], seed: 7, json: { schema } },
    extra: { generationConfig: { topK: 5, thinkingConfig: { thinkingBudget: 0 } }, safetySettings: [], contents: [] },
  })
  expect(body).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    generationConfig: {
      ...{ maxOutputTokens: 9, temperature: 0, stopSequences: ['END'], seed: 7 },
      ...{ responseMimeType: 'application/json', responseJsonSchema: schema },
      ...{ topK: 5, thinkingConfig: { thinkingBudget: 0 } },
    },
    safetySettings: [],
  })
})

test('JSON of any shape is a media type alone; a schema that is none is not sent', async () => {
  const body = await bodyOf({ kind: 'chat', messages, json: 'any' })
  expect(body.generationConfig).toEqual({ responseMimeType: 'application/json' })
  const asked = build({ kind: 'chat', messages, json: { schema: { type: 'no such type' } } })
  await expect(asked).rejects.toBeInstanceOf(UnsendableRequest)
})

test('images go as bytes or as addresses with their type, and parts in Gemini’s own form as they are', async () => {
  const own = {
    fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a', mimeType: 'video/mp4' },
  }
  const body = await bodyOf({
    kind: 'chat',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw==' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.PNG?size=2' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a' } },
          own,
        ],
      },
    ],
  })
  expect(body.contents).toEqual([
    {
      role: 'user',
      parts: [
        { inlineData: { mimeType: 'image/png', data: 'iVBORw==' } },
        { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/a.PNG?size=2' } },
        { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.com/a' } },
        own,
      ],
    },
  ])
})

test('an embedding has its own method, streamed or not', async () => {
  const wire = await build({ kind: 'embedding', input: 'Hi' })
  expect(wire.body).toEqual({ content: { parts: [{ text: 'Hi' }] } })
  expect(pathOf(wire, true)).toBe('/models/gemini-3-flash:embedContent')
})

test('of a verbatim body only the model leaves it, for the path', async () => {
  const body = { contents: [], anything: { at: ['all'] } }
  const named = { ...body, model: 'models/gemini-3-pro' }
  const wire = await build({ kind: 'verbatim', path: '/v1beta/generateContent', body: named })
  expect(wire.body).toEqual(body)
  expect(pathOf(wire, false)).toBe('/models/gemini-3-pro:generateContent')
  expect(await bodyOf({ kind: 'verbatim', path: '/v1beta/generateContent', body })).toEqual(body)
})

test.each([
  ['/v1/chat/completions', /OpenAI chat/],
  ['/v1/embeddings', /OpenAI chat/],
  ['/v1/responses', /OpenAI responses/i],
  ['/v1/messages', /Anthropic/],
])('a verbatim request for %s names the provider that it needs', async (path, words) => {
  await expect(build({ kind: 'verbatim', path, body: {} })).rejects.toThrow(words)
})
