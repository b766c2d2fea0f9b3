import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Verification } from '#shared/receipt'
import type { BatchId, TaskId } from '#shared/task'
import { type TempBatch, tempBatch } from './temp-batch'
import { finish, runHere } from './thread/run-job'

let temp: TempBatch
let ids: TaskId[]
beforeEach(async () => {
  temp = await tempBatch()
  ids = await temp.enqueue(['one', 'two', 'three', 'four', 'five'])
  const [first, second, third, fourth] = ids as [TaskId, TaskId, TaskId, TaskId]
  await temp.succeed([first, second, third])
  await temp.fail([fourth])
})
afterEach(() => temp.remove())

const verify = (receipt?: string, batchId: BatchId = temp.batchId): Promise<Verification> =>
  finish(runHere({ name: 'verify', file: temp.file, batchId, receipt }))

async function exported(name = 'receipt.json'): Promise<string> {
  let text = ''
  const job = { name: 'receipt', file: temp.file, batchId: temp.batchId, exportedAt: 9 } as const
  await finish(runHere(job), (piece) => {
    text += piece
  })
  const path = join(temp.dataDir, name)
  writeFileSync(path, text)
  return path
}

/** Changes the file as somebody might who has it open in another program. */
const tamper = (sql: string, ...values: unknown[]) => temp.store.db.prepare(sql).run(...values)
const told = ({ findings }: Verification) => findings.map(({ kind, position, what }) => ({ kind, position, what }))

it('finds nothing in a batch that is as it was', async () => {
  const outcome = await verify(await exported())
  expect(outcome).toMatchObject({ ok: true, tasks: 5, found: 0, receipt: { tasks: 5, addedSince: 0 } })
  expect(outcome.counts).toEqual({ accepted: 5, succeeded: 3, dead: 1, cancelled: 0, waiting: 1, purged: 0 })
})

it('writes one JSON document whose digest is that of all its lines but the last', async () => {
  const text = readFileSync(await exported(), 'utf8')
  const receipt = JSON.parse(text)
  const lines = text.split('\n')
  expect(lines.slice(-2)).toEqual([`"digest":"${receipt.digest}"}`, ''])
  const before = `${lines.slice(0, -2).join('\n')}\n`
  expect(createHash('sha256').update(before).digest('hex')).toBe(receipt.digest)
  expect(receipt.tasks).toHaveLength(5)
  expect(receipt.tasks[0].slice(0, 5)).toEqual([
    ...[
      1,
      'c-1',
      createHash('sha256')
        .update(temp.store.payloads.text(ids[0] as TaskId, 1))
        .digest('hex'),
    ],
    ...['succeeded', 1],
  ])
  expect(receipt.tasks[0][5]).toBe(createHash('sha256').update(`answer ${ids[0]}`).digest('hex'))
  expect(receipt.tasks[3][6]).toBe('bad_request')
})

it('chains the inputs as it is documented', async () => {
  const receipt = JSON.parse(readFileSync(await exported(), 'utf8'))
  let manifest = Buffer.alloc(32)
  for (const line of receipt.tasks) {
    manifest = createHash('sha256').update(manifest).update(Buffer.from(line[2], 'hex')).digest()
  }
  expect(receipt.manifest).toBe(manifest.toString('hex'))
})

it('takes work that went on since the receipt for what it is', async () => {
  const receipt = await exported()
  await temp.succeed([ids[4] as TaskId])
  await temp.enqueue(['six'])
  const dead = temp.store.tasks.get(ids[3] as TaskId)
  if (!dead) throw new Error('gone')
  await temp.store.move(dead, { kind: 'queued' }, 5, { retriesUsed: 0 })
  await temp.succeed([ids[3] as TaskId], 6)
  expect(await verify(receipt)).toMatchObject({ ok: true, tasks: 6, receipt: { tasks: 5, addedSince: 1 } })
})

it('names a request that was altered', async () => {
  tamper(`UPDATE payloads SET request = replace(request, 'two', 'TWO') WHERE task_id = ?`, ids[1])
  expect(told(await verify())).toEqual([{ kind: 'request', position: 2, what: 'Its request was altered.' }])
})

it('finds a request that was altered together with its hash, and with a receipt names it', async () => {
  const receipt = await exported()
  const request = temp.store.payloads.text(ids[1] as TaskId, 1).replace('two', 'TWO')
  const hash = createHash('sha256').update(request).digest()
  tamper('UPDATE payloads SET request = ?, hash = ? WHERE task_id = ?', request, hash, ids[1])
  expect(told(await verify()).map(({ kind }) => kind)).toEqual(['manifest'])
  expect(told(await verify(receipt))).toContainEqual({
    ...{ kind: 'changed', position: 2, what: 'Its request is not the one of the receipt.' },
  })
})

it('names an edit that was altered', async () => {
  const dead = temp.store.tasks.get(ids[3] as TaskId)
  if (!dead) throw new Error('gone')
  const edited = { kind: 'chat', messages: [{ role: 'user', content: 'better' }] } as const
  await temp.store.move(dead, { kind: 'queued' }, 5, { edited: { ...edited, messages: [...edited.messages] } })
  expect((await verify()).ok).toBe(true)
  tamper(`UPDATE payloads SET request = replace(request, 'better', 'worse') WHERE task_id = ? AND revision = 2`, ids[3])
  expect(told(await verify())).toEqual([
    { kind: 'request', position: 4, what: 'Its request as edited (2) was altered.' },
  ])
})

it('names two results that were swapped', async () => {
  const receipt = await exported()
  const answers = [`answer ${ids[1]}`, `answer ${ids[0]}`]
  for (const [index, text] of answers.entries())
    tamper('UPDATE results SET text = ? WHERE task_id = ?', text, ids[index])
  const { findings } = await verify(receipt)
  const results = findings.filter(({ what }) => what === 'Its result is not the one of the receipt.')
  expect(results.map(({ position, customId }) => [position, customId])).toEqual([
    [1, 'c-1'],
    [2, 'c-2'],
  ])
})

it('names a result that was altered where its hash was kept with it', async () => {
  tamper('UPDATE results SET hash = ? WHERE task_id = ?', createHash('sha256').update('x').digest(), ids[0])
  expect(told(await verify())).toEqual([{ kind: 'result', position: 1, what: 'Its result was altered.' }])
})

it('names a row that is missing, by its custom id when there is a receipt', async () => {
  const receipt = await exported()
  tamper('DELETE FROM tasks WHERE id = ?', ids[1])
  expect(told(await verify())).toContainEqual({ kind: 'missing', position: 2, what: 'It is missing.' })
  const { findings } = await verify(receipt)
  expect(findings.filter(({ kind }) => kind === 'missing')).toEqual([
    { kind: 'missing', position: 2, customId: 'c-2', what: 'It is missing.' },
  ])
  expect(findings.map(({ what }) => what)).toContain('The batch accepted 5 tasks, and 4 are accounted for.')
})

it('counts all rows that are missing and lists a hundred', async () => {
  await temp.enqueue(Array.from({ length: 300 }, (_, index) => `more ${index}`))
  const receipt = await exported()
  tamper('DELETE FROM tasks WHERE batch_id = ? AND position > 5', temp.batchId)
  for (const given of [undefined, receipt]) {
    const { findings, found } = await verify(given)
    expect(findings).toHaveLength(100)
    expect(found).toBeGreaterThan(300)
    const rows = findings.filter(({ position }) => position !== null)
    expect(rows.slice(0, 2).map(({ position }) => position)).toEqual([6, 7])
    expect(findings[0]?.what).toBe('The batch accepted 305 tasks, and 5 are accounted for.')
  }
})

it('names a row that was added behind the store’s back', async () => {
  tamper(`INSERT INTO tasks (batch_id, position, title, lane, gate_id, state, created_at)
    SELECT batch_id, 6, title, lane, gate_id, 'queued', created_at FROM tasks WHERE id = ${ids[0]}`)
  expect(told(await verify())).toContainEqual({
    ...{ kind: 'unexpected', position: 6, what: 'It stands after the 5 tasks that the batch accepted.' },
  })
})

it('finds a counter that was changed', async () => {
  tamper(`UPDATE task_counts SET n = n + 1 WHERE state = 'succeeded'`)
  expect(told(await verify())).toEqual([
    { kind: 'counts', position: null, what: 'Its counter of succeeded tasks in fast says 4; there are 3.' },
  ])
})

it('finds a batch’s own count that was changed', async () => {
  tamper('UPDATE batches SET accepted = 4')
  expect((await verify()).findings.map(({ what }) => what)).toContain(
    'The batch accepted 4 tasks, and 5 are accounted for.',
  )
})

it('names a task whose attempts were changed', async () => {
  tamper('DELETE FROM attempts WHERE task_id = ?', ids[3])
  tamper('UPDATE attempts SET number = 2 WHERE task_id = ?', ids[2])
  expect(told(await verify())).toEqual([
    { kind: 'result', position: 3, what: 'No attempt of it brought its result.' },
    { kind: 'attempts', position: 3, what: 'Of its attempts 1 to 2, 1 are there.' },
    { kind: 'attempts', position: 4, what: 'It counts 1 ended attempt, but 0 are there.' },
  ])
})

it('names a success without a result, and a result without a success', async () => {
  tamper('DELETE FROM results WHERE task_id = ?', ids[0])
  tamper('UPDATE results SET task_id = ? WHERE task_id = ?', ids[3], ids[1])
  expect(told(await verify()).filter(({ kind }) => kind === 'result')).toEqual([
    { kind: 'result', position: 1, what: 'It succeeded, but its result is missing.' },
    { kind: 'result', position: 2, what: 'It succeeded, but its result is missing.' },
    { kind: 'result', position: 4, what: 'It has a result, though it is dead.' },
  ])
})

it('says that the receipt itself was edited', async () => {
  const path = await exported()
  writeFileSync(path, readFileSync(path, 'utf8').replace('"c-3"', '"c-9"'))
  expect(told(await verify(path))).toEqual([
    { kind: 'receipt', position: null, what: 'The receipt itself was edited: its digest does not fit its contents.' },
    { kind: 'changed', position: 3, what: 'Its custom id was “c-9” and is “c-3”.' },
  ])
})

it('says that a receipt was edited even when its digest was made anew', async () => {
  const path = await exported()
  const lines = readFileSync(path, 'utf8').split('\n')
  const cut = [...lines.slice(0, 10), ...lines.slice(11)].join('\n').replace(/"digest".*\n$/, '')
  writeFileSync(path, `${cut}"digest":"${createHash('sha256').update(cut).digest('hex')}"}\n`)
  expect(told(await verify(path)).map(({ what }) => what)).toEqual([
    'The receipt’s own lines do not add up to its manifest.',
    'The receipt’s own lines do not add up to its counts.',
    'The receipt goes from task 3 to task 5.',
  ])
})

it('compares a receipt of another batch with nothing', async () => {
  const path = await exported()
  const other = await temp.store.newBatch({
    name: 'other',
    kind: 'import',
    state: 'open',
    fingerprint: null,
    createdAt: 1,
  })
  const { findings } = await verify(path, other)
  expect(findings.map(({ kind }) => kind)).toEqual(['receipt'])
})

it.each([
  ['nothing', ''],
  ['another JSON file', '{"a":1}'],
  ['a file without lines', 'x'.repeat(100_000)],
  ['half of one', null],
])('refuses %s as a receipt', async (_what, content) => {
  const whole = await exported()
  const path = join(temp.dataDir, 'no-receipt.json')
  writeFileSync(path, content ?? readFileSync(whole, 'utf8').slice(0, 700))
  await expect(verify(path)).rejects.toMatchObject({ code: 'bad_file' })
})

it('writes no receipt of rows that do not add up', async () => {
  tamper('DELETE FROM tasks WHERE id = ?', ids[4])
  await expect(exported()).rejects.toMatchObject({ code: 'storage' })
})

it('vouches for no answer that is not the one that was stored', async () => {
  tamper(`UPDATE results SET text = 'another answer' WHERE task_id = ?`, ids[1])
  await expect(exported()).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('The answer of task 2 (c-2) in questions is not the one that was stored'),
  })
  tamper('UPDATE results SET hash = NULL WHERE task_id = ?', ids[1]) // as of answers from before hashes were kept
  expect(JSON.parse(readFileSync(await exported(), 'utf8')).tasks).toHaveLength(5)
})

it('a batch without tasks has a receipt as well', async () => {
  const empty = await temp.store.newBatch({
    name: 'empty',
    kind: 'import',
    state: 'open',
    fingerprint: null,
    createdAt: 1,
  })
  temp = { ...temp, batchId: empty }
  const path = await exported()
  expect(JSON.parse(readFileSync(path, 'utf8')).tasks).toEqual([])
  expect(await verify(path)).toMatchObject({ ok: true, tasks: 0 })
})

it('reads a batch’s rows by its index, without sorting', async () => {
  const plan = temp.store.db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT t.id FROM tasks t LEFT JOIN payloads p ON p.task_id = t.id AND p.revision = 1
        LEFT JOIN results r ON r.task_id = t.id WHERE t.batch_id = 1 ORDER BY t.position`,
    )
    .all()
    .map(({ detail }) => detail)
    .join('\n')
  expect(plan).not.toContain('TEMP B-TREE')
})
