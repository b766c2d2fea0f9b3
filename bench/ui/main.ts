import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { quietProfile } from '#providers/simulator/profile'
import { median, percentile } from '../engine/result'
import { startProvider } from '../goodput/provider-process'
import { type Running, start } from './devtools'
import { busyFolder, storedFolder } from './folders'
import {
  framesFor,
  inputDelays,
  interactiveMs,
  openTab,
  scrollThrough,
  slowShare,
  traffic,
  windowMemory,
} from './measures'

const usage = `npm run bench -- ui [options]
  --json         one JSON document instead of lines
  --rounds n     5 when left out
  --quick        few tasks and one round, to try the harness: its figures mean nothing
  --only a,b     of: start, scroll, load, memory
  --dir folder   where the data folders are made, the system's temporary folder when left out`

const parts = ['start', 'scroll', 'load', 'memory'] as const
type Part = (typeof parts)[number]
type Files = { readonly electron: string; readonly app: string; readonly empty: string; readonly provider: string }
type Figure = {
  readonly name: string
  readonly value: number
  readonly all: readonly number[]
  readonly unit: string
  readonly goal?: string
  readonly met?: boolean
}

/** Starts that are not counted: Chromium keeps the compiled scripts of a page from its second or third load on, as it does for a person. */
const warmUps = 3

/** The start's time; the app then stays until it has written what makes the next one faster. */
async function settledStart(running: Running): Promise<number> {
  const ms = await interactiveMs(running)
  await new Promise((next) => setTimeout(next, 3_000))
  return ms
}

/** Calls that take 10 ms each, and so many at once that some 500 tasks settle a second with all that the app does between two calls. */
const settling = { ...quietProfile, latencyScale: 1, latency: { fast: { minMs: 10, maxMs: 10 } } }
const slots = 10

/** @returns the exit code: 0 also when a goal was missed, since a benchmark is no test */
export async function main(args: string[], { electron, app, empty, provider }: Files): Promise<number> {
  const options = readOptions(args)
  if (!options) return 1
  const { rounds, quick, only } = options
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const work = mkdtempSync(join(options.dir, 'trilane-bench-ui-'))
  process.on('exit', () => remove(work))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const [few, many, most] = quick ? [1_000, 5_000, 20_000] : [1_000, 100_000, 1_000_000]
  const figures: Figure[] = []
  const add = (name: string, all: readonly number[], unit: string, goal?: [string, (value: number) => boolean]) => {
    const value = median(all)
    figures.push({ name, value, all, unit, ...(goal ? { goal: goal[0], met: goal[1](value) } : {}) })
    say(`  ${name}: ${round(value)} ${unit} (${all.map(round).join(', ')})`) // a later part may fail
  }
  let copies = 0
  const copy = (folder: string): string => {
    const to = join(work, `copy-${++copies}`)
    cpSync(folder, to, { recursive: true })
    return to
  }
  async function withApp<T>(dataDir: string, run: (running: Running) => Promise<T>): Promise<T> {
    const running = await start(electron, [app], {
      ...{ TRILANE_DATA_DIR: dataDir, TRILANE_PRACTICE: JSON.stringify(quietProfile) },
    })
    try {
      return await run(running)
    } finally {
      await running.close()
    }
  }

  say(`Making ${few} and ${many} tasks …`)
  const small = await storedFolder(join(work, 'few'), few)
  const large = await storedFolder(join(work, 'many'), many)

  if (only.includes('start')) {
    say('start …')
    const ours: number[] = []
    const bare: number[] = []
    const dataDir = copy(large)
    const emptyDir = join(work, 'empty')
    const first: number[] = []
    for (let round = -warmUps; round < rounds; round++) {
      const a = await withApp(dataDir, settledStart)
      const running = await start(electron, [empty], { TRILANE_DATA_DIR: emptyDir })
      const b = await interactiveMs(running)
      await running.close()
      if (round === -warmUps) first.push(a)
      if (round < 0) continue
      ours.push(a)
      bare.push(b)
    }
    remove(dataDir)
    add('start to interactive', ours, 'ms', ['< 1,200 ms', (ms) => ms < 1_200])
    add('an empty window', bare, 'ms')
    add('the first start in a folder', first, 'ms')
    add('start to an empty window', [median(ours) / median(bare)], '×', ['≤ 1.5 ×', (ratio) => ratio <= 1.5])
  }

  if (only.includes('scroll')) {
    say('scroll …')
    const shares: number[] = []
    const longest: number[] = []
    await withApp(copy(large), async (running) => {
      await interactiveMs(running)
      await openTab(running, 'All')
      for (let round = -1; round < rounds; round++) {
        const { reached, ...frames } = await scrollThrough(running, quick ? 3_000 : 15_000)
        if (reached !== many - 1) throw new Error(`the last row is ${reached}, not ${many - 1}`)
        if (round < 0) continue
        shares.push(100 * slowShare(frames))
        longest.push(frames.longestMs)
      }
    })
    add(`frames over 20 ms, scrolling ${many} rows`, shares, '%', ['< 1 %', (share) => share < 1])
    add('the longest of them', longest, 'ms')
  }

  if (only.includes('load')) {
    const bytes: Record<'few' | 'many', number[]> = { few: [], many: [] }
    const found = { first: [] as number[], slow: [] as number[], delay: [] as number[], settled: [] as number[] }
    for (let round = 0; round < rounds; round++)
      for (const [name, folder] of [
        ['few', small],
        ['many', large],
      ] as const) {
        say(`load, ${name}, round ${round + 1} …`)
        const { baseUrl, stop } = await startProvider(provider, settling)
        const busy = { baseUrl, slots, fresh: quick ? 6_000 : 40_000 }
        const dataDir = await busyFolder(folder, join(work, `busy-${name}-${round}`), busy)
        await withApp(dataDir, async (running) => {
          await interactiveMs(running)
          // Its code is compiled and its calls find their pace meanwhile.
          const first = await framesFor(running, quick ? 2_000 : 8_000)
          if (name === 'many') {
            found.first.push(100 * slowShare(first))
            found.slow.push(100 * slowShare(await framesFor(running, quick ? 2_000 : 10_000)))
            found.delay.push(percentile(await inputDelays(running, quick ? 20 : 100), 95))
          }
          const { bytes: each, byEvent, settled } = await traffic(running, quick ? 2_000 : 8_000)
          bytes[name].push(each)
          say(`  ${Math.round(settled)} a second; ${JSON.stringify(byEvent)}`)
          if (name === 'many') found.settled.push(settled)
        })
        await stop()
        remove(dataDir)
      }
    add('tasks settled a second', found.settled, '/s', ['≥ 450', (each) => each >= 450])
    add('frames over 20 ms meanwhile', found.slow, '%', ['< 2 %', (share) => share < 2])
    add('the same in its first 8 s', found.first, '%')
    add('input delay, p95', found.delay, 'ms', ['< 50 ms', (ms) => ms < 50])
    add(`IPC with ${many} tasks stored`, bytes.many, 'bytes/s')
    add(`IPC with ${few} tasks stored`, bytes.few, 'bytes/s')
    const ratio = median(bytes.many) / median(bytes.few)
    add('IPC, many to few', [ratio], '×', ['≤ 1.1: it does not grow with what is stored', (each) => each <= 1.1])
  }

  if (only.includes('memory')) {
    say(`memory, ${most} tasks …`)
    const huge = await storedFolder(join(work, 'most'), most)
    const heap: Record<'few' | 'most', number[]> = { few: [], most: [] }
    const resident: Record<'few' | 'most', number[]> = { few: [], most: [] }
    for (let round = 0; round < rounds; round++)
      for (const [name, folder] of [
        ['few', small],
        ['most', huge],
      ] as const) {
        const memory = await withApp(folder, async (running) => {
          await interactiveMs(running)
          await openTab(running, 'All')
          await scrollThrough(running, 3_000)
          return windowMemory(running)
        })
        heap[name].push(memory.heapMB)
        if (memory.residentMB !== null) resident[name].push(memory.residentMB)
      }
    for (const [what, of] of [
      ['heap', heap],
      ['memory', resident],
    ] as const) {
      if (of.few.length === 0) continue
      add(`window's ${what}, ${few} tasks`, of.few, 'MB')
      add(`window's ${what}, ${most} tasks`, of.most, 'MB')
      add(`window's ${what}, most to few`, [median(of.most) / median(of.few)], '×', ['≤ 1.3', (each) => each <= 1.3])
    }
  }

  const machine = { cores: cpus().length, ramGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node }
  const report = { machine, rounds, figures, at: new Date().toISOString() }
  console.log(options.json ? JSON.stringify(report, null, 2) : lines(figures))
  return 0
}

/** A process of Electron's that has just ended may still have a file in there for a moment. */
const remove = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

const round = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2))

const lines = (figures: readonly Figure[]): string =>
  figures
    .map(({ name, value, all, unit, goal, met }) => {
      const verdict = goal === undefined ? '' : `  ${met ? 'met' : 'MISSED'}: ${goal}`
      const each = all.length > 1 ? `  (${all.map(round).join(', ')})` : ''
      return `${name.padEnd(44)} ${round(value)} ${unit}${each}${verdict}`
    })
    .join('\n')

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        only: { type: 'string', default: parts.join() },
        dir: { type: 'string', default: tmpdir() },
      },
    })
    const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1.')
    const only = values.only.split(',')
    const unknown = only.find((name) => !parts.some((part) => part === name))
    if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`)
    return { ...values, rounds, only: only as Part[] }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}
