import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./provider.mjs').Call} Call */

/** Starts the provider in a process of its own. @param {number} seed of its latencies */
export async function startProvider(seed) {
  const child = fork(fileURLToPath(new URL('provider.mjs', import.meta.url)), [String(seed)])
  /** @type {Set<(word: import('./provider.mjs').Word) => void>} */
  const listeners = new Set()
  child.on('message', (word) => {
    for (const listener of listeners) listener(/** @type {import('./provider.mjs').Word} */ (word))
  })
  /** @param {import('./provider.mjs').Order} order */
  const tell = (order) => void child.send(order)

  /** @template {import('./provider.mjs').Word['kind']} K @param {K} kind
   *  @returns {Promise<Extract<import('./provider.mjs').Word, { kind: K }>>} */
  function next(kind) {
    return new Promise((done, fail) => {
      const ended = () => fail(new Error("the soak's provider ended"))
      /** @param {import('./provider.mjs').Word} word */
      const listener = (word) => {
        if (word.kind !== kind) return
        listeners.delete(listener)
        child.off('exit', ended)
        done(/** @type {Extract<import('./provider.mjs').Word, { kind: K }>} */ (word))
      }
      listeners.add(listener)
      child.once('exit', ended)
    })
  }

  const { port } = await next('ready')
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** Calls from now on belong to this round. @param {number} round @param {number} latencyMs the middle of what a call takes */
    begin: (round, latencyMs) => tell({ kind: 'round', round, latencyMs }),
    /** Told of each call that comes and goes: how many did in this round. @param {(started: number, answered: number) => void} listener
     *  @returns the way to stop listening */
    onMove(listener) {
      /** @param {import('./provider.mjs').Word} word */
      const all = (word) => word.kind === 'moved' && listener(word.started, word.answered)
      listeners.add(all)
      return () => void listeners.delete(all)
    },
    /** Resolves when the last client's sockets are closed and all that they brought is in the log. */
    async quiet() {
      const heard = next('quiet')
      tell({ kind: 'quiet' })
      await heard
    },
    /** Every call so far, in the order in which they came. @returns {Promise<Call[]>} */
    async log() {
      const heard = next('log')
      tell({ kind: 'log' })
      return (await heard).calls
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
