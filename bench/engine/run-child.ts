import { fork } from 'node:child_process'

type Reply = { readonly value: unknown } | { readonly error: string }
/** None takes a third of it: what takes longer waits for a task that was lost. */
const longestMs = 15 * 60_000

type End = { readonly reply: Reply | null; readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Runs a built program in a process of its own and gives its answer. Its garbage can be collected on demand (`globalThis.gc`).
 *  @param flags for its Node.js, such as --cpu-prof */
export async function runChild<T>(
  file: string,
  name: string,
  config: unknown,
  flags: readonly string[] = [],
): Promise<T> {
  const { reply, code, signal } = await run(file, name, config, flags)
  if (reply && 'value' in reply) return reply.value as T
  throw new Error(reply ? `${name}: ${reply.error}` : `${name} ended with ${signal ?? code} and no answer`)
}

/** Runs a built program that kills itself. */
export async function runToItsDeath(file: string, name: string, config: unknown): Promise<void> {
  const { reply, code, signal } = await run(file, name, config)
  if (reply && 'error' in reply) throw new Error(`${name}: ${reply.error}`)
  if (reply || signal !== 'SIGKILL') throw new Error(`${name} was to be killed and ended with ${signal ?? code}`)
}

function run(file: string, name: string, config: unknown, flags: readonly string[] = []): Promise<End> {
  return new Promise((done, fail) => {
    const child = fork(file, [name, JSON.stringify(config)], {
      execArgv: ['--expose-gc', ...flags],
      timeout: longestMs,
      stdio: ['ignore', process.stderr.fd, 'inherit', 'ipc'], // stdout is for the report alone
    })
    const end = () => void child.kill('SIGTERM')
    process.once('exit', end)
    let reply: Reply | null = null
    child.on('message', (message: Reply) => {
      reply = message
    })
    child.once('error', fail)
    child.once('close', (code, signal) => {
      process.off('exit', end)
      done({ reply, code, signal })
    })
  })
}

/** The child's side: runs `work` for what the parent asked, answers, and ends. */
export async function answerParent<Config, T>(work: (name: string, config: Config) => Promise<T>): Promise<void> {
  const [name = '', config = '{}'] = process.argv.slice(2)
  const reply: Reply = await work(name, JSON.parse(config) as Config).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
  process.send?.(reply, () => process.disconnect())
}
