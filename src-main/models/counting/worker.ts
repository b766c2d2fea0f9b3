import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker } from '#models/counting/messages'
import { type Slice, slicesOf } from '#models/counting/slices'
import type { Encoding } from '#shared/model-info'

/*
 * The thread that counts tokens. Texts are counted in slices, and requests take turns of some milliseconds, so that a short one does not wait
 * for a long one before it. An encoding is loaded when it is first asked for: each takes some tens of megabytes.
 */

type Count = (text: string) => number
type Job = {
  readonly id: number
  readonly slices: Generator<Slice>
  count: Count | null // null while its encoding is being loaded
  tokens: number
  cuts: number
}

/** How long one request is worked on before the next has its turn, in ms. */
const turnMs = 5
/** How often it says that it works, in ms. */
const aliveMs = 1_000
/** Words are remembered with their counts; one may be as long as a slice, so that not too many can be. */
const rememberedWords = 10_000

const encodings = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  o200k_harmony: () => import('gpt-tokenizer/encoding/o200k_harmony'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
} satisfies Record<Encoding, unknown>

const port = parentPort ?? failed('this module runs as a worker')
const loaded = new Map<Encoding, Promise<Count>>()
const jobs = new Map<number, Job>()
let isPumping = false
let lastSaidAt = 0

port.on('message', (message: ToWorker) => {
  if (message.kind === 'cancel') return void jobs.delete(message.id)
  const job: Job = { id: message.id, slices: slicesOfAll(message.texts), count: null, tokens: 0, cuts: 0 }
  jobs.set(job.id, job)
  loadedCount(message.encoding).then(
    (count) => {
      job.count = count
      pump()
    },
    () => fail(job),
  )
})

function* slicesOfAll(texts: readonly string[]): Generator<Slice> {
  for (const text of texts) yield* slicesOf(text)
}

function loadedCount(encoding: Encoding): Promise<Count> {
  const known = loaded.get(encoding) ?? load(encoding)
  loaded.set(encoding, known)
  return known
}

async function load(encoding: Encoding): Promise<Count> {
  const { countTokens, setMergeCacheSize } = await encodings[encoding]()
  setMergeCacheSize(rememberedWords)
  const asText = { disallowedSpecial: new Set<string>() } // `<|endoftext|>` in a prompt is text
  return (text) => countTokens(text, asText)
}

function pump() {
  if (isPumping) return
  isPumping = true
  setImmediate(turn)
}

/** Messages are taken between two turns. */
function turn() {
  isPumping = false
  const job = next()
  if (!job?.count) return
  if (performance.now() - lastSaidAt > aliveMs) say({ kind: 'alive' })
  jobs.delete(job.id)
  try {
    if (!work(job, job.count)) jobs.set(job.id, job) // at the end: requests take turns
  } catch {
    fail(job)
  }
  pump()
}

function next(): Job | null {
  for (const job of jobs.values()) if (job.count) return job
  return null
}

/** @returns whether it is done */
function work(job: Job, count: Count): boolean {
  const until = performance.now() + turnMs
  while (performance.now() < until) {
    const { done, value } = job.slices.next()
    if (done) {
      say({ kind: 'counted', id: job.id, tokens: job.tokens, cuts: job.cuts })
      return true
    }
    job.tokens += count(value.text)
    if (value.isForced) job.cuts++
  }
  return false
}

function fail(job: Job) {
  jobs.delete(job.id)
  say({ kind: 'failed', id: job.id })
}

function say(message: FromWorker) {
  lastSaidAt = performance.now()
  port.postMessage(message)
}

function failed(message: string): never {
  throw new Error(message)
}
