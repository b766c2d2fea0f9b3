import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { mostFound } from '#shared/filter'
import { isSortableLong, type Sort, sortColumns } from '#shared/list-sort'
import { chat } from '#shared/request'
import type { Failure, TaskId } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import type { ClaimedTask } from '#shared/work'
import { connect } from '../database'
import { kindOf } from '../list-sort'
import { aBatch, aTask, tempStore } from '../temp-store'
import { createSearch, type Page, type PageFound, type Search, type SearchStatus } from './client'

const worker = new URL('./worker.ts', import.meta.url)
const failure: Failure = { code: 'server_error', status: 500, providerCode: null, message: 'broken', requestId: null }
const end = { endedAt: 20, progress: 'done' as const, wait: null, mayHaveBeenBilled: false, firstByteMs: 5 }
type Asking = Partial<Filter> & {
  readonly tab?: Tab
  readonly group?: string
  readonly start?: number
  readonly end?: number
}

async function setup({ url = worker }: { url?: URL } = {}) {
  const temp = tempStore()
  const { store, dataDir } = temp
  await store.beginBoot('boot', 'machine', 1)
  const searches: Search[] = []
  function open() {
    const search = createSearch({ dataDir, thread: (options) => new Worker(url, options), paceMs: 20 })
    searches.push(search)
    store.onNews(search.news)
    search.start()
    return search
  }
  onTestFinished(async () => {
    for (const each of searches) await each.close()
    temp.remove()
  })
  const search = open()
  const batchId = await store.newBatch(aBatch())
  const queue = (...prompts: string[]) =>
    store.enqueue(
      batchId,
      prompts.map((prompt) => aTask(prompt)),
      5,
    )
  const claim = async (limit: number): Promise<readonly ClaimedTask[]> =>
    (await store.claim({ now: 10, admit: () => true, lane: 'fast', as: () => 'claimed' as const, limit: () => limit }))
      .tasks
  const succeed = async (text: string, tokens = 4) => {
    const [task] = await claim(1)
    if (!task) throw new Error('nothing was queued')
    const result = { kind: 'text' as const, text, cutOff: false, finishReason: 'stop', model: 'm', requestId: null }
    const outcome = { kind: 'succeeded' as const, result: { ...result, usage: { tokensIn: tokens - 1, tokensOut: 1 } } }
    await store.settle(
      { task, outcome, next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: 20 } }, ...end },
      20,
    )
    return task.id
  }
  const die = async () => {
    const [task] = await claim(1)
    if (!task) throw new Error('nothing was queued')
    const state = { kind: 'dead' as const, settledAt: 30, failure }
    await store.settle({ task, outcome: { kind: 'permanent', failure }, next: { retriesUsed: 0, state }, ...end }, 30)
    return task.id
  }
  return { ...temp, store, search, open, batchId, queue, claim, succeed, die }
}

function page({ tab = 'all', group, start = 0, end = 50, ...filter }: Asking) {
  return { query: { batchId: null, tab, group: group ?? null, filter: { text: '', ...filter } }, start, end }
}

/** What the search finds once it knows all that is on disk. */
async function found(search: Search, asking: Asking | string): Promise<PageFound> {
  search.news()
  await following(search)
  const answer = await search.find('test', page(typeof asking === 'string' ? { text: asking } : asking))
  if (!answer) throw new Error('superseded')
  return answer.search.complete ? answer : found(search, asking)
}
const ids = async (search: Search, asking: Asking | string) => (await found(search, asking)).order

/** Resolves when its status is such. */
function until(search: Search, is: (status: SearchStatus) => boolean): Promise<SearchStatus> {
  return new Promise((done) => {
    const look = (status: SearchStatus) => {
      if (!is(status)) return
      off()
      done(status)
    }
    const off = search.onStatus(look)
    look(search.status())
  })
}
const following = (search: Search) => until(search, ({ complete }) => complete)

test('the index follows what is queued, what settles, what is edited, what is requeued and what is deleted', async () => {
  const { store, search, queue, succeed, die, batchId } = await setup()
  const [a, b, c] = (await queue('Describe a platypus', 'Describe a penguin', 'Sing')) as [TaskId, TaskId, TaskId]
  expect(await ids(search, 'platyp')).toEqual([a])
  expect(await ids(search, 'describe ')).toEqual([a, b])

  await succeed('It lays eggs')
  expect(await ids(search, 'eggs ')).toEqual([a])
  expect(await ids(search, 'platypus eggs ')).toEqual([a]) // one word in the prompt, one in the result
  expect(await ids(search, { text: 'describe', tab: 'done' })).toEqual([a])

  await die()
  expect(await ids(search, { text: 'describe', tab: 'dead' })).toEqual([b])
  const letter = store.tasks.get(b)
  if (!letter) throw new Error('gone')
  await store.move(letter, { kind: 'queued' }, 40, {
    edited: chat('Describe a walrus', { system: 'Answer as a sailor' }),
  })
  expect(await ids(search, { text: 'describe', tab: 'dead' })).toEqual([])
  expect(await ids(search, 'penguin ')).toEqual([])
  expect(await ids(search, 'walrus sailor ')).toEqual([b])

  await store.write(() => {
    store.db.prepare('DELETE FROM tasks WHERE id = ?').run(c)
    store.changes.moved({ batchId, lane: 'fast', gateId: letter.gateId }, 'queued', null)
    store.changes.task(c)
  })
  expect(await ids(search, 'sing ')).toEqual([])
})

test('rows that went away without a word of news are found by their count, and given-back ids by their time', async () => {
  const { store, search, queue } = await setup()
  const staged = await store.newBatch(aBatch('staged', 'staging'))
  await queue('first')
  await store.stage(
    staged,
    1,
    ['mango', 'papaya'].map((prompt) => aTask(prompt)),
    6,
  )
  expect(await ids(search, 'mango ')).toEqual([]) // a batch that is staging is invisible
  await store.dropStaged(staged)
  const [, second] = await queue('quince', 'mango')
  expect(await ids(search, 'mango ')).toEqual([second])
  expect(await ids(search, 'papaya ')).toEqual([])
})

test('words of removed texts leave the file itself', async () => {
  const { store, search, dataDir, queue, batchId } = await setup()
  const secret = 'xylophonequartz'
  const [a, , c] = (await queue(`say ${secret}1`, 'keep me', `say ${secret}2`)) as [TaskId, TaskId, TaskId]
  await found(search, 'say ')
  const bytes = () =>
    ['', '-wal'].map((part) => readFileSync(join(dataDir, `search.db${part}`)).toString('latin1')).join()
  expect(bytes()).toContain(secret)
  const place = { batchId, lane: 'fast' as const, gateId: store.tasks.get(a)?.gateId as never }
  await store.write(() => {
    store.db.prepare('DELETE FROM tasks WHERE id = ?').run(a)
    store.changes.moved(place, 'queued', null)
    store.changes.news('storage')
    // as retention leaves a task whose text it removed
    store.db.prepare(`UPDATE payloads SET request = '{"kind":"purged"}' WHERE task_id = ?`).run(c)
    store.db.prepare(`UPDATE tasks SET title = '(text removed)', version = version + 1 WHERE id = ?`).run(c)
  })
  expect(await ids(search, 'say ')).toEqual([])
  await until(search, ({ isEmptied }) => !isEmptied)
  await until(search, ({ isEmptied }) => isEmptied)
  expect(bytes()).not.toContain(secret)
  expect(await ids(search, 'keep ')).toHaveLength(1)
})

test('filter words narrow with and without text, and each hit is as its task is now', async () => {
  const { store, search, queue, succeed, die, claim } = await setup()
  const [a, b, c, d] = (await queue('red one', 'red two', 'red three', 'red four')) as [TaskId, TaskId, TaskId, TaskId]
  const other = await store.newBatch({ ...aBatch('Night shift') })
  const [e] = await store.enqueue(
    other,
    [aTask('red five', { lane: 'heavy', model: 'practice-max', customId: 'row-77' })],
    6,
  )
  await succeed('ok', 900)
  await die()
  await claim(1)
  expect(await ids(search, { text: 'red', lane: 'heavy' })).toEqual([e])
  expect(await ids(search, { lane: 'heavy' })).toEqual([e])
  expect(await ids(search, { text: 'red', model: 'MAX' })).toEqual([e])
  expect(await ids(search, { text: 'red', batch: 'night' })).toEqual([e])
  expect(await ids(search, { text: 'red', state: 'running' })).toEqual([c])
  expect(await ids(search, { text: 'red', state: 'running', tab: 'done' })).toEqual([])
  expect(await ids(search, { text: 'red', status: 500 })).toEqual([b])
  const cause = store.task(b as TaskId)?.cause ?? expect.fail()
  expect(await ids(search, { text: 'red', tab: 'dead', group: cause })).toEqual([b])
  expect(await ids(search, { text: 'red', tab: 'dead', group: `${cause}0` })).toEqual([])
  expect(await ids(search, { tokensOver: 899 })).toEqual([a])
  expect(await ids(search, { tokensOver: 900 })).toEqual([])
  expect(await ids(search, { text: 'red', tokensOver: 100, tab: 'done' })).toEqual([a])
  expect(await ids(search, { row: { from: 1, to: 1 } })).toEqual([a, e])
  expect(await ids(search, { text: 'red', row: { from: 3, to: 4 } })).toEqual([c, d])
  expect(await ids(search, { text: 'red', tab: 'ready' })).toEqual([d, e])
  expect(await ids(search, 'row-77 ')).toEqual([e])
  expect(await ids(search, { text: 'red', tab: 'waiting' })).toEqual([])
  await store.saveGates(
    store
      .loadGates()
      .map((gate) => ({ ...gate, state: { kind: 'closed', reason: 'rate_limit', since: 1, until: 99, failure } })),
  )
  expect(await ids(search, { text: 'red', tab: 'waiting' })).toEqual([d, e])
})

test('a page is a part of one order, and the total is of all', async () => {
  const { search, queue } = await setup()
  const all = await queue(...Array.from({ length: 120 }, (_, n) => `prompt number ${n}`))
  expect(await found(search, { text: 'number', start: 40, end: 60 })).toMatchObject({
    total: 120,
    order: all.slice(40, 60),
    search: { capped: false, building: null },
  })
})

test.each([
  ['missing', () => Buffer.alloc(0)],
  ['of another program', () => Buffer.from('not a database at all '.repeat(400))],
  ['damaged', (bytes: Buffer) => bytes.fill(0xa5, 4_096 * 2, 4_096 * 6)],
  ['cut short', (bytes: Buffer) => bytes.subarray(0, 4_096 * 3)],
])('an index that is %s is made anew', async (_what, harm) => {
  const { search, open, dataDir, queue } = await setup()
  const [a] = await queue('a heron', ...Array.from({ length: 300 }, (_, n) => `word${n} ${'filler'.repeat(20)}${n}`))
  await found(search, 'heron')
  await search.close()
  const file = join(dataDir, 'search.db')
  writeFileSync(file, harm(readFileSync(file)))
  const again = open()
  expect(await ids(again, 'heron')).toEqual([a])
  expect(await ids(again, 'word299 ')).toHaveLength(1)
})

test('an index of another version or another store is made anew', async () => {
  const { search, open, dataDir, queue } = await setup()
  const [a] = await queue('a heron')
  await found(search, 'heron')
  await search.close()
  const change = (sql: string) => {
    const db = connect(join(dataDir, 'search.db'), { timeoutMs: 0 })
    db.exec(sql)
    db.close()
  }
  change(`DELETE FROM texts; DELETE FROM docs; PRAGMA user_version = 999`)
  const second = open()
  expect(await ids(second, 'heron')).toEqual([a])
  await second.close()
  change(`DELETE FROM texts; UPDATE meta SET value = 'someone else' WHERE key = 'store'`)
  expect(await ids(open(), 'heron')).toEqual([a])
})

test('what changed while nobody followed is found at the next start', async () => {
  const { search, open, queue, succeed } = await setup()
  await queue('a heron', 'a stork')
  await found(search, 'heron')
  await search.close()
  const id = await succeed('grey and tall')
  const [, , late] = [0, 0, ...(await queue('a crane'))]
  const again = open()
  expect(await ids(again, 'tall ')).toEqual([id])
  expect(await ids(again, 'crane ')).toEqual([late])
})

test('the files are for their owner alone', async () => {
  const { search, dataDir, queue } = await setup()
  await queue('a heron')
  await found(search, 'heron')
  for (const part of ['', '-wal', '-shm']) expect(statSync(join(dataDir, `search.db${part}`)).mode & 0o777).toBe(0o600)
})

test('a newer search of the same window takes the place of the older ones; another window is not disturbed', async () => {
  const { search, queue } = await setup()
  const [a] = await queue('a heron')
  await following(search)
  const asked = [
    search.find('one', page({ text: 'h' })),
    search.find('one', page({ text: 'her' })),
    search.find('two', page({ text: 'her' })),
    search.find('one', page({ text: 'heron' })),
  ]
  expect((await Promise.all(asked)).map((answer) => answer?.order)).toEqual([undefined, undefined, [a], [a]])
  const dropped = search.find('one', page({ text: 'heron' }))
  search.cancel('one')
  expect(await dropped).toBeNull()
})

test('the thread may die: it is started again, and what was asked is answered', async () => {
  const { search, queue } = await setup({ url: new URL('./dying-worker.ts', import.meta.url) })
  const [a] = await queue('a heron')
  expect(await ids(search, 'heron')).toEqual([a])
  expect(await search.find('test', page({ text: 'die once' }))).toMatchObject({ total: 0 })
  expect(await ids(search, 'heron')).toEqual([a])
})

test('nothing is answered after the end, and ending twice is no error', async () => {
  const { search } = await setup()
  await search.close()
  await search.close()
  await expect(search.find('test', page({ text: 'a' }))).rejects.toThrow('closed')
})

test('a pick gets all that match, where a list shows the first of them', async () => {
  const { search, queue } = await setup()
  const queued = await queue(...Array.from({ length: mostFound + 200 }, (_, n) => `Count otter ${n}`))
  const list = await found(search, 'otter')
  expect(list.search.capped).toBe(true)
  const asked = page({ text: 'otter', end: Number.MAX_SAFE_INTEGER })
  const answer = await search.find('pick', { ...asked, all: true })
  expect(answer?.search.capped).toBe(false)
  expect(answer?.order.toSorted((a, b) => a - b)).toEqual(queued)
}, 30_000)

test('a long list is put in an order that no index gives, stays so while its tasks move on, and is put in it anew when asked', async () => {
  const { search, queue, claim, batchId } = await setup()
  const all = (await queue(...Array.from({ length: 30 }, (_, n) => `p${n}`))) as TaskId[]
  await claim(2) // these two have one attempt, the others none
  const long = (sort: Sort, start = 0, end = 50, kind: Page['long'] = 'known') =>
    search.find('list', {
      ...{ query: { batchId, tab: 'all', group: null, filter: { text: '' }, sort }, start, end, long: kind },
    })
  await following(search)
  const byAttempt = { by: 'attempt', desc: true } as const
  const first = await long(byAttempt)
  expect(first).toMatchObject({ total: 30, order: all })
  await claim(5)
  // How far the index is by then, is nothing to this.
  expect(await long(byAttempt, 1, 4)).toMatchObject({ total: 30, sortedAt: first?.sortedAt, order: all.slice(1, 4) })
  const others = await long({ by: 'attempt', desc: false })
  expect(others?.order).toEqual([...all.slice(7), ...all.slice(0, 7)])
  const again = await long(byAttempt, 0, 50, 'anew')
  expect(again?.order).toEqual(all)
  expect(again?.sortedAt).toBeGreaterThanOrEqual(first?.sortedAt ?? Number.NaN)
})

test('every column but the prompt orders a long list as it orders a short one', async () => {
  const { store, search, queue, succeed, die, batchId } = await setup()
  await queue(...Array.from({ length: 12 }, (_, n) => `p${n}`))
  await store.enqueue(batchId, [aTask('h', { lane: 'heavy', model: 'Another' }), aTask('i', { model: 'zebra' })], 6)
  for (const tokens of [9, 4, 400]) await succeed('x', tokens)
  await die()
  await following(search)
  for (const tab of ['all', 'done', 'dead', 'ready'] as const) {
    for (const by of sortColumns.filter(isSortableLong)) {
      for (const desc of [true, false]) {
        const query = { batchId, tab, group: null, filter: { text: '' }, sort: { by, desc } } as const
        if (kindOf(tab, query.sort) !== 'other') continue
        const found = await search.find('list', { query, start: 0, end: 50, long: 'anew' })
        expect([tab, by, desc, found?.order]).toEqual([tab, by, desc, store.views.list(query, 0, 50).order])
      }
    }
  }
})
