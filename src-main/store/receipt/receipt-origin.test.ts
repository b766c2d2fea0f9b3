import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BatchId } from '#shared/task'
import { createBackups } from '../safety/backups'
import { createRescue } from '../safety/rescue'
import { restoreBackup } from '../safety/restore'
import { aBatch } from '../temp-store'
import { type TempBatch, tempBatch } from './temp-batch'
import { finish, runHere } from './thread/run-job'

let temp: TempBatch
let now = 1_000
beforeEach(async () => {
  temp = await tempBatch()
  await temp.succeed(await temp.enqueue(['one', 'two', 'three']))
})
afterEach(() => temp.remove())

async function backUp(): Promise<string> {
  const outcome = await createBackups({ dataDir: temp.dataDir, now: () => now++ }).run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  return outcome.backup.name
}
async function restore(name: string) {
  temp.store.close()
  await restoreBackup(temp.dataDir, name, { now: now++, because: 'before-restore' })
  await temp.reopen().beginBoot(`boot-${now}`, 'machine-1', now)
}
async function exported(batchId: BatchId = temp.batchId): Promise<string> {
  let text = ''
  await finish(runHere({ name: 'receipt', file: temp.file, batchId, exportedAt: 9 }), (piece) => {
    text += piece
  })
  const path = join(temp.dataDir, `receipt-${now++}.json`)
  writeFileSync(path, text)
  return path
}
const verify = (receipt: string, batchId: BatchId = temp.batchId) =>
  finish(runHere({ name: 'verify', file: temp.file, batchId, receipt }))
const told = async (receipt: string, batchId?: BatchId) =>
  (await verify(receipt, batchId)).findings.map(({ kind, position, customId, what }) => [
    ...[kind, position, customId, what],
  ])

it('a receipt from before a restore names the tasks that the restore took away', async () => {
  const backup = await backUp()
  const early = await exported()
  await temp.succeed(await temp.enqueue(['four', 'five']))
  const receipt = await exported()
  await restore(backup)
  expect(await verify(early)).toMatchObject({ ok: true, tasks: 3, receipt: { tasks: 3 } })
  expect(await told(receipt)).toEqual([
    ['missing', 4, 'c-1', 'It is missing.'],
    ['missing', 5, 'c-2', 'It is missing.'],
  ])
})

it('takes a task that got the place of a lost one for what it is', async () => {
  const backup = await backUp()
  await temp.succeed(await temp.enqueue(['four']))
  const receipt = await exported()
  await restore(backup)
  await temp.enqueue(['another'])
  expect(await told(receipt)).toEqual([
    [
      ...['changed', 4, 'c-1'],
      'Its request is not the one of the receipt: it was altered, or lost and its place given to another.',
    ],
  ])
})

it('compares receipts of every name that the data had', async () => {
  const first = await exported()
  await restore(await backUp())
  const second = await exported()
  await restore(await backUp())
  for (const receipt of [first, second, await exported()]) expect(await verify(receipt)).toMatchObject({ ok: true })
})

it('keeps the names of the data when it is salvaged', async () => {
  const receipt = await exported()
  temp.store.close()
  await createRescue(temp.dataDir, () => now++).salvage()
  temp.reopen()
  expect(await verify(receipt)).toMatchObject({ ok: true, receipt: { tasks: 3 } })
})

it('does not take a batch made after a restore for the one that had its number', async () => {
  const backup = await backUp()
  const lost = await temp.store.newBatch(aBatch('lost'))
  await temp.enqueue(['lost'], lost)
  const receipt = await exported(lost)
  for (const [made, prompt, why] of [
    [
      { ...aBatch('newer'), createdAt: 2 },
      'lost',
      `The receipt is of another batch that had the number ${lost}: lost, made on 1970-01-01T00:00:00.001Z. This one is newer, made on 1970-01-01T00:00:00.002Z.`,
    ],
    [
      aBatch('lost'), // all the same but what was asked
      'newer',
      'The receipt is of a batch with this number, name and time, but none of its requests is in this one.',
    ],
  ] as const) {
    await restore(backup)
    expect(await temp.store.newBatch(made)).toBe(lost)
    await temp.enqueue([prompt], lost)
    expect(await told(receipt, lost)).toEqual([['receipt', null, null, `${why} Nothing was compared with it.`]])
  }
})

it('compares nothing with a receipt of another data folder', async () => {
  const receipt = await exported()
  temp.store.meta.set('installation_id', 'another')
  const [finding, ...others] = await told(receipt)
  expect(others).toEqual([])
  expect(finding?.at(-1)).toMatch(/^The receipt was made in another data folder \([0-9a-f-]{36}\), not in this one\./)
})

it('makes idempotency keys of the new name alone', async () => {
  const before = temp.store.meta.get('installation_id')
  await restore(await backUp())
  const [task] = await temp.claim(await temp.enqueue(['four']))
  expect(task?.idempotencyKey.startsWith(String(temp.store.meta.get('installation_id')))).toBe(true)
  expect(temp.store.meta.get('installation_id')).not.toBe(before)
})
