import { fork } from 'node:child_process'

type Reply = { readonly value: unknown } | { readonly error: string }

/** Runs a built program in a process of its own and gives its answer. Its garbage can be collected on demand (`globalThis.gc`).
 *  @param flags for its Node.js, such as --cpu-prof */
export function runChild<T>(file: string, name: string, config: unknown, flags: readonly string[] = []): Promise<T> {
  return new Promise((done, fail) => {
    const child = fork(file, [name, JSON.stringify(config)], {
      execArgv: ['--expose-gc', ...flags],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const end = () => void child.kill('SIGTERM')
    process.once('exit', end)
    let reply: Reply | null = null
    child.on('message', (message: Reply) => {
      reply = message
    })
    child.once('error', fail)
    child.once('close', (code) => {
      process.off('exit', end)
      if (reply && 'value' in reply) done(reply.value as T)
      else fail(new Error(reply ? `${name}: ${reply.error}` : `${name} ended with ${code} and no answer`))
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
