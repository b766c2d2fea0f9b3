import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchId } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import { closeDatabase, openDatabase } from '#store/open'
import { createSearch, type Search } from '#store/search/client'
import { searchThread } from '#store/search/thread'
import { viewsReader } from '#store/views'
import { corpusOf, fill } from './corpus'

type Timing = { readonly p50: number; readonly p99: number; readonly found: string }
type Asking = Partial<Filter> & { readonly tab?: Tab; readonly batchId?: number; readonly start?: number }

const runs = 100
const seed = 7

/** Prints what it measured; with --json as one object. */
export async function main(words: readonly string[]): Promise<number> {
  const isJson = words.includes('--json')
  const say = (line: string) => void (isJson ? process.stderr : process.stdout).write(`${line}\n`)
  const tasks = words.includes('--tasks') ? Number(words[words.indexOf('--tasks') + 1]) : 1_000_000
  const dataDir = mkdtempSync(join(tmpdir(), 'trilane-bench-search-'))
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
    const lists = measureLists(viewsReader(db), tasks)
    const { seconds, whileBuilding } = await build(search, corpus.words)
    const queries = await measureQueries(search, corpus.words)
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
    if (isJson) console.log(JSON.stringify({ tasks, runs, seed, index, whileBuilding, queries, lists }))
    else {
      say(`Index: ${JSON.stringify(index)}`)
      print('A search while the index is being built, ms', { 'common word': whileBuilding })
      print('A page of a search, ms, from asking to having it on the main thread', queries)
      print('A page of a list without a filter, ms, on the main thread', lists)
    }
    return 0
  } finally {
    await search.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const page = ({ tab = 'all', batchId, start = 0, ...filter }: Asking) => ({
  query: { batchId: (batchId ?? null) as BatchId | null, tab, group: null, filter: { text: '', ...filter } },
  start,
  end: start + 100,
})

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
  return { seconds: (performance.now() - begun) / 1_000, whileBuilding: { ...percentiles(times), found: '' } }
}

/** Each kind asks for another word each time, so that no answer is at hand already. */
async function measureQueries(search: Search, words: readonly string[]): Promise<Record<string, Timing>> {
  const nth = (rank: number, step: number) => (n: number) => words[rank + n * step] ?? ''
  const [top, common, mid, rare] = [nth(1, 1), nth(150, 3), nth(3_000, 20), nth(30_000, 150)]
  const kinds: Record<string, (n: number) => Asking> = {
    'a word of every prompt': (n) => ({ text: ['sentiment ', 'customer ', 'review ', 'classify '][n % 4] ?? '' }),
    'one of the commonest words': (n) => ({ text: `${top(n)} ` }),
    'a common word': (n) => ({ text: `${common(n)} ` }),
    'a middling word': (n) => ({ text: `${mid(n)} ` }),
    'a rare word': (n) => ({ text: `${rare(n)} ` }),
    'a word of one task': (n) => ({ text: `needle${(n % 50) * 20_000} ` }),
    'a word of none': (n) => ({ text: `nowhere${n} ` }),
    'two words': (n) => ({ text: `${top(n)} ${common(n)} ` }),
    'four words': (n) => ({ text: `customer ${top(n)} ${common(n)} ${mid(n)} ` }),
    'a phrase': (n) => ({ text: `"this customer review" ${common(n)} ` }),
    'a phrase of every prompt': (n) => ({ text: `"the sentiment of this" ${n % 2 ? 'review ' : ''}` }),
    'while typing, 3 letters': (n) => ({ text: mid(n).slice(0, 3) }),
    'while typing, 5 letters': (n) => ({ text: mid(n).slice(0, 5) }),
    'while typing, a word of every prompt': (n) => ({ text: ['senti', 'custom', 'revie', 'class'][n % 4] ?? '' }),
    'part of a Japanese word': (n) => ({ text: ['東京', '大阪', '北京', '京', '住んで'][n % 5] ?? '' }),
    'done, a common word': (n) => ({ text: `${common(n)} `, tab: 'done' }),
    'dead, a word of every prompt': (n) => ({ text: `review ${n % 2 ? '' : 'customer '}`, tab: 'dead' }),
    'dead and heavy, a common word': (n) => ({ text: `${common(n)} `, tab: 'dead', lane: 'heavy' }),
    'ready, one of the commonest words': (n) => ({ text: `${top(n)} `, tab: 'ready' }),
    'a batch, one of the commonest words': (n) => ({ text: `${top(n)} `, batchId: 1 + (n % 10) }),
    'lane:heavy alone': (n) => ({ lane: 'heavy', tab: n % 2 ? 'all' : 'done' }),
    'status:502 alone': (n) => ({ status: 500 + (n % 4) }),
    'model:max state:dead': (n) => ({ model: n % 2 ? 'max' : 'mini', state: 'dead' }),
    'row:77': (n) => ({ row: { from: n + 1, to: n + 1 } }),
    'tokens>': (n) => ({ tokensOver: 200 + n * 60 }),
    'tokens> with a common word': (n) => ({ text: `${top(n)} `, tokensOver: 500 + n * 50 }),
    'the last hundred that is shown': (n) => ({ text: `${top(n)} `, start: 4_900 }),
  }
  const timings: Record<string, Timing> = {}
  for (const [kind, asking] of Object.entries(kinds)) {
    const times: number[] = []
    const totals: number[] = []
    let isCapped = false
    for (let n = 0; n < runs; n++) {
      await search.find('bench', page({ text: `between${n} ` })) // another query, so that nothing of the last one is at hand
      const asked = performance.now()
      const answer = await search.find('bench', page(asking(n)))
      times.push(performance.now() - asked)
      totals.push(answer?.total ?? -1)
      isCapped ||= answer?.search.capped ?? false
    }
    const found = `${Math.min(...totals)}–${Math.max(...totals)}${isCapped ? '+' : ''}`
    timings[kind] = { ...percentiles(times), found }
  }
  return timings
}

function measureLists(views: ReturnType<typeof viewsReader>, tasks: number): Record<string, Timing> {
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
      for (let n = 0; n < runs; n++) {
        const start = Math.max(0, Math.floor((total - 100) * share) - n)
        const asked = performance.now()
        views.list(query, start, start + 100)
        times.push(performance.now() - asked)
      }
      timings[`${tab}, the ${place} hundred`] = { ...percentiles(times), found: `${total} of ${tasks}` }
    }
  }
  return timings
}

const round = (value: number) => Math.round(value * 100) / 100

function percentiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50: at(0.5), p99: at(0.99) }
}

function print(title: string, timings: Readonly<Record<string, Timing>>) {
  console.log(`\n${title}`)
  for (const [kind, { p50, p99, found }] of Object.entries(timings))
    console.log(`  ${kind.padEnd(40)} p50 ${p50.toFixed(2).padStart(8)}   p99 ${p99.toFixed(2).padStart(8)}   ${found}`)
}
