import { type ChildProcess, spawn } from 'node:child_process'
import { z } from 'zod'

const Targets = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }))
const Reply = z.object({
  id: z.int().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})
const Evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ text: z.string(), exception: z.object({ description: z.string() }).optional() })
    .optional(),
})

/** A started Electron and the one page in it, driven by the DevTools protocol. `startedAt`: epoch ms, before its process was made. */
export type Running = {
  readonly startedAt: number
  readonly pid: number
  readonly send: (method: string, params?: Record<string, unknown>) => Promise<unknown>
  /** Runs a function in the page and gives what it resolves to. It must not use anything from outside of itself. */
  readonly evaluate: <Args extends readonly unknown[], T>(
    run: (...args: Args) => T | Promise<T>,
    ...args: Args
  ) => Promise<T>
  /** Resolves once the process is gone. */
  readonly close: () => Promise<void>
}

/** Starts Electron on a file or folder. Nothing of ours is in its processes, as there would be with a test driver: it starts as for a person. */
export async function start(
  electron: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  const flags = [...(isRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0']
  const startedAt = performance.timeOrigin + performance.now()
  const child = spawn(electron, [...flags, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  void gone.then(() => process.off('exit', kill))
  const socket = await connect(await pageOf(await portOf(child)))
  const waiting = new Map<number, (reply: z.infer<typeof Reply>) => void>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const reply = Reply.parse(JSON.parse(String(data)))
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply)
  })
  const send: Running['send'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  return {
    startedAt,
    pid: child.pid ?? 0,
    send,
    async evaluate<Args extends readonly unknown[], T>(run: (...args: Args) => T | Promise<T>, ...args: Args) {
      const expression = `(${run})(...${JSON.stringify(args)})`
      const answer = Evaluated.parse(
        await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }),
      )
      const { exceptionDetails: thrown } = answer
      if (thrown) throw new Error(thrown.exception?.description ?? thrown.text)
      return answer.result.value as T
    },
    async close() {
      socket.close()
      child.kill('SIGTERM')
      const late = setTimeout(kill, 10_000)
      await gone
      clearTimeout(late)
    },
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk
      const [, port] = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Electron ended with ${code} before it had a window: ${said}`)))
  })
}

async function pageOf(port: number): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null)
    const all = answer ? Targets.parse(await answer.json()) : []
    const page = all.find(({ type, url }) => type === 'page' && /^(app|data):/.test(url)) // its first document is an empty one
    if (page) return page.webSocketDebuggerUrl
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error('no window came within 30 s')
}

function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('error', () => reject(new Error(`${url} cannot be reached`)), { once: true })
  })
}
