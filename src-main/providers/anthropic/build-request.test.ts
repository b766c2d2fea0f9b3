import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { ProviderCall } from '#shared/outcome'
import { chat, type JsonObject, LlmRequest } from '#shared/request'
import { UnsendableRequest } from '../protocol'
import { buildBody } from './build-request'
import { defaultMaxTokens } from './max-tokens'

const model = 'claude-sonnet-4-5'
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64')

type Asked = Record<string, unknown> & { messages: [{ content: unknown }] }
async function bodyOf(request: JsonObject, more: Partial<ProviderCall> = {}): Promise<Asked> {
  return (await buildBody({ request: LlmRequest.parse(request), model, ...more }, false)) as Asked
}
const contentOf = async (...args: Parameters<typeof bodyOf>) => (await bodyOf(...args)).messages[0].content

test('only what was asked for is sent, and a limit always', async () => {
  expect(await buildBody({ request: chat('Hi'), model }, false)).toEqual({
    ...{ model, max_tokens: defaultMaxTokens(model) },
    messages: [{ role: 'user', content: 'Hi' }],
  })
})

test.each([
  ['claude-opus-4-5-20251101', 16_384],
  ['claude-3-7-sonnet-latest', 16_384],
  ['anthropic/claude-sonnet-4-5', 16_384],
  ['claude-3-5-haiku-latest', 8_192],
  ['claude-3-haiku-20240307', 4_096],
  ['claude-2.1', 4_096],
  ['deepseek-chat', 8_192],
])('without a limit %s may use %d tokens', (name, tokens) => {
  expect(defaultMaxTokens(name)).toBe(tokens)
})

test('system and developer messages are the instructions, wherever they stand; the turns keep their order', async () => {
  const body = await bodyOf({
    kind: 'chat',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One?' },
      { role: 'developer', content: [{ type: 'text', text: 'In French.' }] },
      { role: 'assistant', content: 'Un.' },
      { role: 'user', content: 'Two?' },
    ],
  })
  expect(body.system).toBe('Be brief.\n\nIn French.')
  expect(body.messages).toEqual([
    { role: 'user', content: 'One?' },
    { role: 'assistant', content: 'Un.' },
    { role: 'user', content: 'Two?' },
  ])
})

test('instructions alone are what the user says: the API answers no conversation without a turn', async () => {
  const body = await bodyOf({ kind: 'chat', messages: [{ role: 'system', content: 'Tell a joke' }] })
  expect(body).toMatchObject({ messages: [{ role: 'user', content: 'Tell a joke' }] })
  expect(body).not.toHaveProperty('system')
})

test('stop words and a temperature go out, a seed does not: the API has none', async () => {
  const body = await bodyOf({
    ...{ kind: 'chat', messages: [{ role: 'user', content: 'Hi' }] },
    ...{ stop: ['END', '\n\n'], temperature: 0, seed: 7 },
  })
  expect(body).toMatchObject({ stop_sequences: ['END', '\n\n'], temperature: 0 })
  expect(body).not.toHaveProperty('seed')
})

test('own fields are put in, into objects too; what the reading of the answer hangs on is not theirs to change', async () => {
  const body = await bodyOf({
    ...{
      kind: 'chat',
      messages: [{ role: 'user', content: 'Hi' }],
      json: { schema: { type: 'object', properties: {} } },
    },
    extra: { top_k: 5, max_tokens: 10, output_config: { effort: 'low' }, stream: true, model: 'other', messages: [] },
  })
  expect(body).toMatchObject({ model, top_k: 5, max_tokens: 10, messages: [{ role: 'user' }] })
  expect(body.output_config).toMatchObject({ effort: 'low', format: { type: 'json_schema' } })
  expect(body).not.toHaveProperty('stream')
})

test('images go as addresses or bytes, and parts in Anthropic’s own form as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trilane-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'misnamed.jpg')
  await writeFile(file, png)
  const document = { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }
  const content = await contentOf({
    kind: 'chat',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare' },
          { type: 'text', text: '' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'image_url', image_url: { url: 'data:image/webp;base64,UklGRg==', detail: 'low' } },
          { type: 'image_url', image_url: { url: pathToFileURL(file).href } },
          document,
        ],
      },
    ],
  })
  expect(content).toEqual([
    { type: 'text', text: 'Compare' },
    { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'UklGRg==' } },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png.toString('base64') } },
    document,
  ])
})

test.each(['file:///nowhere/at-all.png', 'ftp://example.com/a.png', 'data:image/png,notbase64'])(
  'an image that cannot be had is not sent: %s',
  async (url) => {
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }]
    await expect(bodyOf({ kind: 'chat', messages })).rejects.toBeInstanceOf(UnsendableRequest)
  },
)

test('a schema goes as an output format in the form that the API takes', async () => {
  const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] }
  const json = { name: 'person', schema }
  const body = await bodyOf({ kind: 'chat', messages: [{ role: 'user', content: 'Hi' }], json })
  expect(body.output_config).toEqual({
    format: {
      type: 'json_schema',
      schema: {
        ...{ type: 'object', required: ['age'], additionalProperties: false },
        properties: { age: { type: 'integer', description: '{minimum: 0}' } },
      },
    },
  })
  expect(body).not.toHaveProperty('system')
})

test.each([
  ['JSON of any shape', 'any'],
  ['a schema that need not be kept strictly', { schema: { type: 'object', title: 'Marker' }, strict: false }],
  ['a schema of no object', { schema: { type: 'array', title: 'Marker', items: { type: 'string' } } }],
  ['a schema without types', { schema: { type: 'object', properties: { a: { title: 'Marker' } } } }],
])('%s is asked for in words', async (_, json) => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ]
  const body = await bodyOf({ kind: 'chat', messages, json })
  expect(body.system).toMatch(/^Be brief\.\n\nAnswer with JSON only/)
  if (json !== 'any') expect(body.system).toContain('"Marker"')
  expect(body).not.toHaveProperty('output_config')
})

test('a schema that is none is not sent', async () => {
  const json = { schema: { type: 'no such type' } }
  const asked = bodyOf({ kind: 'chat', messages: [{ role: 'user', content: 'Hi' }], json })
  await expect(asked).rejects.toBeInstanceOf(UnsendableRequest)
})

const cached = { cache_control: { type: 'ephemeral' } }

test('a shared system prompt is marked for the cache', async () => {
  const request = chat('Hi', { system: 'Be brief' })
  const body = await buildBody({ request, model, sharedPrefix: { system: true, userChars: 0 } }, false)
  expect(body.system).toEqual([{ type: 'text', text: 'Be brief', ...cached }])
  expect(body.messages).toEqual([{ role: 'user', content: 'Hi' }])
})

test('the shared beginning of the first user message is a block of its own, the same in all tasks of the group', async () => {
  const contents = await Promise.all(
    ['Document: … Question 1', 'Document: … Question 22'].map((prompt) =>
      contentOf(
        { kind: 'chat', messages: [{ role: 'user', content: prompt }] },
        { sharedPrefix: { system: false, userChars: 11 } },
      ),
    ),
  )
  const head = { type: 'text', text: 'Document: …', ...cached }
  expect(contents).toEqual([
    [head, { type: 'text', text: ' Question 1' }],
    [head, { type: 'text', text: ' Question 22' }],
  ])
})

test.each([
  ['A👋B', 2, ['A', '👋B']],
  ['A👋B', 3, ['A👋', 'B']],
  ['A👋', 3, ['A👋']],
  ['A👋', 99, ['A👋']],
])('%s shared up to %d is split into %j: no character is halved', async (prompt, userChars, texts) => {
  const content = await contentOf(
    { kind: 'chat', messages: [{ role: 'user', content: prompt }] },
    { sharedPrefix: { system: false, userChars } },
  )
  expect(content).toEqual(texts.map((text, index) => ({ type: 'text', text, ...(index === 0 ? cached : {}) })))
})

test('a first user message that begins with half a shared character, or with an image, has no mark', async () => {
  const sharedPrefix = { system: false, userChars: 1 }
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
  const ofImage = await contentOf({ kind: 'chat', messages: [{ role: 'user', content: [image] }] }, { sharedPrefix })
  const ofText = await contentOf({ kind: 'chat', messages: [{ role: 'user', content: '👋' }] }, { sharedPrefix })
  expect(JSON.stringify([ofImage, ofText])).not.toContain('cache_control')
})

test('a verbatim body goes out as it is; only a model that it leaves out is added', async () => {
  const body = { max_tokens: 1, stream: true, messages: [], anything: { at: ['all'] } }
  expect(await bodyOf({ kind: 'verbatim', path: '/v1/messages', body })).toEqual({ ...body, model })
  const named = { ...body, model: 'claude-haiku-4-5' }
  expect(await bodyOf({ kind: 'verbatim', path: '/v1/messages', body: named })).toEqual(named)
})

test.each([
  ['/v1/chat/completions', /OpenAI chat/],
  ['/v1/embeddings', /OpenAI chat/],
  ['/v1/responses', /OpenAI responses/i],
  ['/v1beta/generateContent', /Gemini/],
])('a verbatim request for %s names the provider that it needs', async (path, words) => {
  await expect(bodyOf({ kind: 'verbatim', path, body: {} })).rejects.toThrow(words)
})
