import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { benches } from './benches'
import type { BenchConfig } from './child'
import type { Files } from './context'
import { startPeers } from './peers/install'
import { profile } from './profile'
import { median, type Result } from './result'
import { runChild } from './run-child'
import { measureSync } from './sync'
import { table } from './table'

const usage = `npm run bench -- engine [options]
  --json           one JSON document instead of a table
  --only a,b       of: ${Object.keys(benches).join(', ')}
  --rounds n       rounds of each side, 5 when left out; the figure is their median
  --quick          small runs, to try the harness: their figures mean nothing
  --no-peers       without plainjob and BullMQ
  --dir folder     where the databases are written, the system's temporary folder when left out
  --profile name   runs that one benchmark under a CPU profiler and lists where our side's time goes`

export type Report = {
  readonly machine: { readonly cores: number; readonly ramGiB: number; readonly node: string; readonly sqlite: string }
  /** One sync of the disk, ms: see measureSync. Median of a measurement before each benchmark. */
  readonly syncMs: number
  readonly results: readonly Result[]
  /** Benchmarks without a result, and why. */
  readonly broken: readonly { readonly name: string; readonly why: string }[]
  readonly at: string
}

/** @returns the exit code: 1 when a benchmark broke; 0 also when a goal was missed, since a benchmark is no test */
export async function main(
  args: string[],
  { files, peersFolder }: { files: Files; peersFolder: string },
): Promise<number> {
  const options = readOptions(args)
  if (!options) return 1
  const { json, quick, names, rounds } = options
  const work = mkdtempSync(join(options.dir, 'trilane-bench-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

  if (options.profile) {
    const peers = { plainjob: { notRun: 'profiling' }, bullmq: { notRun: 'profiling' } }
    const config: BenchConfig = { work, rounds, quick, peers, files, profiling: true }
    console.log(await profile(files.child, options.profile, config, options.dir))
    return 0
  }

  const running = await startPeers(options.peers, peersFolder, work)
  const syncs: number[] = []
  const results: Result[] = []
  const broken: { name: string; why: string }[] = []
  try {
    for (const name of names) {
      console.error(`${name}…`)
      syncs.push(measureSync(work))
      const config: BenchConfig = { work, rounds, quick, peers: running.peers, files, profiling: false }
      const failed = (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        console.error(`${name} broke: ${why}`)
        broken.push({ name, why })
        return []
      }
      results.push(...(await runChild<Result[]>(files.child, 'bench', { name, config }).catch(failed)))
    }
  } finally {
    await running.stop()
  }
  const report: Report = { machine: machine(), syncMs: median(syncs), results, broken, at: new Date().toISOString() }
  console.log(json ? JSON.stringify(report, null, 2) : table(report))
  return broken.length === 0 ? 0 : 1
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: true },
        only: { type: 'string' },
        rounds: { type: 'string' },
        dir: { type: 'string', default: tmpdir() },
        profile: { type: 'string' },
      },
    })
    const names = values.only?.split(',') ?? Object.keys(benches)
    const unknown = [...names, ...(values.profile ? [values.profile] : [])].find((name) => !(name in benches))
    if (unknown !== undefined) throw new Error(`There is no benchmark "${unknown}".`)
    if (values.profile && values.json) throw new Error('--profile lists lines and has no JSON.')
    const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1.')
    return { ...values, names, rounds }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

function machine(): Report['machine'] {
  const db = new Database(':memory:')
  const sqlite = String(db.prepare('SELECT sqlite_version()').pluck().get())
  db.close()
  const ramGiB = Math.round(totalmem() / 2 ** 30)
  return { cores: cpus().length, ramGiB, node: process.versions.node, sqlite }
}
