// The soak's provider: OpenAI-compatible chat completions on loopback, in a process of its own that outlives every kill of its client.
// It never fails a call, so whatever is called twice was called twice because of a kill. Started by provider-process.mjs.
import { createServer } from 'node:http'
import { answerOf, taskOf } from './prompt.mjs'
import { seeded } from './random.mjs'

/**
 * One request as this side saw it. answered: all of the answer was handed to the system; gone: the client's socket closed before.
 * at, endedAt: when it came and when it ended, by the wall clock; overlaps: another call of the same task was open when it came.
 * @typedef {{ call: number, task: number, round: number, at: number, endedAt: number | null, end: 'open' | 'answered' | 'gone',
 *   overlaps: boolean }} Call
 * @typedef {{ kind: 'round', round: number, latencyMs: number } | { kind: 'quiet' } | { kind: 'log' }} Order
 * @typedef {{ kind: 'ready', port: number } | { kind: 'moved', started: number, answered: number }
 *   | { kind: 'quiet' } | { kind: 'log', calls: Call[] }} Word started and answered are counted from the round's beginning
 */

/** A socket that the system still holds in its queue is heard of within this time. */
const settleMs = 20
/** Where in the wait the headers go out, so that a kill also falls between them and the text. */
const headersAt = 0.7

const latency = seeded(Number(process.argv[2] ?? 0), 'latency')
/** @type {Call[]} */
const calls = []
/** @type {Set<import('node:net').Socket>} */
const sockets = new Set()
let round = 0
let latencyMs = 10
let started = 0
let answered = 0

/** @param {Word} word */
const say = (word) => void process.send?.(word)

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function answer(request, response) {
  const body = await textOf(request)
  const task = taskOf(lastPrompt(body))
  const overlaps = calls.some((other) => other.task === task && other.end === 'open')
  /** @type {Call} */
  const call = { call: calls.length + 1, task, round, at: Date.now(), endedAt: null, end: 'open', overlaps }
  calls.push(call)
  started += 1
  say({ kind: 'moved', started, answered })

  const waitMs = latencyMs * (0.5 + latency())
  const headers = setTimeout(() => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'x-request-id': `soak-${call.call}` })
    response.flushHeaders()
  }, waitMs * headersAt)
  const text = setTimeout(() => response.end(JSON.stringify(completion(call))), waitMs)
  response.once('finish', () => {
    call.endedAt = Date.now()
  })
  response.once('close', () => {
    clearTimeout(headers)
    clearTimeout(text)
    call.endedAt ??= Date.now()
    call.end = response.writableFinished ? 'answered' : 'gone'
    if (call.end === 'answered') answered += 1
    say({ kind: 'moved', started, answered })
  })
}

/** @param {import('node:http').IncomingMessage} request */
async function textOf(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

/** @param {string} body @returns {unknown} */
function lastPrompt(body) {
  try {
    return JSON.parse(body).messages.at(-1).content
  } catch {
    return null
  }
}

/** @param {Call} call */
const completion = ({ call, task }) => ({
  id: `soak-${call}`,
  object: 'chat.completion',
  created: Math.floor(Date.now() / 1000),
  model: 'soak',
  choices: [{ index: 0, message: { role: 'assistant', content: answerOf(task, call) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
})

/** Says so when the dead client's sockets are all closed and what they still carried has been counted. */
function quiet() {
  if (sockets.size > 0 || calls.some(({ end }) => end === 'open')) return void setTimeout(quiet, 5)
  setTimeout(() => (sockets.size > 0 ? quiet() : say({ kind: 'quiet' })), settleMs)
}

const server = createServer((request, response) => {
  // A body that was cut off by a kill never was a call: no provider would answer it.
  answer(request, response).catch(() => response.destroy())
})
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('error', () => {}) // a killed client resets its sockets
  socket.once('close', () => sockets.delete(socket))
})
process.on('message', (/** @type {Order} */ order) => {
  if (order.kind === 'quiet') quiet()
  else if (order.kind === 'log') say({ kind: 'log', calls })
  else {
    round = order.round
    latencyMs = order.latencyMs
    started = 0
    answered = 0
  }
})
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  say({ kind: 'ready', port: typeof address === 'object' && address ? address.port : 0 })
})
