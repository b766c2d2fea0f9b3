import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createPractice } from './practice'

function setup(profile: Record<string, unknown> = {}) {
  const practice = createPractice(JSON.stringify(profile))
  onTestFinished(() => practice.close())
  return practice
}
const models = async (url: string) => (await fetch(`${url}/models`)).status

/** A port that somebody else has until the returned function is called. */
async function takenPort() {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, release: () => new Promise<void>((done) => server.close(() => done())) }
}

test('it is started by whoever asks for its address first, once', async () => {
  const practice = setup()
  const [one, other] = await Promise.all([practice.url(), practice.url()])
  expect(one).toBe(other)
  expect(await models(one)).toBe(200)
})

test('one of a port of its own can be asked before anything calls it', async () => {
  const { port, release } = await takenPort()
  await release()
  const practice = setup({ port })
  await practice.begin()
  expect(await models(`http://127.0.0.1:${port}/v1`)).toBe(200)
})

test('a port that was taken is tried again by the next call', async () => {
  const { port, release } = await takenPort()
  const practice = setup({ port })
  await expect(practice.url()).rejects.toThrow('EADDRINUSE')
  await release()
  expect(await models(await practice.url())).toBe(200)
})

test('it closes, also where it was never started', async () => {
  await setup().close()
  const practice = setup()
  const url = await practice.url()
  await practice.close()
  await expect(models(url)).rejects.toThrow()
})

test('a profile that does not fit is told before anything starts', () => {
  expect(() => createPractice('{"latencyScale":"slow"}')).toThrow()
})
