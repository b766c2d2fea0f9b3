import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from '../engine/result'
import { runChild } from '../engine/run-child'
import type { Config, Run } from './child'
import { generate, type Kind, kinds } from './generate'

const usage = `npm run bench -- import [options]
  --json           one JSON document instead of a table
  --rows n         of each file, 1,000,000 when left out
  --rounds n       of each side, 3 when left out; the figure is their median
  --quick          5,000 rows and one round, to try the harness: its figures mean nothing
  --only csv       one kind of file: ${kinds.join(' or ')}
  --dir folder     where files and databases are written, the system's temporary folder when left out`

const goals = { ofSlower: 0.4, peakMb: 300, p99Ms: 16 }

/** Rows a second of each side, medians; what the import's process held at most; how long its event loop was held up. */
type Result = {
  readonly kind: Kind
  readonly rows: number
  readonly fileMb: number
  readonly ours: number
  readonly library: number
  readonly raw: number
  readonly ofSlower: number // ours to the slower of the two
  readonly peakMb: number
  readonly p99Ms: number
  readonly worstMs: number
  readonly scan: { readonly rowsPerSecond: number; readonly peakMb: number; readonly p99Ms: number }
  readonly goals: readonly { readonly text: string; readonly met: boolean }[]
}

/** @returns the exit code: 0 also when a goal was missed, since a benchmark is no test */
export async function main(args: string[], child: string): Promise<number> {
  const options = readOptions(args)
  if (!options) return 1
  const work = mkdtempSync(join(options.dir, 'trilane-bench-import-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const results: Result[] = []
  for (const kind of options.kinds) {
    console.error(`${kind}: ${options.rows.toLocaleString('en')} rows …`)
    results.push(await measure(kind, options, work, child))
  }
  console.log(options.json ? JSON.stringify({ goals, results, at: new Date().toISOString() }, null, 2) : table(results))
  return 0
}

type Options = { readonly rows: number; readonly rounds: number }

async function measure(kind: Kind, { rows, rounds }: Options, work: string, child: string): Promise<Result> {
  const file = join(work, `rows.${kind}`)
  await generate(file, kind, rows)
  const folder = (name: string) => {
    const path = join(work, name)
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
    return path
  }
  const config = (dataDir: string): Config => ({ file, kind, rows, dataDir })
  const runs: { ours: Run; scan: Run; library: { took: number }; raw: { took: number } }[] = []
  // In turn, so that a busy machine slows all of them; each in a process of its own, so that none pays for another's memory.
  for (let round = 0; round < rounds; round += 1) {
    const reference = folder('ours')
    const ours = await runChild<Run>(child, 'ours', config(reference))
    const raw = await runChild<{ took: number }>(child, 'raw', { reference, dataDir: folder('raw'), rows })
    const library = await runChild<{ took: number }>(child, 'library', config(reference))
    const scan = await runChild<Run>(child, 'scan', config(reference))
    runs.push({ ours, raw, library, scan })
  }
  const perSecond = (took: number[]) => Math.round(rows / (median(took) / 1_000))
  const ours = perSecond(runs.map((run) => run.ours.took))
  const library = perSecond(runs.map((run) => run.library.took))
  const raw = perSecond(runs.map((run) => run.raw.took))
  const ofSlower = Math.round((ours / Math.min(library, raw)) * 100) / 100
  const peakMb = Math.max(...runs.map((run) => run.ours.peakMb))
  const p99Ms = median(runs.map((run) => run.ours.p99Ms))
  return {
    ...{ kind, rows, fileMb: Math.round(statSync(file).size / 1e6), ours, library, raw, ofSlower, peakMb, p99Ms },
    worstMs: Math.max(...runs.map((run) => run.ours.worstMs)),
    scan: {
      rowsPerSecond: perSecond(runs.map((run) => run.scan.took)),
      peakMb: Math.max(...runs.map((run) => run.scan.peakMb)),
      p99Ms: median(runs.map((run) => run.scan.p99Ms)),
    },
    goals: [
      { text: `≥ ${goals.ofSlower} of the slower of library and raw`, met: ofSlower >= goals.ofSlower },
      { text: `peak < ${goals.peakMb} MB`, met: peakMb < goals.peakMb },
      { text: `event loop p99 < ${goals.p99Ms} ms`, met: p99Ms < goals.p99Ms },
    ],
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...{ json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
        ...{ rows: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' } },
        dir: { type: 'string', default: tmpdir() },
      },
    })
    const rows = Number(values.rows ?? (values.quick ? 5_000 : 1_000_000))
    const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
    if (![rows, rounds].every((number) => Number.isInteger(number) && number > 0))
      throw new Error('--rows and --rounds are whole numbers from 1.')
    const chosen = kinds.filter((kind) => values.only === undefined || kind === values.only)
    if (chosen.length === 0) throw new Error(`--only is ${kinds.join(' or ')}.`)
    return { ...values, rows, rounds, kinds: chosen }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

function table(results: readonly Result[]): string {
  const number = (value: number) => value.toLocaleString('en')
  return results
    .map((each) =>
      [
        `${each.kind}: ${number(each.rows)} rows, ${each.fileMb} MB`,
        `  import    ${number(each.ours)} rows/s, ${each.ofSlower} of the slower of the two; peak ${each.peakMb} MB; event loop p99 ${each.p99Ms.toFixed(1)} ms, worst ${each.worstMs.toFixed(1)} ms`,
        `  library   ${number(each.library)} rows/s`,
        `  raw       ${number(each.raw)} rows/s`,
        `  scan      ${number(each.scan.rowsPerSecond)} rows/s; peak ${each.scan.peakMb} MB; event loop p99 ${each.scan.p99Ms.toFixed(1)} ms`,
        ...each.goals.map(({ text, met }) => `  ${met ? 'met   ' : 'missed'}    ${text}`),
      ].join('\n'),
    )
    .join('\n\n')
}
