import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { promptOf } from '#shared/request'
import { lockDataDir } from '#store/lock'
import { canMount, fillDisk, smallDisk } from '#store/safety/small-disk'
import { openStore } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'
import { setTrouble } from './model-disk'
import { succeeded } from './model-provider'
import type { Providers } from './ports'

const tasks = 800
const answerTo = (prompt: string) => `${prompt} ${'x'.repeat(60_000)}` // 48 MB in all, so the -wal is moved into the file several times
const turns = async () => {
  for (let n = 0; n < 20; n++) await new Promise(setImmediate)
}

test.runIf(canMount)(
  'the engine on a disk that fills up keeps every answer, sends nothing until the ballast is back, and lets go on closing',
  async () => {
    const { dir, unmount } = smallDisk('200m')
    onTestFinished(unmount)
    const store = openStore(dir)
    expect(await store.ballast.restore()).toBe(true)
    store.providers.ensurePractice(0)
    const prompts = Array.from({ length: tasks }, (_, n) => `prompt ${n}`)
    const ids = await store.enqueue(
      await store.newBatch(aBatch()),
      prompts.map((prompt) => aTask(prompt)),
      1,
    )
    const calls: string[] = []
    const providers: Providers = {
      adapter: async () => ({
        async call({ request }) {
          const prompt = promptOf(request)
          calls.push(prompt)
          return succeeded(answerTo(prompt))
        },
      }),
    }
    const clock = manualClock()
    const engine = createEngine({ store, providers, clock, bootId: 'b', random: () => 0.5 })
    const done = () => ids.filter((id) => store.task(id)?.state.kind === 'succeeded').length

    const giveBack = fillDisk(dir)
    for (let n = 0; n < 15; n++) rmSync(join(dir, `filler-1048576-${n}`)) // room for some of it
    await engine.start()
    while (engine.storage().kind === 'ok') await turns()
    expect(engine.storage()).toMatchObject({ kind: 'trouble', trouble: { kind: 'full' } })
    await clock.advance(30_000, turns)
    // The ballast's room took what was in memory, and nothing else was begun with it.
    expect(engine.storage()).toMatchObject({ kind: 'trouble', unsaved: 0 })
    const sent = calls.length
    expect([sent < tasks, done()]).toEqual([true, sent])
    await clock.advance(60_000, turns)
    expect([calls.length, store.ballast.isHeld()]).toEqual([sent, false])

    giveBack()
    while (done() < tasks) {
      await clock.advance(1_000, turns)
      await turns() // the ballast is written meanwhile
    }
    expect([engine.storage().kind, calls.length, store.ballast.isHeld()]).toEqual(['ok', tasks, true])
    await engine.stop(0)
    store.close()
    lockDataDir(dir)()
    expect(existsSync(join(dir, 'trilane.db-wal'))).toBe(false)

    const again = openStore(dir)
    const wrong = ids.filter((id, n) => again.results.get(id)?.text !== answerTo(prompts[n] ?? ''))
    expect([wrong, again.db.pragma('integrity_check', { simple: true })]).toEqual([[], 'ok'])
    again.close()
  },
  30_000, // it writes some 100 MB
)

test('an engine that is stopped while the disk refuses ends within the grace, and leaves no timer behind', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  const clock = manualClock()
  const answer = Promise.withResolvers<ReturnType<typeof succeeded>>()
  const sent = Promise.withResolvers<void>()
  const providers: Providers = {
    adapter: async () => ({
      call() {
        sent.resolve()
        return answer.promise
      },
    }),
  }
  const engine = createEngine({ store, providers, clock, bootId: 'b', random: () => 0.5 })
  await store.enqueue(await store.newBatch(aBatch()), [aTask()], 1)
  await engine.start()
  await sent.promise
  setTrouble(store, 'read_only')
  answer.resolve(succeeded('late'))
  await turns()
  expect(engine.storage()).toMatchObject({ kind: 'trouble', unsaved: 1 })
  let stopped = false
  void engine.stop(10_000).then(() => {
    stopped = true
  })
  await clock.advance(13_000, turns)
  await turns()
  expect([stopped, clock.pending()]).toEqual([true, []])
  store.close()
  lockDataDir(dataDir)()
})

test('a start on a disk that refuses goes on by itself, as one start', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const providers = { adapter: () => Promise.reject(new Error('not called')) }
  const engine = createEngine({ store, providers, clock, bootId: 'b', random: () => 0.5 })
  setTrouble(store, 'read_only')
  const started = engine.start()
  await turns()
  expect(engine.storage()).toMatchObject({ kind: 'trouble', unsaved: 0 })
  setTrouble(store, null)
  await clock.advance(1_000, turns)
  expect(await started).toMatchObject({ requeued: 0, safeMode: false })
  expect(store.db.prepare('SELECT boot_id, ended FROM boots').all()).toEqual([{ boot_id: 'b', ended: null }])
  await engine.stop(0)
})
