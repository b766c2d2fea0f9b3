import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { practiceModels } from '#shared/provider'
import { startSimulator } from './simulator/server'
import { testConnection } from './test-connection'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function practice(apiKey: string | null = null): Promise<string> {
  const simulator = await startSimulator({ apiKey })
  cleanups.push(simulator.close)
  return simulator.baseUrl
}

/** status null: takes the request and stays silent. */
async function serve(status: number | null, body = '', type = 'application/json'): Promise<string> {
  const server = createServer((_, response) => {
    if (status !== null) response.writeHead(status, { 'content-type': type }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address where nothing listens any more. */
async function nowhere(): Promise<string> {
  const simulator = await startSimulator()
  await simulator.close()
  return simulator.baseUrl
}

test('a server that lists its models is connected', async () => {
  expect(await testConnection({ baseUrl: await practice(), apiKey: null })).toEqual({
    at: expect.any(Number),
    ok: true,
    message: 'Connected: 3 models',
    latencyMs: expect.any(Number),
    models: Object.values(practiceModels),
    problem: null,
    suggestedBaseUrl: null,
  })
})

test('Ollama without a model is connected too', async () => {
  const baseUrl = await serve(200, '{"object":"list","data":null}')
  expect(await testConnection({ baseUrl, apiKey: null })).toMatchObject({ ok: true, models: [] })
})

test('what went wrong is said in words', async () => {
  const message = async (baseUrl: string, apiKey: string | null = null, timeoutMs?: number) => {
    const { ok, message } = await testConnection({ baseUrl, apiKey }, timeoutMs)
    expect(ok).toBe(false)
    return message
  }
  const keyed = await practice('right-key-1')
  expect(await message(keyed)).toMatch(/^The server wants an API key/)
  expect(await message(keyed, 'wrong-key-1')).toMatch(/^The server refused the API key/)
  expect(await message(keyed, 'two\nlines')).toMatch(/Enter it again/)
  expect(await message(await nowhere())).toMatch(/cannot be reached.*connection was refused/)
  expect(await message(await serve(404, 'not found', 'text/plain'))).toMatch(/is not an OpenAI-compatible server.*404/)
  expect(await message(await serve(200, '<html></html>', 'text/html'))).toMatch(/answered with a web page/)
  expect(await message(await serve(200, '{"a":1}'))).toMatch(/is not an OpenAI-compatible server/)
  expect(await message(await serve(503, '{"error":"busy"}'))).toMatch(/not now \(503\): busy/)
  expect(await message(await serve(null), null, 50)).toMatch(/did not answer in time/)
  expect(await message('no address')).toMatch(/Invalid URL/)
})
