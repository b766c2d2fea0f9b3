import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { BatchId } from '#shared/task'
import { aBatch, aTask, type Store, tempStore } from '#store/temp-store'
import { UsageError } from '../args'
import { importCommand } from '../import/import'
import { parseBatch } from './args'
import { batchCommand } from './batch'

vi.setConfig({ testTimeout: 30_000 }) // each command opens the folder

async function make(store: Store, name: string, rows: number, dryRun?: number): Promise<BatchId> {
  const batchId = await store.newBatch(aBatch(name, 'staging'))
  const tasks = Array.from({ length: rows }, (_, n) => aTask(`${name} ${n + 1}`))
  await store.stage(batchId, 1, tasks, 1)
  await store.openBatch(batchId, dryRun === undefined ? undefined : { rows: dryRun, at: 1 })
  return batchId
}
/** Answers so many of what may go. */
async function answer(store: Store, n: number) {
  const { tasks } = await store.claim({ lane: 'fast', limit: () => n, now: 2, admit: () => true, as: () => 'sent' })
  const usage = { tokensIn: 10, tokensOut: 5 }
  const result = {
    kind: 'text',
    text: 'an answer',
    cutOff: false,
    finishReason: null,
    model: 'm',
    requestId: null,
    usage,
  } as const
  const ended = {
    endedAt: 3,
    progress: 'done',
    wait: null,
    mayHaveBeenBilled: false,
    firstByteMs: null,
    cost: 1_000_000,
  } as const
  for (const task of tasks)
    await store.settle(
      {
        task,
        outcome: { kind: 'succeeded', result },
        next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: 3 } },
        ...ended,
      },
      3,
    )
  return tasks.map(({ id }) => store.task(id)?.title)
}

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  await store.beginBoot('boot', 'machine', 1)
  const reviews = await make(store, 'reviews', 6, 2)
  await answer(store, 2)
  await make(store, 'mails', 3)
  await make(store, 'mails', 100)
  store.close()
  let [said, printed]: [string[], string[]] = [[], []]
  async function batch(...words: string[]) {
    ;[said, printed] = [[], []]
    const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
    const code = await batchCommand(
      [...words, '--data-dir', dataDir],
      {},
      voice,
      new AbortController().signal,
      () => 100,
    )
    return { code, said: said.join('\n'), printed: printed.join('\n') }
  }
  /** What the folder holds then. */
  function look<T>(read: (store: Store) => T): T {
    const open = temp.reopen()
    try {
      return read(open)
    } finally {
      open.close()
    }
  }
  return { batch, look, temp, dataDir, reviews }
}

test('list names each with how far it is, the newest first, and narrows by state and name', async () => {
  const { batch } = await setup()
  expect((await batch('list')).printed.split('\n')).toEqual([
    '3 mails: 0 of 100 ended',
    '2 mails: 0 of 3 ended',
    '1 reviews: 2 of 6 ended, its dry run of 2 waits for a release, $0.0020',
  ])
  expect((await batch('list', '--state', 'dry-run')).printed).toMatch(/^1 reviews/)
  expect((await batch('list', '--name', 'MAIL', '--limit', '1')).printed).toMatch(/^3 mails[^\n]*$/)
  expect((await batch('list', '--state', 'done')).said).toBe('There are no such batches.')
  const [listed] = JSON.parse((await batch('list', '--state', 'dry-run', '--json')).printed)
  expect(listed).toMatchObject({
    ...{ id: 1, name: 'reviews', state: 'dry-run', paused: false, priority: 0, accepted: 6, cost: 2_000_000 },
    ...{ counts: { succeeded: 2, queued: 4 }, dryRun: { state: 'waiting', rest: 4 } },
  })
})

test('show has what the dry run answered, also while another process has the data', async () => {
  const { batch, temp } = await setup()
  const { printed } = await batch('show', 'reviews')
  expect(printed.split('\n')).toEqual([
    '1 reviews: 2 of 6 ended, its dry run of 2 waits for a release, $0.0020',
    '  made 1970-01-01 00:00:00 UTC; 4 queued, 2 succeeded',
    '  dry run of 2 (waiting): 2 answered, 0 dead, 0 cancelled',
    '  row 1: an answer',
    '  row 2: an answer',
    '  the rest: 4 prompts, about 40 tokens in, 20 out, about $0.0040',
  ])
  const open = temp.reopen()
  expect((await batch('show', '1')).printed).toBe(printed)
  expect((await batch('list', '--name', 'rev')).printed).toMatch(/^1 reviews/)
  await expect(batch('pause', '1')).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringContaining('Close it'),
  })
  expect(open.batches.get(1 as BatchId)?.paused).toBe(false)
  open.close()
  expect(JSON.parse((await batch('show', '1', '--json')).printed)).toMatchObject({
    ...{ id: 1, variants: [], columns: null },
    detail: { rows: [{ row: 1 }, { row: 2 }], forecast: { tasks: 4 } },
  })
})

test('pause, resume, priority and rename change what they name, and nothing else', async () => {
  const { batch, look } = await setup()
  expect((await batch('pause', '2', '3')).said).toBe(
    'mails is paused. Nothing more of it starts.\nmails is paused. Nothing more of it starts.',
  )
  expect((await batch('list', '--state', 'paused', '--json')).printed).toContain('"id":3')
  expect((await batch('resume', '2', '1')).said).toBe(
    'mails goes on.\nreviews goes on. Its dry run still holds the rest back: batch release lets it go.',
  )
  await batch('priority', '2', '--priority=-5')
  expect(JSON.parse((await batch('rename', '2', '  letters ', '--json')).printed)).toMatchObject([
    { id: 2, name: 'letters', priority: -5, paused: false },
  ])
  expect(
    look(({ batches }) => batches.newest(9).map(({ name, paused, priority }) => [name, paused, priority])),
  ).toEqual([
    ['mails', true, 0],
    ['letters', false, -5],
    ['reviews', false, 0],
  ])
  expect((await batch('show', 'letters')).printed).toContain('priority -5')
})

test('release lets the rest of a dry run go, and is refused where nothing is held', async () => {
  const { batch, look, temp, reviews } = await setup()
  await expect(batch('release', '2')).rejects.toMatchObject({
    code: 'wrong_state',
    message: 'mails began with no dry run, so there is nothing to release. Nothing was changed.',
  })
  expect((await batch('release', 'reviews')).said).toBe(
    'The rest of reviews is released. It runs while the app is open, or with trilane work.',
  )
  expect(look(({ dryRuns }) => dryRuns.get(reviews)?.state)).toBe('released')
  await expect(batch('release', 'reviews')).rejects.toMatchObject({ code: 'wrong_state' })
  const store = temp.reopen()
  await store.changeBatch(2 as BatchId, { paused: true })
  await store.changeBatch(3 as BatchId, { paused: true })
  await store.beginBoot('later', 'machine', 4)
  expect(await answer(store, 99)).toEqual(['reviews 3', 'reviews 4', 'reviews 5', 'reviews 6'])
  store.close()
})

test('cancel asks before it is many, keeps what had ended, and with --rest ends only what a dry run holds', async () => {
  const { batch, look, reviews } = await setup()
  const many = await batch('cancel', '3')
  expect(many).toMatchObject({
    code: 2,
    said: '100 prompts would be cancelled. Nothing was changed. Add --yes to do it.',
  })
  expect((await batch('cancel', '3', '--yes')).said).toBe('100 prompts of mails were cancelled. 0 that had ended stay.')
  await expect(batch('cancel', '2', '--rest')).rejects.toMatchObject({ code: 'wrong_state' })
  expect((await batch('cancel', 'reviews', '--rest')).said).toBe(
    '4 prompts of reviews were cancelled. 2 that had ended stay.',
  )
  expect(look(({ dryRuns }) => dryRuns.of(reviews)?.state)).toBe('let_go')
  expect(JSON.parse((await batch('list', '--state', 'done', '--json')).printed)).toHaveLength(2)
})

test('what ran when the last process died is not said to be cancelled', async () => {
  const { batch, temp } = await setup()
  const store = temp.reopen()
  await store.changeBatch(3 as BatchId, { paused: true })
  await store.beginBoot('dies', 'machine', 4)
  await store.claim({ lane: 'fast', limit: () => 1, now: 5, admit: () => true, as: () => 'sent' })
  store.close()
  expect((await batch('cancel', '2')).said).toBe(
    '2 prompts of mails were cancelled. 0 that had ended stay.\n1 were running when Trilane last ended, and go on at its next start. Cancel them again then.',
  )
})

test('import begins a batch with a dry run, which batch then shows', async () => {
  const { batch, dataDir } = await setup()
  const file = join(dataDir, 'words.txt')
  writeFileSync(file, 'a\nb\nc\n')
  const said: string[] = []
  const voice = { say: (line: string) => void said.push(line), print: () => {}, stream: process.stderr }
  await importCommand([file, '--dry-run', '2', '--data-dir', dataDir], {}, voice, new AbortController().signal)
  expect(said.at(-1)).toBe('Only its first 2 go until you release the rest: batch release 4.')
  expect((await batch('show', '4')).printed).toContain('dry run of 2 (running): 0 answered')
  await expect(
    importCommand([file, '--dry-run', '900', '--data-dir', dataDir], {}, voice, new AbortController().signal),
  ).rejects.toThrow('--dry-run')
})

test('add puts the rows of files to the end of a batch, and tells what was left out', async () => {
  const { batch, look, reviews } = await setup()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-batch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'more.txt')
  writeFileSync(file, 'seven\neight\n')
  expect((await batch('add', 'reviews', file)).said).toBe(
    '2 prompts were added to reviews. They wait with the rest for the release of its dry run.',
  )
  expect(look((store) => store.tasksBetween(reviews, 7, 9, ['queued']).map(({ title }) => title))).toEqual([
    'seven',
    'eight',
  ])
  writeFileSync(file, 'eight\nnine\n')
  expect((await batch('add', 'reviews', file, '--skip-present')).said).toMatch(/^1 prompt was added/)
  const table = join(folder, 'table.csv')
  writeFileSync(table, 'prompt,id\na,1\n')
  await expect(batch('add', 'reviews', table)).rejects.toMatchObject({
    code: 'bad_file',
    message: expect.stringContaining('those of the batch have none. Nothing was added.'),
  })
  await expect(batch('add', 'reviews', join(folder, 'none.txt'))).rejects.toThrow()
})

test.each([
  [
    ['nothing'],
    'There is no batch nothing. There are list, show, pause, resume, release, cancel, priority, rename and add.',
  ],
  [[], 'batch what?'],
  [['pause'], 'Name at least one batch'],
  [['show', '1', '2'], 'Name one batch'],
  [['priority', '1'], '--priority is missing'],
  [['priority', '1', '--priority=900'], '--priority'],
  [['rename', '1'], 'Name the batch and its new name'],
  [['rename', '1', ' '], 'A name has from 1 to 200 characters.'],
  [['add', '1'], 'at least one file'],
  [['list', 'x'], 'takes no name'],
  [['list', '--state', 'odd'], 'is one of working, paused, dry-run, done'],
  [['pause', '1', '--yes'], 'yes'],
] as const)('%j is refused with how it is said', (words, message) => {
  expect(() => parseBatch(words)).toThrow(UsageError)
  expect(() => parseBatch(words)).toThrow(message)
})

test('a batch that is not there, or a name that several have, changes nothing of what else was named', async () => {
  const { batch, look } = await setup()
  await expect(batch('pause', '1', 'mails')).rejects.toThrow(
    'Several batches are named mails. Use the number: 3 (mails), 2 (mails).',
  )
  await expect(batch('pause', '1', 'gone')).rejects.toThrow(
    'There is no batch gone. The newest are: 3 (mails), 2 (mails), 1 (reviews).',
  )
  expect(look(({ batches }) => batches.paused())).toEqual([])
})
