import { parentPort, workerData } from 'node:worker_threads'
import type { Found } from '#store/search/find'
import { isDamaged } from '#store/search/index-file'
import { createLongLists } from '#store/search/long-lists'
import { idsIn, type LongOrder } from '#store/search/long-order'
import type { FromWorker, Page, PageFound, SearchStatus, ToWorker, WorkerStart } from '#store/search/messages'
import { openSearchIndex, type SearchIndex } from '#store/search/search-index'

/*
 * The search's thread. It follows the store and answers searches, both in slices of some milliseconds, so that a search never waits for more
 * than a slice and a newer one takes the place of an older at once. Modules of this thread are imported by their alias: the tests run it as
 * plain TypeScript, and Node resolves no other name without an extension.
 */

type Job = {
  readonly id: number
  readonly owner: string
  readonly page: Page
  readonly at: number
  run: Generator<void, Found> | null
  sorting: Generator<void, LongOrder> | null // of a long list
}
type Known = { readonly key: string; readonly version: string; readonly found: Found }

/** How long the index is worked on before searches get their turn, in ms. */
const sliceMs = 10
/** Removals come in groups: the file is emptied of them that many reports later. */
const emptyAfterReports = 15
/** After an error of the disk the index is tried again no sooner, in ms. */
const retryMs = 30_000

const port = parentPort ?? failed('this module runs as a worker')
const { storeFile, indexFile, fresh, paceMs } = workerData as WorkerStart
const jobs = new Map<string, Job>()
const known = new Map<string, Known>()
const longLists = createLongLists()
let index: SearchIndex | null = null
let trouble: { message: string; at: number } | null = null
let rebuiltAt = Number.NEGATIVE_INFINITY
let hasNews = true
let pumping = false
let emptying: 'no' | 'soon' | 'now' = 'no'
let toldAt = Number.NEGATIVE_INFINITY
let told = ''
let tellTimer: NodeJS.Timeout | null = null

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'news':
      hasNews = true
      break
    case 'find':
      supersede(message.owner)
      jobs.set(message.owner, { ...message, at: performance.now(), run: null, sorting: null })
      break
    case 'cancel':
      supersede(message.owner)
      known.delete(message.owner)
      longLists.drop(message.owner)
      break
    case 'close':
      closeIndex()
      say({ kind: 'closed' })
      port.close()
      return
  }
  pump()
})
open(fresh)
pump()

function say(message: FromWorker) {
  port.postMessage(message)
}

function supersede(owner: string) {
  const job = jobs.get(owner)
  if (!job) return
  jobs.delete(owner)
  say({ kind: 'superseded', id: job.id })
}

/** One turn after another as long as there is something to do; messages are taken in between. */
function pump() {
  if (pumping) return
  pumping = true
  setImmediate(turn)
}

function turn() {
  pumping = false
  if (index === null && trouble && performance.now() - trouble.at >= retryMs) open(false)
  const isBusy = guarded(() => search() || follow() || empty())
  tellStatus()
  if (isBusy) pump()
}

function search(): boolean {
  const [job] = jobs.values()
  if (!job) return false
  jobs.delete(job.owner)
  if (!index) {
    say({ kind: 'failed', id: job.id, message: trouble?.message ?? 'The search is not ready yet.' })
    return true
  }
  jobs.set(job.owner, job) // at the end: owners take turns
  try {
    const found = job.page.long ? pageOf(job, index) : sliceOf(job, index)
    if (!found) return true
    say({ kind: 'found', id: job.id, found, tookMs: performance.now() - job.at })
  } catch (error) {
    if (isDamaged(error)) throw error
    say({ kind: 'failed', id: job.id, message: wordsOf(error) })
  }
  jobs.delete(job.owner)
  return true
}

function sliceOf(job: Job, opened: SearchIndex): PageFound | null {
  const { finder, allFinder, follower, version } = opened
  const key = JSON.stringify([job.page.query, job.page.all ?? false])
  const before = known.get(job.owner)
  if (job.run === null && before?.key === key && before.version === version())
    return answer(job.page, before.found, opened)
  job.run ??= (job.page.all ? allFinder : finder).find(job.page.query, {
    isBuilt: !follower.progress().building,
    doubtful: follower.doubtful(),
  })
  const { done, value } = job.run.next()
  if (!done) return null
  known.set(job.owner, { key, version: version(), found: value })
  return answer(job.page, value, opened)
}

function answer({ start, end }: Page, { ids, capped }: Found, { follower }: SearchIndex): PageFound {
  const { building, indexed, tasks, complete, seq } = follower.progress()
  const search = { capped, complete, indexedUpTo: seq, building: building ? { indexed, tasks } : null }
  return { total: ids.length, order: ids.slice(start, end), search }
}

/** A page of a long list, once that is in order. */
function pageOf(job: Job, { longOrder, follower }: SearchIndex): PageFound | null {
  const { query, start, end, long } = job.page
  let list = job.sorting === null && long === 'known' ? longLists.of(job.owner, query) : undefined
  if (!list) {
    if (!query.sort) throw new Error('a long list is asked for without an order')
    job.sorting ??= longOrder.read(query, query.sort, Date.now)
    const { done, value } = job.sorting.next()
    if (!done) return null
    list = value
    longLists.keep(job.owner, query, list)
  }
  const search = { capped: false, complete: true, indexedUpTo: follower.progress().seq, building: null }
  return { total: list.ids.length, order: idsIn(list, start, end), search, sortedAt: list.at }
}

function follow(): boolean {
  if (!index || !hasNews) return false
  hasNews = index.follower.step(sliceMs)
  if (!hasNews && emptying === 'no' && index.writer.mustEmpty()) {
    emptying = 'soon'
    setTimeout(() => {
      emptying = 'now'
      pump()
    }, emptyAfterReports * paceMs)
  }
  return true
}

function empty(): boolean {
  if (!index || emptying !== 'now') return false
  index.writer.empty()
  if (index.writer.isEmptying()) return true
  emptying = 'no'
  hasNews = index.writer.mustEmpty() // once more, for what was removed meanwhile
  return hasNews
}

/** Does a part of the work. A damaged index is made anew, and all that was asked is asked again; other errors stop it for a while. */
function guarded(work: () => boolean): boolean {
  try {
    return work()
  } catch (error) {
    closeIndex()
    for (const job of jobs.values()) [job.run, job.sorting] = [null, null]
    mend(error)
    return true
  }
}

function mend(error: unknown) {
  if (isDamaged(error) && performance.now() - rebuiltAt > retryMs) {
    rebuiltAt = performance.now()
    open(true)
  } else {
    trouble = {
      message: `The search index cannot be used now (${wordsOf(error)}). It is tried again by itself.`,
      at: performance.now(),
    }
    setTimeout(pump, retryMs).unref()
  }
}

function open(anew: boolean) {
  try {
    index = openSearchIndex(storeFile, indexFile, anew)
    trouble = null
    hasNews = true
  } catch (error) {
    mend(error)
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function closeIndex() {
  known.clear()
  emptying = 'no'
  try {
    index?.close()
  } catch {
    // what was written is checked at the next start
  }
  index = null
}

function statusNow(): SearchStatus {
  const message = trouble?.message ?? null
  if (!index) return { state: 'stopped', indexed: 0, tasks: 0, complete: false, isEmptied: false, trouble: message }
  const { building, indexed, tasks, complete } = index.follower.progress()
  const isEmptied = !index.writer.mustEmpty()
  return { state: building ? 'building' : 'following', indexed, tasks, complete, isEmptied, trouble: null }
}

function tellStatus() {
  if (tellTimer) return
  const wait = toldAt + paceMs - performance.now()
  if (wait > 0) {
    tellTimer = setTimeout(() => {
      tellTimer = null
      tellStatus()
    }, wait)
    return
  }
  guarded(() => {
    const status = statusNow()
    const text = JSON.stringify(status)
    if (text === told) return false
    told = text
    toldAt = performance.now()
    say({ kind: 'status', status })
    return false
  })
}

function failed(message: string): never {
  throw new Error(message)
}
