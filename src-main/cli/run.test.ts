import { expect, test } from 'vitest'
import type { RunWindow } from '#shared/run-window'
import { weekdays } from '#shared/run-window'
import { exitCode } from './summary'
import { tempRun } from './temp-run'

const batchOf = ({ look }: ReturnType<typeof tempRun>) => look(({ batches }) => batches.newest(1)[0])
const twoHours = 7_200_000
/** Open for an hour, two hours from now. */
function later(): RunWindow {
  const time = (at: number) => new Date(at).toISOString().slice(11, 16)
  const opens = Date.now() + twoHours
  return { days: [...weekdays], from: time(opens), to: time(opens + twoHours / 2), timeZone: 'UTC' }
}

test('a paused provider or batch ends the run with what a person must do; nothing is called and all of it is kept', async () => {
  const trilane = tempRun()
  await trilane.look((store) => store.saveProviderPaused('practice', true))
  const held = await trilane.run()
  expect([held, exitCode(held)]).toMatchObject([{ waiting: 3, attempts: 0 }, 2])
  expect(trilane.drawn.join()).toContain('0/3  0 running the provider Practice is paused')
  expect(trilane.said.join()).toMatch(/Practice is paused.*open the app and press Resume.*stays queued/)

  const batch = await batchOf(trilane)
  await trilane.look(async (store) => {
    await store.saveProviderPaused('practice', false)
    if (batch) await store.changeBatch(batch.id, { paused: true })
  })
  expect(await trilane.run()).toMatchObject({ waiting: 3, attempts: 0 })
  expect(trilane.drawn.join()).toContain('the batch prompts is paused')
  expect(trilane.said.join()).toContain('press Resume batch')

  await trilane.look((store) => batch && store.changeBatch(batch.id, { paused: false }))
  expect(await trilane.run()).toMatchObject({ succeeded: 3 })
})

test('what is left behind a pause is told at once when all else has ended, also where some of it has a time', async () => {
  const trilane = tempRun()
  await trilane.run(['--at', 'in 2 h'], /starts/)
  expect(trilane.drawn.join()).toMatch(/0\/3 {2}0 running starts (today|tomorrow) at/)
  const batch = await batchOf(trilane)
  await trilane.look((store) => batch && store.changeBatch(batch.id, { paused: true }))
  expect(await trilane.run()).toMatchObject({ waiting: 3 })
})

test('a closed run window is told with the time at which it opens, and is waited for', async () => {
  const trilane = tempRun()
  await trilane.look(async (store) => {
    const { fast } = store.loadLanes()
    await store.saveLane('fast', { ...fast, policy: { ...fast.policy, windows: [later()] } })
  })
  expect(await trilane.run([], /opens/)).toMatchObject({ waiting: 3, attempts: 0 })
  expect(trilane.drawn.join()).toMatch(/the run window of the Fast lane opens (today|tomorrow) at \d\d:\d\d/)
  const batch = await batchOf(trilane)
  await trilane.look(async (store) => {
    const { fast } = store.loadLanes()
    await store.saveLane('fast', { ...fast, policy: { ...fast.policy, windows: [] } })
    const options = { policy: {}, windows: [later()], reuse: false }
    if (batch) await store.changeBatch(batch.id, { options })
  })
  expect(await trilane.run([], /opens/)).toMatchObject({ waiting: 3, attempts: 0 })
  expect(trilane.drawn.join()).toContain('the run window of the batch prompts opens')
})

const rules = '--retries 1 --delay-ms 20 --backoff linear --jitter none --max-delay-ms 50 --retry-for-ms 60000'.split(
  ' ',
)
const policy = { retries: 1, delayMs: 20, backoff: 'linear', jitter: 'none', maxDelayMs: 50, retryForMs: 60_000 }

test('the rules that are asked for are those of the batch, and hold for its retries', async () => {
  const trilane = tempRun(['(practice: fail 500)'])
  const { dead, retries, attempts } = await trilane.run(rules)
  expect([dead, retries, attempts]).toEqual([1, 1, 2])
  expect((await batchOf(trilane))?.options.policy).toEqual(policy)
})

test('for files that are queued already, what is asked for otherwise is given to the batch, and told', async () => {
  const trilane = tempRun()
  await trilane.look((store) => store.saveProviderPaused('practice', true))
  await trilane.run(['--priority=3', '--retries', '2', '--reuse'])
  await trilane.run([])
  expect(await batchOf(trilane)).toMatchObject({ priority: 3, options: { policy: { retries: 2 }, reuse: true } })
  expect(trilane.said.join()).not.toContain('follows what you asked')

  await trilane.run(['--priority=5', ...rules, '--lane', 'heavy', '--at', 'in 2 h'], /./)
  expect(await batchOf(trilane)).toMatchObject({ priority: 5, options: { policy, reuse: true } })
  expect(trilane.said).toContainEqual(
    `What is left of them follows what you asked for now: ${rules.join(' ').replaceAll(' --', ', --')}, --priority=5, --lane heavy, --at in 2 h.`,
  )
  await trilane.look((store) => {
    for (const { lane, state, n } of store.counts.all()) expect([lane, state, n]).toEqual(['heavy', 'scheduled', 3])
  })
  await expect(trilane.run(['--at', 'yesterday'])).rejects.toThrow('--at: ')
})

test.each(['22:30', '2020-01-01 08:00'])(
  'once their time has come, the same command with --at %s goes on',
  async (at) => {
    const trilane = tempRun()
    await trilane.run(['--at', 'in 2 h'], /starts/)
    await trilane.look(({ db }) => db.exec('UPDATE tasks SET run_at = 1')) // as if two hours had gone by
    expect(await trilane.run(['--at', at])).toMatchObject({ succeeded: 3 })
    expect(trilane.said).toContainEqual(expect.stringContaining(`--at ${at} is over`))
    expect(await trilane.run(['--at', at])).toMatchObject({ succeeded: 3, attempts: 3 })
  },
)
