import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { startFakeAnthropic, startFakeOpenAi } from '#providers/batches/temp-batch-server'
import { BatchOptions } from '#shared/batch'
import { sumCounts } from '#store/counts'
import type { CrashPoint } from '#store/crash-point'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import child from './half-price-child?modulePath'

type Protocol = 'openai' | 'anthropic'
/** An hour takes as long as these processes need to come up. */
const speed = 600
const tasks = 450

/** A data folder with work for a provider's batch API, and that provider. It lives on while the processes that work the folder off die. */
async function setup(protocol: Protocol) {
  const temp = tempStore()
  const fake = await (protocol === 'openai' ? startFakeOpenAi() : startFakeAnthropic())
  const beganAt = Date.now()
  fake.now = () => Math.floor(beganAt + (Date.now() - beganAt) * speed)
  onTestFinished(async () => {
    await fake.close()
    temp.remove()
  })
  const { store } = temp
  const [providerId, model] = ['remote', 'some-model']
  await store.write(() =>
    store.providers.save(
      {
        ...{ id: providerId, protocol: protocol === 'openai' ? 'openai-chat' : 'anthropic', preset: protocol },
        ...{ name: 'Remote', baseUrl: fake.origin, defaultModel: model },
      },
      1,
    ),
  )
  const batchId = await store.newBatch({ ...aBatch(), options: BatchOptions.parse({ halfPrice: true }) })
  await store.enqueue(
    batchId,
    Array.from({ length: tasks }, (_, n) => aTask(`prompt ${n + 1}`, { providerId, model })),
    fake.now(),
  )
  store.close()
  return {
    fake,
    batchId,
    /** Works the folder off in a process of its own. @returns what it said, and the signal that ended it */
    async life(crashAt: CrashPoint | `${CrashPoint}:${number}` | '') {
      const process_ = spawn(
        process.execPath,
        [child, temp.dataDir, fake.origin, protocol, String(beganAt), String(speed)],
        {
          env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: crashAt },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      let [said, wrong] = ['', '']
      process_.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
      process_.stderr.on('data', (chunk: Buffer) => {
        wrong += chunk.toString()
      })
      const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
      expect(wrong).toBe('')
      return { said, signal }
    },
    reopen: () => temp.reopen(),
  }
}

test.each([
  ['openai', 'remote_gathered:2'],
  ['anthropic', 'remote_gathered:2'],
  ['openai', 'remote_before_submit'],
  ['anthropic', 'remote_before_submit'],
  ['openai', 'remote_submitted'],
  ['anthropic', 'remote_submitted'],
  ['openai', 'remote_collecting:2'],
  ['anthropic', 'remote_collecting:2'],
] as const)(
  '%s: killed at %s, every task is sent once, answered once and settled once',
  async (protocol, crashAt) => {
    const { fake, batchId, life, reopen } = await setup(protocol)
    fake.ends = 'completed'
    expect(await life(crashAt)).toMatchObject({ signal: 'SIGKILL' })
    const { said, signal } = await life('')
    expect(signal).toBeNull()
    expect(said.split('\n')).toEqual([JSON.stringify({ requeued: 0, suspects: 0 }), 'done', ''])

    const sent = fake.batches.flatMap(({ rows }) => rows.map(({ customId }) => customId))
    expect(new Set(sent).size).toBe(sent.length)
    expect(sent).toHaveLength(tasks)
    expect(fake.batches).toHaveLength(crashAt === 'remote_gathered:2' ? 2 : 1)

    const store = reopen()
    expect(sumCounts(store.counts.all())).toMatchObject({ succeeded: tasks, running: 0, dead: 0 })
    for (const task of store.tasksBetween(batchId, 1, tasks, ['succeeded'])) {
      const detail = store.detail(task.id)
      expect(detail?.attempts).toHaveLength(1)
      expect(detail?.lateAnswers).toEqual([])
      expect(detail?.result?.text).toBe(`answer to ${sent.find((id) => id.endsWith(`-${task.id}-1`))}`)
    }
  },
  60_000,
)
