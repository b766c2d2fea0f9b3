import { expect, onTestFinished, test } from 'vitest'
import { practiceModels } from '#shared/provider'
import { callsAtOnce, findLocalServers, localServerAddresses } from './local-servers'
import { startSimulator } from './simulator/server'
import { answering, closedPort, tempServer } from './temp-network'

const at = (port: number, path = '/v1') => `http://127.0.0.1:${port}${path}`

async function practice(apiKey: string | null = null): Promise<string> {
  const simulator = await startSimulator({ apiKey })
  onTestFinished(() => simulator.close())
  return simulator.baseUrl
}

/** llama.cpp's server, as far as it is asked. `null`: that endpoint is switched off. */
const llamaCpp = (props: unknown, slots: unknown) =>
  tempServer((incoming, response) => {
    const answers = new Map<string | undefined, unknown>([
      ['/v1/models', { object: 'list', data: [{ id: 'qwen3-8b.gguf' }] }],
      ['/props', props],
      ['/slots', slots],
    ])
    const body = answers.get(incoming.url) ?? null
    const off = { error: { code: 501, message: 'This server does not support it.', type: 'not_supported_error' } }
    answering(body === null ? 501 : 200, body ?? off)(incoming, response)
  })

test('local servers are found where they answer, with or without a key', async () => {
  const addresses = [
    { name: 'Here', baseUrl: await practice() },
    { name: 'Locked', baseUrl: await practice('key-key-key') },
    { name: 'Silent', baseUrl: at(await tempServer(answering(null))) },
    { name: 'Gone', baseUrl: at(await closedPort()) },
    { name: 'Some web app', baseUrl: at(await tempServer(answering(401, 'Sign in first'))) },
    { name: 'Another', baseUrl: at(await tempServer(answering(200, { hello: 1 }))) },
  ]
  expect(await findLocalServers(addresses, 300)).toEqual([
    { ...addresses[0], models: Object.values(practiceModels), preset: 'custom', parallel: null },
    { ...addresses[1], models: [], preset: 'custom', parallel: null },
  ])
})

test('each kind is looked for where it listens, llama.cpp at its new port and at its old one', () => {
  expect(localServerAddresses.map(({ preset, baseUrl }) => [preset, baseUrl])).toEqual([
    ['ollama', 'http://127.0.0.1:11434/v1'],
    ['lm-studio', 'http://127.0.0.1:1234/v1'],
    ['llama-cpp', 'http://127.0.0.1:9931/v1'],
    ['llama-cpp', 'http://127.0.0.1:8080/v1'],
    ['vllm', 'http://127.0.0.1:8000/v1'],
  ])
})

test('llama.cpp tells how many calls it runs at once', async () => {
  const port = await llamaCpp({ total_slots: 6, model_path: 'qwen3-8b.gguf' }, null)
  const address = { name: 'llama.cpp', baseUrl: at(port), preset: 'llama-cpp' }
  expect(await findLocalServers([address])).toEqual([{ ...address, models: ['qwen3-8b.gguf'], parallel: 6 }])
})

test('llama.cpp without /props is counted by its slots, and is taken to run one where it tells nothing', async () => {
  expect(await callsAtOnce(at(await llamaCpp(null, [{ id: 0 }, { id: 1 }])), 'llama-cpp')).toBe(2)
  expect(await callsAtOnce(at(await llamaCpp(null, null)), 'llama-cpp')).toBe(1)
})

test('the others run as many as they do by default', async () => {
  const nowhere = at(await closedPort())
  expect(await callsAtOnce(nowhere, 'ollama')).toBe(1)
  expect(await callsAtOnce(nowhere, 'lm-studio')).toBe(4)
  expect(await callsAtOnce(nowhere, 'vllm')).toBeNull()
})
