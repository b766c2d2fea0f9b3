import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { closeDatabase, openDatabase } from '#store/open'
import { createSearch, type Search } from '#store/search/client'
import { searchThread } from '#store/search/thread'
import { viewsReader } from '#store/views'
import { corpusOf, fill } from './corpus'
import { page, queries } from './queries'
import { foundWords, goalMs, round, type Timing, type Timings, table, timingOf } from './timing'

const usage = `npm run bench -- search [options]
  --json           one JSON document instead of tables
  --tasks n        1,000,000 when left out
  --runs n         pages of each kind, 100 when left out
  --quick          50,000 tasks and 20 pages, to try the harness: its figures mean nothing
  --only text      kinds of searches whose name has this
  --dir folder     where the files are written, the system's temporary folder when left out`

const seed = 7
type Views = ReturnType<typeof viewsReader>

/** @returns the exit code: 0 also when a goal was missed, since a benchmark is no test */
export async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (!options) return 1
  const { json, tasks, runs } = options
  const say = (line: string) => void (json ? process.stderr : process.stdout).write(`${line}\n`)
  const dataDir = mkdtempSync(join(options.dir, 'trilane-bench-search-'))
  const file = join(dataDir, 'trilane.db')
  const search = createSearch({ dataDir, thread: searchThread })
  try {
    const corpus = corpusOf(seed)
    say(`Making ${tasks.toLocaleString('en')} tasks …`)
    const writing = openDatabase(file)
    writing.pragma('cache_size = -524288')
    const characters = fill(writing, tasks, corpus)
    closeDatabase(writing)
    const db = openDatabase(file) // as a store that is in use
    const views = viewsReader(db)
    const lists = measureLists(views, runs)
    const { seconds, whileBuilding } = await build(search, corpus.words)
    const kinds = Object.entries(queries(corpus.words, tasks)).filter(([name]) => name.includes(options.only))
    const searches: Record<string, Timing> = {}
    for (const [name, asking] of kinds) searches[name] = await measure(search, views, asking, runs)
    await search.close()
    db.close()
    const sizeOf = (name: string) => Math.round(statSync(join(dataDir, name)).size / 1e6)
    const index = {
      seconds: round(seconds),
      tasksPerSecond: Math.round(tasks / seconds),
      textMB: Math.round(characters / 1e6),
      storeMB: sizeOf('trilane.db'),
      indexMB: sizeOf('search.db'),
    }
    if (json) console.log(JSON.stringify({ tasks, runs, seed, goalMs, index, whileBuilding, searches, lists }, null, 2))
    else {
      const title = `A page of a search, ms, from asking to having its rows on the main thread; ${tasks.toLocaleString('en')} tasks`
      const building = table('A search while the index is being built, ms', { 'a common word': whileBuilding })
      const listTitle = 'A page of a list without a filter, ms, with its rows, on the main thread'
      say([`Index: ${JSON.stringify(index)}`, building, table(title, searches), table(listTitle, lists)].join('\n\n'))
    }
    return 0
  } finally {
    await search.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        tasks: { type: 'string' },
        runs: { type: 'string' },
        only: { type: 'string', default: '' },
        dir: { type: 'string', default: tmpdir() },
      },
    })
    const tasks = Number(values.tasks ?? (values.quick ? 50_000 : 1_000_000))
    const runs = Number(values.runs ?? (values.quick ? 20 : 100))
    if (!Number.isInteger(tasks) || tasks < 1_000) throw new Error('--tasks is a whole number from 1000.')
    if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1.')
    return { ...values, tasks, runs }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

async function build(search: Search, words: readonly string[]) {
  const begun = performance.now()
  const complete = new Promise<void>((done) => search.onStatus((status) => status.complete && done()))
  search.start()
  let isDone = false
  void complete.then(() => {
    isDone = true
  })
  const times: number[] = []
  while (!isDone) {
    await new Promise((next) => setTimeout(next, 250))
    const asked = performance.now()
    await search.find('bench', page({ text: `${words[times.length % 200]} ` }))
    times.push(performance.now() - asked)
  }
  return {
    seconds: (performance.now() - begun) / 1_000,
    whileBuilding: timingOf(times, `${times.length} searches`, false),
  }
}

/** Pages of one kind, with their rows, as a window is given them. */
async function measure(
  search: Search,
  views: Views,
  asking: ReturnType<typeof queries>[string],
  runs: number,
): Promise<Timing> {
  const times: number[] = []
  const totals: number[] = []
  let isCapped = false
  for (let n = -1; n < runs; n++) {
    await search.find('bench', page({ text: `between${n} ` })) // another query, so that nothing of the last one is at hand
    const asked = performance.now()
    const answer = await search.find('bench', page(asking(Math.max(0, n))))
    views.rows(answer?.order ?? [])
    if (n < 0) continue // the first one warms the code and the cache
    times.push(performance.now() - asked)
    totals.push(answer?.total ?? -1)
    isCapped ||= answer?.search.capped ?? false
  }
  return timingOf(times, foundWords(totals, isCapped), true)
}

function measureLists(views: Views, runs: number): Timings {
  const timings: Record<string, Timing> = {}
  for (const tab of ['all', 'running', 'waiting', 'ready', 'done', 'dead', 'cancelled'] as const) {
    for (const [place, share] of [
      ['first', 0],
      ['middle', 0.5],
      ['last', 1],
    ] as const) {
      const { query } = page({ tab })
      const { total } = views.list(query, 0, 1)
      const times: number[] = []
      for (let n = -1; n < runs; n++) {
        const start = Math.max(0, Math.floor((total - 100) * share) - Math.max(0, n))
        const asked = performance.now()
        views.rows(views.list(query, start, start + 100).order)
        if (n >= 0) times.push(performance.now() - asked)
      }
      timings[`${tab}, the ${place} hundred`] = timingOf(times, String(total), true)
    }
  }
  return timings
}
