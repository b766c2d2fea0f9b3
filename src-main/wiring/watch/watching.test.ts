import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mostAtWork, WatchInput } from '#shared/watch'
import { slowMs } from './eye'
import { keyOfPath } from './names'
import { tempWatch } from './temp-watch'

const csv = (...questions: string[]) => `q\n${questions.join('\n')}\n`

test('a file that appears becomes a batch by the template once it stands still, and its results are written beside it', async () => {
  const world = await tempWatch()
  await world.watch()
  world.write('reviews.csv', csv('one', 'two'))
  world.hints[0]?.fire()
  await world.pass(1_000)
  expect(world.states()).toEqual({ 'reviews.csv': 'changing' })
  world.write('reviews.csv', csv('one', 'two', 'three')) // the writer goes on
  await world.pass(4_500)
  expect(world.batches()).toEqual([])
  await world.pass(6_000)
  expect(world.states()).toEqual({ 'reviews.csv': 'taken' })
  expect(world.batches()).toEqual(['reviews'])
  expect(world.prompts()).toEqual(['Ask one', 'Ask two', 'Ask three'])
  await world.settle()
  await world.pass(3_000)
  expect(world.view().files[0]).toMatchObject({
    state: 'ended',
    resultsState: 'written',
    queued: 3,
    counts: { succeeded: 3 },
  })
  expect(world.text('reviews.results.csv')).toBe(
    'q,result,state,error_code,error_message\none,to Ask one,succeeded,,\ntwo,to Ask two,succeeded,,\nthree,to Ask three,succeeded,,\n',
  )
  // Neither the results nor the file itself is taken again, also by the looks that follow.
  await world.pass(3 * slowMs)
  await world.reopen()
  await world.pass(2 * slowMs)
  expect([world.batches(), world.files()]).toEqual([['reviews'], ['reviews.csv', 'reviews.results.csv']])
})

test('without a word from the system the next look finds it, and a folder made anew gets a new hint', async () => {
  const world = await tempWatch()
  await world.watch()
  expect(world.hints).toHaveLength(1)
  world.hints[0]?.lose()
  world.setGivesHints(false)
  world.write('a.csv', csv('one'))
  await world.pass(slowMs + 6_000)
  expect(world.batches()).toEqual(['a'])
  expect(world.hints).toHaveLength(1)
  world.setGivesHints(true)
  await world.pass(slowMs)
  expect(world.hints).toHaveLength(2)
  renameSync(world.folder, `${world.folder}-away`)
  await world.pass(slowMs)
  expect(world.view().trouble).toMatch(/is not there.*Nothing is lost/)
  expect(world.told.filter(({ kind }) => kind === 'trouble')).toHaveLength(1)
  expect(world.hints[1]?.closed).toBe(true)
  await world.pass(slowMs)
  expect(world.told.filter(({ kind }) => kind === 'trouble')).toHaveLength(1)
  renameSync(`${world.folder}-away`, world.folder)
  world.write('b.csv', csv('two'))
  await world.pass(slowMs + 6_000)
  expect(world.view().trouble).toBeNull()
  expect(world.batches()).toEqual(['a', 'b']) // a is known by its size and date, as it was
  expect(world.hints).toHaveLength(3)
})

test('what is there before is left or taken, as a person says; what appears while it is noted is new', async () => {
  const world = await tempWatch()
  for (let n = 1; n <= 1_200; n += 1) world.write(`old/${n}.csv`, csv(`old ${n}`), 1_000)
  expect(await world.watching.survey(world.folder, false)).toMatchObject({ files: 0 })
  expect(await world.watching.survey(world.folder, true)).toMatchObject({ files: 1_200, notes: [] })
  await world.watch({ existing: 'leave', subfolders: true })
  world.write('new.csv', csv('new'))
  await world.pass(2 * slowMs)
  expect([world.batches(), world.view().filesCount]).toEqual([['new'], 1])
  // One of them in which something changes is new; where the date alone did, a person is asked.
  world.write('old/5.csv', csv('old 5 and more'))
  utimesSync(world.path('old/6.csv'), 2_000, 2_000)
  await world.pass(2 * slowMs)
  expect(world.batches()).toEqual(['5', 'new'])
  expect(world.view().files.find(({ path }) => path === 'old/6.csv')).toMatchObject({
    state: 'failed',
    offers: ['again'],
  })
}, 20_000)

test('only what may be input is taken: no links, no hidden or unfinished files, and folders in it where asked', async () => {
  const world = await tempWatch()
  const elsewhere = join(world.folder, '..', `${world.folder.split('/').at(-1)}-elsewhere.csv`)
  writeFileSync(elsewhere, csv('elsewhere'))
  try {
    world.write('in/deep/a.csv', csv('deep'))
    world.write('.git/b.csv', csv('hidden'))
    world.write('c.csv.part', csv('part'))
    world.write('~$d.xlsx', 'lock')
    world.write('empty.csv', '')
    mkdirSync(world.path('folder.csv'))
    symlinkSync(elsewhere, world.path('link.csv'))
    symlinkSync(world.folder, world.path('in/circle'))
    symlinkSync(world.path('nowhere'), world.path('broken.csv'))
    await world.watch()
    await world.pass(10_000)
    expect(world.states()).toEqual({ 'empty.csv': 'empty' })
    const { id, folder, options } = world.view()
    await world.watching.save(WatchInput.parse({ id, folder, options: { ...options, subfolders: true } }))
    await world.pass(10_000)
    expect(world.prompts()).toEqual(['Ask deep'])
    renameSync(world.path('c.csv.part'), world.path('c.csv')) // the download is done
    world.write('empty.csv', csv('filled'))
    await world.pass(slowMs + 10_000)
    expect(world.prompts().toSorted()).toEqual(['Ask deep', 'Ask filled', 'Ask part'])
  } finally {
    rmSync(elsewhere)
  }
})

test('the same contents are not sent twice, unless a person asks; other contents are another batch with results of their own', async () => {
  const world = await tempWatch()
  await world.watch()
  world.write('a.csv', csv('one'))
  await world.pass(slowMs + 6_000)
  await world.settle()
  await world.pass(3_000)
  utimesSync(world.path('a.csv'), 5_000, 5_000) // touched
  world.write('copy.csv', csv('one'))
  await world.pass(2 * slowMs)
  expect(world.states()).toMatchObject({ 'a.csv': 'ended', 'copy.csv': 'same' })
  expect(world.batches()).toEqual(['a'])
  const same = world.view().files.find(({ path }) => path === 'copy.csv')
  if (!same) throw new Error('it is not in the list')
  expect(same.batchId).toBe(world.view().files.find(({ path }) => path === 'a.csv')?.batchId)
  // Nor once the template is another: a file that is put elsewhere is no new one.
  const body = { ...world.template.body, prompt: 'Newly {{q}}' }
  await world.store.write(() => world.store.templates.save({ id: world.template.id, name: 'Ask', body }, 2))
  world.write('moved.csv', csv('one'))
  await world.pass(slowMs + 6_000)
  expect([world.states()['moved.csv'], world.prompts()]).toEqual(['same', ['Ask one']])
  rmSync(world.path('moved.csv'))
  await world.watching.retry(same.id, 'again')
  await world.pass(3_000)
  expect(world.batches()).toEqual(['a', 'copy'])
  world.write('a.csv', csv('another'))
  await world.pass(2 * slowMs)
  await world.settle()
  await world.pass(3_000)
  expect(world.batches()).toEqual(['a', 'a', 'copy'])
  expect(world.files()).toEqual(['a.csv', 'a.results-2.csv', 'a.results.csv', 'copy.csv', 'copy.results.csv'])
  expect(world.text('a.results.csv')).toContain('to Ask one')
  expect(world.text('a.results-2.csv')).toContain('to Newly another')
})

test('results are never input: after another word is set, for a watch of the folder above, and under another name', async () => {
  const world = await tempWatch()
  const inner = world.path('inner')
  mkdirSync(inner)
  await world.watch({ folder: inner, results: { format: 'jsonl', word: 'antworten' } })
  world.write('inner/a.csv', csv('one'))
  await world.pass(slowMs + 6_000)
  await world.settle()
  await world.pass(3_000)
  expect(world.files()).toEqual(['inner'])
  const { id, folder, options } = world.view()
  await world.watching.save(
    WatchInput.parse({ id, folder, options: { ...options, results: { format: 'csv', word: 'out' } } }),
  )
  const other = await world.save('Other', 'Tell {{q}}')
  await world.watch({ template: { id: other.id, version: null }, subfolders: true })
  await world.pass(slowMs + 6_000)
  expect(world.prompts()).toEqual(['Ask one', 'Tell one'])
  await world.settle()
  await world.pass(3_000)
  await world.watching.remove(id)
  writeFileSync(world.path('renamed.csv'), readFileSync(world.path('inner/a.results.csv'))) // carried away by a person
  await world.pass(3 * slowMs)
  expect(world.prompts()).toEqual(['Ask one', 'Tell one'])
  const [renamed] = world.view().files
  expect(renamed).toMatchObject({ path: 'renamed.csv', state: 'failed', offers: ['again'] })
  expect(renamed?.reason).toContain('columns of results')
  // What a person had written into the folder is not sent in silence either, nor passed over in silence.
  await world.store.write(() => world.store.watches.addOutput(keyOfPath(world.path('mine.csv')), ''))
  world.write('mine.csv', csv('mine'))
  await world.pass(2 * slowMs)
  expect(world.view().files[0]).toMatchObject({ path: 'mine.csv', state: 'failed', offers: ['again'] })
})

test('a file that cannot be used says why, holds up no other, and goes once it is mended or a person says how', async () => {
  const world = await tempWatch()
  await world.watch()
  world.write('columns.csv', 'other\nvalue\n')
  world.write('bad.csv', 'q,n\none,1\n,2\n')
  world.write('good.csv', csv('good'))
  world.write('torn.xlsx', 'PK no workbook')
  world.write('gone.json', '[{"q":')
  await world.pass(slowMs + 6_000)
  expect(world.states()).toEqual({
    ...{ 'columns.csv': 'failed', 'bad.csv': 'failed', 'good.csv': 'taken' },
    ...{ 'torn.xlsx': 'failed', 'gone.json': 'failed' },
  })
  const reason = (path: string) => world.view().files.find((file) => file.path === path)?.reason
  expect(reason('bad.csv')).toMatch(/^One row of bad.csv cannot be used \(line 3: .*\)\. Nothing of it was sent/)
  expect(reason('columns.csv')).toContain('q')
  rmSync(world.path('gone.json'))
  world.write('columns.csv', csv('mended'))
  const bad = world.view().files.find(({ path }) => path === 'bad.csv')
  if (!bad) throw new Error('it is not in the list')
  expect(bad.offers).toContain('without_bad')
  await world.watching.retry(bad.id, 'without_bad')
  await world.pass(slowMs + 6_000)
  expect(world.prompts().toSorted()).toEqual(['Ask good', 'Ask mended', 'Ask one'])
  expect(world.states()).not.toHaveProperty('gone.json')
  expect(world.view().files.find(({ path }) => path === 'bad.csv')).toMatchObject({
    ...{ state: 'taken', leftOut: 1, reason: expect.stringMatching(/^line 3: /) },
  })
  await expect(world.watching.retry(bad.id, 'as_set')).rejects.toThrow('not in the list')
})

test('while its template is put away files wait, and pins hold', async () => {
  const world = await tempWatch()
  await world.watch()
  await world.store.write(() => world.store.templates.archive(world.template.id, 9))
  world.write('a.csv', csv('one'))
  await world.pass(2 * slowMs)
  expect([world.view().trouble, world.states()]).toEqual([expect.stringContaining('put away'), { 'a.csv': 'in_line' }])
  expect(world.watching.isIdle()).toBe(true) // a person is needed
  await world.store.write(() => world.store.templates.archive(world.template.id, null))
  const body = { ...world.template.body, prompt: 'Newly {{q}}' }
  await world.store.write(() => world.store.templates.save({ id: world.template.id, name: 'Ask', body }, 2))
  await world.pass(slowMs)
  expect(world.prompts()).toEqual(['Newly one'])
  const { id, folder, options } = world.view()
  const pinned = { ...options, template: { id: world.template.id, version: 1 } }
  await world.watching.save(WatchInput.parse({ id, folder, options: pinned }))
  world.write('b.csv', csv('two'))
  await world.pass(slowMs + 6_000)
  expect(world.prompts()).toEqual(['Newly one', 'Ask two'])
})

test('so many are at work at once, and after three that came to nothing it pauses itself; nothing that came is forgotten', async () => {
  const world = await tempWatch()
  const { id } = await world.watch()
  for (let n = 1; n <= 14; n += 1) world.write(`${n}.csv`, csv(`q${n}`), 1_000)
  await world.pass(slowMs + 6_000)
  expect([world.batches().length, world.view().waitingCount, world.view().atWork]).toEqual([mostAtWork, 4, mostAtWork])
  await world.settle((title) => (title.includes('q1') ? `to ${title}` : null)) // 1 and 10 are answered, the oldest and the newest
  await world.pass(2_000)
  expect(world.view()).toMatchObject({ state: 'on', atWork: 4, waitingCount: 0 })
  await world.settle((title) => (title.includes('q14') ? 'late' : null))
  await world.pass(2_000)
  expect(world.view()).toMatchObject({ state: 'on', atWork: 0 })
  for (let n = 1; n <= 7; n += 1) world.write(`more ${n}.csv`, csv(`more ${n}`), 2_000)
  await world.pass(slowMs + 6_000)
  const isLate = /more [4-7]/
  await world.settle((title) => (isLate.test(title) ? undefined : null))
  await world.pass(2_000)
  expect(world.view()).toMatchObject({ state: 'paused', pausedFor: expect.stringContaining('last 3 files') })
  expect(world.told.filter(({ kind }) => kind === 'paused')).toHaveLength(1)
  world.write('later.csv', csv('later'))
  await world.pass(2 * slowMs)
  expect(world.batches()).toHaveLength(21)
  await world.settle(() => null) // what was at work meanwhile comes to nothing as well, and is not held against it
  await world.watching.setPaused(id, false)
  world.clock.jump(5)
  await world.pass(slowMs)
  expect([world.view().state, world.batches().length]).toEqual(['on', 22])
})

test('a first part of each file goes ahead where asked, under a budget, by the column that was named', async () => {
  const world = await tempWatch()
  await world.watch({ template: null, promptColumn: 'ask', dryRun: { rows: 2 }, budget: 5_000_000 })
  world.write('a.csv', 'ask,note\none,1\ntwo,2\nthree,3\n')
  world.write('b.csv', 'other\nx\n')
  world.write('c.txt', 'four\nfive\n')
  await world.pass(slowMs + 6_000)
  expect(world.states()).toEqual({ 'a.csv': 'taken', 'b.csv': 'failed', 'c.txt': 'taken' })
  expect(world.prompts()).toEqual(['one', 'two', 'three', 'four', 'five'])
  const batch = world.store.batches.newest(9).find(({ name }) => name === 'a')
  expect(batch?.options.budget).toBe(5_000_000)
  expect(batch && world.store.dryRuns.of(batch.id)).toMatchObject({ rows: 2, state: 'running', rest: 1 })
})

test('its budget of a day is set without another look, asks the lanes anew, and outlasts a restart', async () => {
  const world = await tempWatch()
  const { id, spentToday } = await world.watch({ dayBudget: 5_000_000 })
  expect(spentToday).toBe(0)
  const woken = world.woken()
  const set = await world.watching.setDayBudget(id, 7_000_000)
  expect(set.options).toMatchObject({ dayBudget: 7_000_000, template: { id: world.template.id } })
  expect(world.woken()).toBe(woken + 1)
  await world.reopen()
  expect(world.view().options.dayBudget).toBe(7_000_000)
  expect((await world.watching.setDayBudget(id, null)).options.dayBudget).toBeNull()
  const before = world.woken()
  await world.watching.remove(id)
  expect(world.woken()).toBe(before + 1) // what it held may go
})

test('in safe mode nothing is read, and after sleep all is looked at', async () => {
  const world = await tempWatch()
  world.setMayLook(false)
  await world.watch()
  world.write('a.csv', csv('one'))
  await world.pass(2 * slowMs)
  expect(world.view().lookedAt).toBeNull()
  world.setMayLook(true)
  world.watching.woke()
  await world.pass(6_000)
  expect(world.batches()).toEqual(['a'])
  world.clock.jump(-10 * slowMs) // somebody sets the clock back
  world.write('b.csv', csv('two'))
  await world.pass(slowMs + 6_000)
  expect(world.batches()).toEqual(['a', 'b'])
})

test('a watch that could take nothing is refused, and so is a second one for the same', async () => {
  const world = await tempWatch()
  const ask = (part: object) => world.watching.save(WatchInput.parse({ folder: world.folder, options: {}, ...part }))
  await expect(ask({ folder: world.path('nowhere') })).rejects.toThrow('ENOENT')
  await expect(ask({ folder: world.write('file.csv', 'q') })).rejects.toThrow('no folder')
  await expect(ask({ options: { template: { id: 99 } } })).rejects.toThrow('template')
  await expect(ask({ options: { providerId: 'none' } })).rejects.toThrow('provider')
  expect(world.watching.list()).toEqual([])
  await world.watch()
  symlinkSync(world.folder, `${world.folder}-link`)
  try {
    await expect(world.watch({ folder: `${world.folder}-link` })).rejects.toThrow('watched for that template already')
  } finally {
    rmSync(`${world.folder}-link`)
  }
})

test('a pause amid the reading of a file leaves it whole: taken with its batch, or new', async () => {
  const world = await tempWatch()
  const { id } = await world.watch()
  const lines = Array.from({ length: 900 }, (_, n) => `question ${n}`)
  for (const turns of [3, 8, 15, 30]) {
    world.write(`after ${turns}.csv`, csv(...lines, String(turns)))
    await world.pass(slowMs) // it is seen; 5 s later it is read
    const reading = world.clock.advance(5_000)
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await world.watching.setPaused(id, true)
    await reading
    await world.quiet()
    const state = world.states()[`after ${turns}.csv`]
    expect(world.batches().includes(`after ${turns}`)).toBe(state === 'taken')
    expect(world.store.stagingBatches()).toEqual([])
    await world.watching.setPaused(id, false)
    await world.pass(slowMs)
    expect(world.states()[`after ${turns}.csv`]).toBe('taken')
  }
  expect(world.batches()).toHaveLength(4)
}, 30_000)
