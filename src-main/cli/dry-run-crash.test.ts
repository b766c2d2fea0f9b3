import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CrashPoint } from '#store/crash-point'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import child from './dry-run-child?modulePath'

const rows = 9
const dryRun = 3

/** A data folder with a batch that begins with a dry run, and one without. */
async function setup() {
  const temp = tempStore()
  const { store } = temp
  const make = async (name: string, own: number | null) => {
    const batchId = await store.newBatch(aBatch(name, 'staging'))
    const tasks = Array.from({ length: rows }, (_, n) => aTask(`${name}${n + 1}`))
    const ids = await store.stage(batchId, 1, tasks, 1)
    await store.openBatch(batchId, own === null ? undefined : { rows: own, at: 1 })
    return { batchId, ids }
  }
  const held = await make('held', dryRun)
  const free = await make('free', null)
  store.close()
  return {
    ...{ held, free },
    reopen: () => temp.reopen(),
    remove: () => temp.remove(),
    /** Goes on with the folder in a process of its own. @returns the signal that ended it */
    async life(crashAt: `${CrashPoint}:${number}` | '', what = '') {
      const process_ = spawn(process.execPath, [child, temp.dataDir, what], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: crashAt },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let wrong = ''
      process_.stderr.on('data', (chunk: Buffer) => {
        wrong += chunk.toString()
      })
      const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
      expect(wrong).toBe('')
      return signal
    },
  }
}

/** A third one that finds the same task alone in flight would make it poison. */
const mostKills = 1 // before the release, and after it
const aKill = fc.record({
  at: fc.constantFrom<CrashPoint>('in_dry_run', 'after_commit', 'inside_settle', 'after_claim', 'before_send'),
  times: fc.integer({ min: 1, max: 8 }),
})

test('whenever it is killed, nothing beyond the dry run starts before its release, and then all of it once', {
  timeout: 180_000,
}, async () => {
  let killed = 0
  const kills = fc.array(aKill, { minLength: 1, maxLength: mostKills })
  await fc.assert(
    fc.asyncProperty(kills, kills, async (before, after) => {
      const desk = await setup()
      try {
        for (const { at, times } of before) if ((await desk.life(`${at}:${times}`)) === 'SIGKILL') killed++
        expect(await desk.life('')).toBeNull()
        let store = desk.reopen()
        const attempts = () => desk.held.ids.map((id) => store.task(id)?.attempts)
        expect(attempts().slice(dryRun)).toEqual(Array.from({ length: rows - dryRun }, () => 0))
        expect(store.dryRuns.of(desk.held.batchId)).toMatchObject({ state: 'waiting', succeeded: 3, rest: 6 })
        expect(desk.free.ids.map((id) => store.task(id)?.state.kind)).toEqual(desk.free.ids.map(() => 'succeeded'))
        store.close()
        for (const { at, times } of after) if ((await desk.life(`${at}:${times}`, 'release')) === 'SIGKILL') killed++
        expect(await desk.life('', 'release')).toBeNull()
        store = desk.reopen()
        expect(desk.held.ids.map((id) => store.task(id)?.state.kind)).toEqual(desk.held.ids.map(() => 'succeeded'))
        expect(store.dryRuns.get(desk.held.batchId)).toMatchObject({ state: 'released', succeeded: 3, rest: 0 })
        const answered = (id: (typeof desk.held.ids)[number]) =>
          store.attempts.ofTask(id).filter(({ outcome }) => outcome === 'succeeded').length
        expect(desk.held.ids.map(answered)).toEqual(desk.held.ids.map(() => 1))
      } finally {
        desk.remove()
      }
    }),
    { numRuns: 8 },
  )
  expect(killed).toBeGreaterThan(0)
})
