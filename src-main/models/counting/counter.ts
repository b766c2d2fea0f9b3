import type { Worker, WorkerOptions } from 'node:worker_threads'
import type { Encoding } from '#shared/model-info'
import { tokenizerOf } from '../tokenizer'
import type { FromWorker, ToWorker } from './messages'
import { countingThread } from './thread'

export type TokenCount = {
  readonly tokens: number
  /** Counted with the model's own encoding. Frames around messages, tools and images are not in it. */
  readonly exact: boolean
  /** How many of the tokens may be there only because an unbroken text was cut to be counted. */
  readonly mayBeOver: number
  /** `characters`: the thread that counts was not there, and this is a guess by the texts' length. */
  readonly by: 'tokenizer' | 'characters'
}

type Options = {
  readonly thread?: (options: WorkerOptions) => Worker
  /** How long the thread stays when nothing is asked, in ms: it holds some tens of megabytes. */
  readonly idleMs?: number
  /** How long it may be asked something and say nothing, in ms: it says so each second if it works. */
  readonly patienceMs?: number
}
type Asked = {
  readonly texts: readonly string[]
  readonly model: string
  readonly encoding: Encoding
  readonly settle: (count: TokenCount) => void
  readonly fail: (reason: unknown) => void
  readonly forget: () => void
}

/** A cut through words, base64, JSON, Chinese, signs or blanks added 4 tokens at most where it was measured; this is twice that. */
export const tokensPerCut = 8
/** A thread that ends of itself so many times within a minute is not started again before the minute is over. */
const mostEnds = 3
const forgiveMs = 60_000

/**
 * Counts tokens in a thread of its own, which starts with the first count and ends when it was idle for a while. Requests are begun in the
 * order in which they came, and a short one does not wait for a long one. Should the thread die, hang or not start, what it was asked is
 * guessed.
 */
export function createTokenCounter({ thread = countingThread, idleMs = 60_000, patienceMs = 30_000 }: Options = {}) {
  const asked = new Map<number, Asked>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | null = null
  let patience: NodeJS.Timeout | null = null
  let lastId = 0
  let ends: number[] = [] // when the thread ended of itself
  let isClosed = false

  const tell = (message: ToWorker) => worker?.postMessage(message)

  function start(): Worker | null {
    if (worker) return worker
    ends = ends.filter((at) => performance.now() - at < forgiveMs)
    if (ends.length >= mostEnds) return null
    let started: Worker
    try {
      started = thread({ name: 'token counter', resourceLimits: { maxOldGenerationSizeMb: 512 } })
    } catch {
      ends.push(performance.now()) // no memory for one more thread, say
      return null
    }
    started.on('message', (message: FromWorker) => {
      if (started !== worker) return
      hear(message)
      waitForSign(started)
    })
    started.on('error', () => undefined) // its end follows
    started.on('exit', () => {
      if (started !== worker) return
      worker = null
      waitForSign(null)
      ends.push(performance.now())
      for (const id of asked.keys()) guess(id)
    })
    worker = started
    return started
  }

  /** One that hangs is ended, and so its end is told. */
  function waitForSign(of: Worker | null) {
    if (patience) clearTimeout(patience)
    patience = of && asked.size > 0 ? setTimeout(() => void of.terminate(), patienceMs) : null
    patience?.unref()
  }

  function hear(message: FromWorker) {
    if (message.kind === 'alive') return
    if (message.kind === 'failed') return guess(message.id)
    const known = take(message.id)
    if (!known) return
    const { factor, exact } = tokenizerOf(known.model)
    const mayBeOver = Math.ceil(message.cuts * tokensPerCut * factor)
    known.settle({ tokens: Math.ceil(message.tokens * factor), exact, mayBeOver, by: 'tokenizer' })
  }

  function guess(id: number) {
    const known = take(id)
    known?.settle(guessTokens(known.texts, known.model))
  }

  function take(id: number): Asked | undefined {
    const known = asked.get(id)
    asked.delete(id)
    known?.forget()
    if (asked.size === 0 && worker) {
      waitForSign(null)
      worker.unref() // the program may end without it
      idle ??= setTimeout(stop, idleMs)
      idle.unref()
    }
    return known
  }

  function stop(): Promise<unknown> {
    clearIdle()
    waitForSign(null)
    const ending = worker
    worker = null
    return ending?.terminate() ?? Promise.resolve()
  }

  function clearIdle() {
    if (idle) clearTimeout(idle)
    idle = null
  }

  return {
    /**
     * The tokens of all the texts together; never rejects but for the signal, then with its reason.
     * @param model by its name it is known how they are counted
     */
    count(texts: readonly string[], model: string, signal?: AbortSignal): Promise<TokenCount> {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const running = isClosed ? null : start()
      if (!running) return Promise.resolve(guessTokens(texts, model))
      const id = ++lastId
      const { encoding } = tokenizerOf(model)
      return new Promise((settle, fail) => {
        const cancel = () => {
          tell({ kind: 'cancel', id })
          take(id)?.fail(signal?.reason)
        }
        signal?.addEventListener('abort', cancel, { once: true })
        const forget = () => signal?.removeEventListener('abort', cancel)
        asked.set(id, { texts, model, encoding, settle, fail, forget })
        clearIdle()
        running.ref()
        tell({ kind: 'count', id, texts, encoding })
        if (asked.size === 1) waitForSign(running)
      })
    },
    /** Ends the thread; what it was asked is guessed. */
    async close(): Promise<void> {
      isClosed = true
      const stopped = stop()
      for (const id of asked.keys()) guess(id)
      await stopped
    },
  }
}
export type TokenCounter = ReturnType<typeof createTokenCounter>

/** By the texts' length: four characters to a token of o200k_base. Chinese has 2.5 times as many tokens, and long blanks far fewer. */
export function guessTokens(texts: readonly string[], model: string): TokenCount {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const tokens = Math.ceil((characters / 4) * tokenizerOf(model).factor)
  return { tokens, exact: false, mayBeOver: 0, by: 'characters' }
}
