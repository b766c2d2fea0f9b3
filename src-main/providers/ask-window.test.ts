import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { askWindow, tellsWindow } from './ask-window'
import { tempServer } from './temp-network'

type Answers = Readonly<Record<string, unknown>>

/** A server that knows these paths, and 404s the rest. */
async function asked(preset: string, answers: Answers, model = 'm', base = '/v1') {
  const seen: { path: string; method: string | undefined; body: string; key: string | undefined }[] = []
  const port = await tempServer(async (request, response) => {
    const { method, url = '', headers } = request
    seen.push({ path: url, method, body: await textOf(request), key: headers.authorization })
    const found = Object.hasOwn(answers, url)
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ? answers[url] : { error: 'no such path' }))
  })
  const baseUrl = `http://127.0.0.1:${port}${base}`
  return { said: await askWindow({ protocol: 'openai-chat', baseUrl, apiKey: 'k', preset }, model), seen }
}
async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

const ps = (name: string, more: object = {}) => ({ models: [{ name, model: name, size: 1, ...more }] })
const show = (parameters: string, trained = 131_072) => ({
  ...{ license: '', modelfile: '', parameters, template: '' },
  model_info: { 'general.architecture': 'llama', 'llama.context_length': trained, 'llama.block_count': 32 },
})

test.each<[string, string, Answers, number, boolean]>([
  ['that is loaded', 'ollama', { '/api/ps': ps('m:latest', { context_length: 4_096 }) }, 4_096, true],
  [
    'that is not loaded, by its Modelfile',
    ...([
      'ollama',
      { '/api/ps': { models: [] }, '/api/show': show('stop "x"\nnum_ctx    8192') },
      8_192,
      false,
    ] as const),
  ],
  [
    'whose Modelfile asks for more than it was trained for',
    ...(['ollama', { '/api/ps': { models: [] }, '/api/show': show('num_ctx 65536', 40_960) }, 40_960, false] as const),
  ],
  [
    'at an Ollama before 0.11, as the most that it can be',
    ...(['ollama', { '/api/ps': ps('m'), '/api/show': show('') }, 131_072, false] as const),
  ],
  [
    'that LM Studio has loaded',
    'lm-studio',
    {
      '/api/v0/models': {
        data: [{ id: 'm', state: 'loaded', loaded_context_length: 4_096, max_context_length: 32_768 }],
      },
    },
    ...([4_096, true] as const),
  ],
  [
    'that LM Studio would load',
    'lm-studio',
    { '/api/v0/models': { data: [{ id: 'm', state: 'not-loaded', max_context_length: 32_768 }] } },
    ...([32_768, false] as const),
  ],
  [
    'in a slot of llama.cpp',
    ...([
      'llama-cpp',
      { '/props': { default_generation_settings: { n_ctx: 2_048 }, total_slots: 4 } },
      2_048,
      true,
    ] as const),
  ],
  [
    'at a llama.cpp that keeps its properties to itself',
    ...(['llama-cpp', { '/v1/models': { data: [{ id: 'm', meta: { n_ctx: 4_096 } }] } }, 4_096, true] as const),
  ],
  ['at vLLM', 'vllm', { '/v1/models': { data: [{ id: 'm', max_model_len: 8_192 }] } }, 8_192, true],
])('the context of a model %s', async (_which, preset, answers, contextWindow, inForce) =>
  expect((await asked(preset, answers)).said).toEqual({ contextWindow, inForce }),
)

test('a model is asked for by its name, with the key, also behind a path', async () => {
  const { said, seen } = await asked('ollama', { '/llm/api/show': show('num_ctx 8192') }, 'qwen3:8b', '/llm/v1')
  expect(said).toEqual({ contextWindow: 8_192, inForce: false })
  expect(seen).toEqual([
    { path: '/llm/api/ps', method: 'GET', body: '', key: 'Bearer k' },
    { path: '/llm/api/show', method: 'POST', body: '{"model":"qwen3:8b"}', key: 'Bearer k' },
  ])
})

test.each<[string, string, Answers]>([
  ['has only other models', 'ollama', { '/api/ps': ps('other', { context_length: 4_096 }) }],
  ['is another one', 'lm-studio', { '/api/v0/models': { data: 'none' } }],
  ['knows nothing of it', 'llama-cpp', {}],
  ['is of a kind that is not asked', 'custom', { '/v1/models': { data: [{ id: 'm', max_model_len: 1 }] } }],
])('null, and no error, of a server that %s', async (_what, preset, answers) =>
  expect((await asked(preset, answers)).said).toBeNull(),
)

test('null of one that is not there', async () => {
  const gone = { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:1/v1', apiKey: null, preset: 'ollama' } as const
  expect(await askWindow(gone, 'm')).toBeNull()
  expect(tellsWindow('ollama')).toBe(true)
  expect(tellsWindow('openai')).toBe(false)
})
