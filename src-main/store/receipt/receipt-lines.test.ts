import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TaskId } from '#shared/task'
import { aTask } from '../temp-store'
import { type TempBatch, tempBatch } from './temp-batch'
import { finish, runHere } from './thread/run-job'

let temp: TempBatch
let ids: TaskId[]
beforeEach(async () => {
  temp = await tempBatch()
  const models = ['practice-mini', 'practice-large', 'practice-mini']
  ids = await temp.store.enqueue(
    temp.batchId,
    models.map((model, index) => aTask(`prompt ${index}`, { model })),
    1,
  )
  await temp.succeed(ids.slice(0, 2))
})
afterEach(() => temp.remove())

const verify = (receipt?: string) =>
  finish(runHere({ name: 'verify', file: temp.file, batchId: temp.batchId, receipt }))
const told = async (receipt?: string) =>
  (await verify(receipt)).findings.map(({ position, what }) => `${position}: ${what}`)

async function exported(): Promise<string> {
  let text = ''
  await finish(runHere({ name: 'receipt', file: temp.file, batchId: temp.batchId, exportedAt: 9 }), (piece) => {
    text += piece
  })
  const path = join(temp.dataDir, 'receipt.json')
  writeFileSync(path, text)
  return path
}

/** The same receipt as the first version wrote it. */
function asVersion1(path: string): string {
  const {
    version: _,
    digest: __,
    providers: ___,
    fields,
    tasks,
    counts,
    format,
    ...rest
  } = JSON.parse(readFileSync(path, 'utf8'))
  const json = JSON.stringify
  const lines = (tasks as unknown[][]).map((line) => json(line.slice(0, 11))).join(',\n')
  const head = `{"format":${json(format)},"version":1,\n"batch":${json(rest.batch)},\n"installation":${json(rest.installation)},"exportedAt":9,\n`
  const text = `${head}"manifest":${json(rest.manifest)},\n"fields":${json(fields.slice(0, 11))},\n"tasks":[\n${lines}\n],\n"counts":${json(counts)},\n`
  const old = `${path}.1`
  writeFileSync(old, `${text}"digest":"${createHash('sha256').update(text).digest('hex')}"}\n`)
  return old
}

it('says whom each task is for, who answered, and what it took', async () => {
  const receipt = JSON.parse(readFileSync(await exported(), 'utf8'))
  expect(receipt.version).toBe(2)
  expect(receipt.providers).toEqual({ practice: 'Practice' })
  expect(receipt.fields.slice(11)).toEqual([
    ...['provider', 'model', 'answeredBy', 'tokensIn', 'tokensOut', 'cutOff', 'cached'],
  ])
  expect(receipt.tasks.map((line: unknown[]) => line.slice(11))).toEqual([
    ['practice', 'practice-mini', 'm', 3, 5, false, false],
    ['practice', 'practice-large', 'm', 3, 5, false, false],
    ['practice', 'practice-mini', null, null, null, null, false],
  ])
})

it('names two tasks whose models were swapped', async () => {
  const receipt = await exported()
  temp.store.db.exec('UPDATE tasks SET gate_id = 3 - gate_id WHERE id IN (1, 2)')
  expect(await told()).toEqual([])
  expect(await told(receipt)).toEqual([
    '1: Its model was practice-mini and is practice-large.',
    '2: Its model was practice-large and is practice-mini.',
  ])
})

it('names a task that is now said to be for another provider, though it has not ended', async () => {
  const receipt = await exported()
  temp.store.db.exec(`INSERT INTO providers (id, protocol, preset, name, base_url, default_model, created_at)
      VALUES ('other', 'openai-chat', 'custom', 'Other', 'http://other.invalid', 'm', 1);
    INSERT INTO gates (id, provider_id, model) VALUES (9, 'other', 'practice-mini');
    UPDATE tasks SET gate_id = 9 WHERE id = 3;
    INSERT INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (1, 'fast', 9, 'queued', 1);
    UPDATE task_counts SET n = 0 WHERE state = 'queued' AND gate_id = 1`)
  expect(await told(receipt)).toEqual(['3: Its provider was practice and is other.'])
})

it('takes a provider that got another name for the same', async () => {
  const receipt = await exported()
  temp.store.db.exec(`UPDATE providers SET name = 'Mine'`)
  expect(await verify(receipt)).toMatchObject({ ok: true })
})

it('names forged tokens, models and marks of an answer', async () => {
  const receipt = await exported()
  temp.store.db.exec(`UPDATE results SET model = 'better', cut_off = 1, tokens_in = 1 WHERE task_id = 1;
    UPDATE tasks SET tokens_in = 1, cached = 1 WHERE id = 1;
    UPDATE tasks SET tokens_out = 1 WHERE id = 2`)
  expect(await told()).toEqual(['2: Its tokens are not those that were counted with its answer.'])
  expect(await told(receipt)).toEqual([
    '1: Its answering model was m and is better.',
    '1: Its number of tokens sent was 3 and is 1.',
    '1: Its mark of a cut-off answer was false and is true.',
    '1: Its mark of a stored answer used again was false and is true.',
    '2: Its number of tokens answered was 5 and is 1.',
    '2: Its tokens are not those that were counted with its answer.',
  ])
})

it('reads a receipt of the first version, and compares what it holds', async () => {
  const receipt = asVersion1(await exported())
  expect(await verify(receipt)).toMatchObject({ ok: true, receipt: { tasks: 3 } })
  temp.store.db.exec(`UPDATE tasks SET gate_id = 3 - gate_id WHERE id IN (1, 2);
    UPDATE tasks SET settled_at = 99 WHERE id = 2`)
  expect(await told(receipt)).toEqual(['2: It ended at another time than the receipt says.'])
})
