import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import { account, faults } from '../scripts/soak/account.mjs'
import { startCli } from '../scripts/soak/cli-process.mjs'
import { readLedger, readRows } from '../scripts/soak/ledger.mjs'
import { promptOf } from '../scripts/soak/prompt.mjs'
import { startProvider } from '../scripts/soak/provider-process.mjs'

const cli = resolve('out/main/cli.js')

type Options = {
  readonly tasks?: number
  readonly concurrency?: number
  readonly filler?: number // characters that each prompt is longer by
  readonly like?: { readonly file: string; readonly dataDir: string; readonly provider: Provider }
}
type Provider = Awaited<ReturnType<typeof startProvider>>
export type Drain = Awaited<ReturnType<typeof drain>>

/** Prompts in a file, a data folder and a provider that outlives the command line.
 *  @param like another drain: its prompts and its provider, and a copy of its data folder as it is now */
export async function drain({ tasks = 5, concurrency = 1, filler = 0, like }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'trilane-crash-'))
  const dataDir = join(folder, 'data')
  const file = like?.file ?? join(folder, 'prompts.txt')
  const provider = like?.provider ?? (await startProvider(1))
  if (like) cpSync(like.dataDir, dataDir, { recursive: true })
  else {
    mkdirSync(dataDir)
    writeFileSync(file, Array.from({ length: tasks }, (_, index) => `${promptOf(index + 1, filler)}\n`).join(''))
  }
  const words = ['run', file, '--provider', 'openai-compatible', '--base-url', provider.baseUrl, '--model', 'soak']
  words.push('--lane', 'fast', '--fast-concurrency', String(concurrency), '--data-dir', dataDir, '--json')
  words.push('--no-safe-mode')
  const kills: Parameters<typeof account>[0]['kills'] = []
  let round = 0

  /** Runs until the process ends, killed at the named point or by itself. */
  async function run(crashAt = '') {
    round += 1
    provider.begin(round, 4)
    const ended = await startCli(cli, words, { TRILANE_CRASH_AT: crashAt }).ended
    await provider.quiet()
    if (ended.signal === 'SIGKILL') kills.push({ round, rows: readRows(dataDir) })
    return ended
  }

  return {
    /** Another command on the same folder, killed at the named point or ended by itself. */
    command: (name: string, crashAt = '', more: readonly string[] = []) =>
      startCli(cli, [name, '--data-dir', dataDir, ...more], { TRILANE_CRASH_AT: crashAt }).ended,
    ...{ file, dataDir, provider },
    calls: provider.log,
    run,
    /** Expects that the process dies at that point, and gives the tasks as they then are on disk. */
    async crash(point: string) {
      const ended = await run(point)
      expect(ended.signal, `${point} was not reached: ${ended.stderr}`).toBe('SIGKILL')
      return kills.at(-1)?.rows ?? []
    },
    /** Starts it again, undisturbed: every prompt must come to its end, once, and every repeated call be marked. */
    async end() {
      const ended = await run()
      expect(ended.code, ended.stderr).toBe(0)
      const ledger = readLedger(dataDir)
      const calls = await provider.log()
      const evidence = { tasks, rounds: kills.length, concurrency, seed: 1, calls, kills, ledger }
      const found = account(evidence)
      expect(faults(found, evidence)).toEqual([])
      return { ...found, ledger, stderr: ended.stderr }
    },
    async stop() {
      if (!like) await provider.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How many of those rows are in a state. */
export const inState = (rows: readonly { readonly state: string }[], state: string) =>
  rows.filter((row) => row.state === state).length

/** As `Promise.all`, but waits for the others as well where one fails: they still need what the test puts away at its end. */
export async function allEnded<T>(each: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(each)
  return Promise.all(each)
}
