import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import type { BulkAction } from '#shared/bulk'
import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { tempStore } from '#store/temp-store'
import child from './bulk-child?modulePath'
import { bulkOn, letters, view } from './temp-bulk'

const count = 450

async function life(dataDir: string, what: 'run' | 'undo', id: number, crashAt: string) {
  const process_ = spawn(process.execPath, [child, dataDir, what, String(id)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: crashAt },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  process_.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
  return { said: said.trim(), signal }
}

/** What the action says of each task is what the task is, and its sums are those of its tasks. */
function check(store: Store, action: BulkAction, ids: readonly TaskId[]) {
  const { bulk } = bulkOn(store)
  const done = new Set(bulk.items(action.id, 'done', 0, 1_000).map(({ id }) => id))
  expect(done.size).toBe(action.done)
  for (const id of ids) expect(view(store, id).state.kind).toBe(done.has(id) ? 'queued' : 'dead')
  expect(action.done + action.waiting + action.undone).toBe(count)
}

test.each(['inside_bulk:3', 'after_commit:3'])(
  'killed at %s, amid the action and amid its undo, nothing is half known, and both are gone on with',
  async (crashAt) => {
    const temp = tempStore()
    onTestFinished(() => temp.remove())
    await temp.store.beginBoot('boot', 'machine', 1)
    const { ids } = await letters(temp.store, count)
    const { id } = await bulkOn(temp.store).bulk.plan({ kind: 'requeue' }, { ids }, {})
    temp.store.close()

    expect(await life(temp.dataDir, 'run', id, crashAt)).toMatchObject({ signal: 'SIGKILL' })
    let store = temp.reopen()
    await bulkOn(store).bulk.recover()
    const broken = bulkOn(store).bulk.get(id)
    expect(broken).toMatchObject({ state: 'stopped', stoppedBy: 'crash', done: 200, waiting: 250 })
    check(store, broken, ids)
    store.close()
    expect(await life(temp.dataDir, 'run', id, '')).toEqual({ said: 'done', signal: null })

    expect(await life(temp.dataDir, 'undo', id, crashAt)).toMatchObject({ signal: 'SIGKILL' })
    store = temp.reopen()
    await bulkOn(store).bulk.recover()
    const half = bulkOn(store).bulk.get(id)
    expect(half).toMatchObject({ state: 'stopped', stoppedBy: 'crash', done: 250, undone: 200 })
    check(store, half, ids)
    store.close()
    expect(await life(temp.dataDir, 'undo', id, '')).toEqual({ said: 'undone', signal: null })
    store = temp.reopen()
    expect(ids.every((each) => view(store, each).state.kind === 'dead')).toBe(true)
  },
  60_000,
)
