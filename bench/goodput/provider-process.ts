import { type ChildProcess, fork } from 'node:child_process'
import type { SimulatorProfileInput } from '#providers/simulator/profile'
import type { LoggedCall } from './judge'
import type { Asked, Told } from './provider'

/** A provider that is running, its bucket full. */
export type Provider = {
  readonly baseUrl: string
  /** Ends it, and gives its log of all calls, in the order of their ends. */
  readonly stop: () => Promise<readonly LoggedCall[]>
}

/** Starts a fresh provider in a process of its own.
 *  @param file the built provider.ts */
export async function startProvider(file: string, profile: SimulatorProfileInput): Promise<Provider> {
  const child = fork(file, { stdio: ['ignore', process.stderr.fd, 'inherit', 'ipc'] })
  const end = () => void child.kill('SIGTERM')
  process.once('exit', end)
  const started = await ask(child, { kind: 'start', profile })
  if (started.kind !== 'started') throw new Error('the provider did not start')
  return {
    baseUrl: started.baseUrl,
    async stop() {
      const stopped = await ask(child, { kind: 'stop' })
      process.off('exit', end)
      child.disconnect()
      if (stopped.kind !== 'stopped') throw new Error('the provider did not stop')
      return stopped.log
    },
  }
}

function ask(child: ChildProcess, asked: Asked): Promise<Told> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`the provider ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (told: Told) => {
      child.off('exit', ended)
      if (told.kind === 'broke') fail(new Error(told.why))
      else done(told)
    })
    child.send(asked)
  })
}
