import { test as base, expect } from '@playwright/test'
import { z } from 'zod'
import { ask } from '../scripts/soak/ledger.mjs'
import { allEnded, type Drain, drain, inState } from './crash'
import { oldData, promptsOf } from './old-data'

// Each test lets the built command line die by SIGKILL at one named place, looks at the disk, and starts it again. `end()` checks what every
// one of them promises: nothing lost, nothing settled twice, no repeated call that is not marked, a sound database.

const test = base.extend<{ started: (options?: Parameters<typeof drain>[0]) => Promise<Drain> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  started: async ({}, use) => {
    const drains: Drain[] = []
    await use(async (options) => {
      const one = await drain(options)
      drains.push(one)
      return one
    })
    await Promise.all(drains.map(({ stop }) => stop()))
  },
})

const Count = z.tuple([z.object({ n: z.int() })]).transform(([{ n }]) => n)
const count = (dataDir: string, sql: string) => Count.parse(ask(dataDir, `SELECT count(*) AS n FROM ${sql}`))
const Version = z.tuple([z.object({ user_version: z.int() })]).transform(([row]) => row.user_version)
const version = (dataDir: string) => Version.parse(ask(dataDir, 'PRAGMA user_version'))

test('after the claim: nothing was sent, so nothing may have been billed', async ({ started }) => {
  const work = await started({ concurrency: 3 })
  const rows = await work.crash('after_claim')
  expect(inState(rows, 'running')).toBe(3)
  expect(await work.calls()).toEqual([])
  const { ledger, ...found } = await work.end()
  expect(found).toMatchObject({ calls: 5, duplicateCalls: 0, lostAttempts: 3, flaggedAttempts: 0 })
  expect(ledger.attempts.filter(({ outcome }) => outcome === 'lost').map(({ progress }) => progress)).toEqual(
    Array(3).fill('claimed'),
  )
})

test('before the call goes out: it stands as sent, is marked although it was not, and goes out once', async ({
  started,
}) => {
  const work = await started()
  const rows = await work.crash('before_send:3')
  expect([inState(rows, 'succeeded'), inState(rows, 'running')]).toEqual([2, 1])
  expect(await work.calls()).toHaveLength(2)
  const { ledger, ...found } = await work.end()
  expect(found).toMatchObject({ calls: 5, duplicateCalls: 0, lostAttempts: 1, flaggedAttempts: 1 })
  expect(ledger.attempts.find(({ outcome }) => outcome === 'lost')).toMatchObject({
    ...{ task: 3, number: 1, progress: 'sent', mayHaveBeenBilled: true },
  })
})

for (const point of ['after_answer:3', 'inside_settle:3']) {
  test(`${point}: the answer was not on disk, so the call is made once more, and the first is marked`, async ({
    started,
  }) => {
    const work = await started()
    const rows = await work.crash(point)
    expect([inState(rows, 'succeeded'), inState(rows, 'running'), inState(rows, 'queued')]).toEqual([2, 1, 2])
    expect(count(work.dataDir, "attempts WHERE outcome = 'succeeded'")).toBe(2)
    const { ledger, ...found } = await work.end()
    expect(found).toMatchObject({ calls: 6, duplicateCalls: 1, inFlightAtKills: 1, answeredUnsettled: 1 })
    expect(ledger.attempts.filter(({ task }) => task === 3)).toMatchObject([
      { number: 1, outcome: 'lost', mayHaveBeenBilled: true },
      { number: 2, outcome: 'succeeded', mayHaveBeenBilled: false },
    ])
  })
}

test('after any commit, from the first of a new folder to the last: what was committed stands, and is not called again', async ({
  started,
}) => {
  const abreast = 4
  let deaths = 0
  let ended = false
  for (let first = 1; !ended; first += abreast) {
    const each = Array.from({ length: abreast }, async (_, index) => {
      const work = await started({ tasks: 3, concurrency: 2 })
      const { signal } = await work.run(`after_commit:${first + index}`)
      if (signal === 'SIGKILL') deaths += 1
      else ended = true // it makes fewer commits than that
      await work.end()
    })
    await allEnded(each)
  }
  expect(deaths).toBeGreaterThan(8)
})

// Of a start that finds a crash behind it, these commits put it right; after the last of them it works on.
const recovery = Array.from({ length: 10 }, (_, index) => index + 1)

test('a crash while the last one is being put right counts that one once: no task is poisoned for crashes that it was not in', async ({
  started,
}) => {
  const alone = await started({ tasks: 2 })
  await alone.crash('after_answer')
  const strikes = recovery.map(async (nth) => {
    const again = await started({ tasks: 2, like: alone })
    await again.crash(`after_commit:${nth}`)
    const flownAgain = count(again.dataDir, "tasks WHERE state = 'running' AND progress <> 'claimed' AND boot > 1")
    await again.run()
    return { nth, tooMany: Math.max(0, count(again.dataDir, 'strikes') - 1 - flownAgain) }
  })
  expect(await allEnded(strikes)).toEqual(recovery.map((nth) => ({ nth, tooMany: 0 })))
})

test('a crash while the last one is being put right forgets none of those that were in flight: each still gets its turn alone', async ({
  started,
}) => {
  const three = await started({ tasks: 6, concurrency: 3 })
  const flown = (await three.crash('after_answer')).filter(({ state }) => state === 'running').map(({ id }) => id)
  expect(flown).toHaveLength(3)
  const forgotten = recovery.map(async (nth) => {
    const again = await started({ tasks: 6, concurrency: 3, like: three })
    await again.crash(`after_commit:${nth}`)
    const noSuspects = `tasks WHERE id IN (${flown}) AND state = 'queued'
      AND id NOT IN (SELECT value FROM json_each((SELECT value FROM meta WHERE key = 'suspects')))`
    return { nth, forgotten: count(again.dataDir, noSuspects) }
  })
  expect(await allEnded(forgotten)).toEqual(recovery.map((nth) => ({ nth, forgotten: 0 })))
})

for (const point of ['checkpoint_made', 'checkpoint_made:3']) {
  test(`${point}: nothing of what was committed is missing`, async ({ started }) => {
    const work = await started({ tasks: 1_200, concurrency: 12, filler: 8_000 })
    await work.crash(point)
    await work.end()
  })
}

test('in an import: no part of it can be seen, and the next start queues all of it, once', async ({ started }) => {
  const work = await started({ tasks: 1_200, concurrency: 12 })
  expect(await work.crash('in_import:2')).toEqual([])
  expect(count(work.dataDir, "batches WHERE state = 'open'")).toBe(0)
  expect(count(work.dataDir, 'tasks')).toBeGreaterThan(0) // a part was on disk
  const found = await work.end()
  expect(found).toMatchObject({ calls: 1_200, duplicateCalls: 0, lostAttempts: 0 })
  expect(count(work.dataDir, 'tasks')).toBe(1_200)
  expect(count(work.dataDir, 'batches')).toBe(1)
  expect(count(work.dataDir, 'payloads')).toBe(1_200)
})

test('in a migration step: the folder stays at the version before it, whole, and the next start goes on from there', async ({
  started,
}) => {
  const work = await started()
  oldData(work.dataDir)
  const before = promptsOf(work.dataDir)
  await work.crash('in_migration')
  expect(version(work.dataDir)).toBe(1)
  expect(promptsOf(work.dataDir)).toEqual(before)
  for (let reached = 2; (await work.run('in_migration:2')).signal === 'SIGKILL'; reached++) {
    expect(version(work.dataDir)).toBe(reached) // one step further, and no trace of the next
    expect(promptsOf(work.dataDir)).toEqual(before)
  }
  await work.end()
  const old = ['succeeded', 'queued', 'queued', 'dead'] // what was running is lost, and queued again
  expect(promptsOf(work.dataDir)).toEqual(before.map((row, index) => ({ ...row, state: old[index] })))
  expect(
    ask(work.dataDir, 'SELECT number, outcome, may_have_been_billed AS billed FROM attempts WHERE task_id = 2'),
  ).toEqual([{ number: 1, outcome: 'lost', billed: 1 }])
})

for (const point of ['backup_begun', 'backup_copied', 'backup_verified']) {
  test(`${point}: no half copy counts as a backup, and the work goes on as if there had been none`, async ({
    started,
  }) => {
    const work = await started()
    await work.crash('after_answer:3')
    expect(await work.command('backup', point)).toMatchObject({ signal: 'SIGKILL' })
    const listed = await work.command('backup', '', ['--list', '--json'])
    expect(JSON.parse(listed.stdout)).toEqual({ backups: [] })
    expect(await work.command('backup')).toMatchObject({ code: 0 })
    expect(await work.end()).toMatchObject({ calls: 6, duplicateCalls: 1 })
  })
}
