import { chooseTarget as choose } from '#engine/choose-target'
import type { Engine } from '#engine/engine'
import { newTask } from '#engine/import-batch'
import type { Picking, Triage } from '#engine/triage'
import { wholeBatch } from '#engine/whole-batch'
import { sampleBatch } from '#providers/simulator/sample'
import { autoLane } from '#shared/auto-lane'
import type { BulkProgress, Handlers, Selection, WindowId } from '#shared/contract'
import type { DryRunStart } from '#shared/dry-run'
import { practiceModels, practiceProviderId } from '#shared/provider'
import { chat, withPrompt } from '#shared/request'
import { CommandError } from '#shared/result'
import type { EpochMs, GateId, TaskId } from '#shared/task'
import type { NewTask } from '#shared/work'
import { rowsPerCommit } from '#store/batch-life'
import type { Store } from '#store/store'
import { imageUrl } from './image-url'
import type { Picks } from './picks'
import { writtenName } from './written-name'

type Parts = {
  store: Store
  engine: Engine
  triage: Triage
  picks?: Pick<Picks, 'resolve'>
  /** Tells a window how far its bulk action is. */
  tell?: (window: WindowId, progress: BulkProgress) => void
  now: () => EpochMs
  /** A batch's budget is another one. */
  onBudget?: () => void
}
type Names =
  | 'submitPrompts'
  | 'runSample'
  | 'cancelTasks'
  | 'requeueTask'
  | 'runAgain'
  | 'requeueTasks'
  | 'discardTasks'
  | 'undo'
  | 'changeTasks'
  | 'setPaused'
  | 'setBatch'
  | 'setLanePolicy'
  | 'openGate'

/** Where new work goes when the window leaves it open. */
export const chooseTarget = (store: Store, wish: { providerId?: string; model?: string }) =>
  choose(store.providers, wish)

/** Prompts in, and what a person does with tasks and lanes. */
export function workCommands({ store, engine, triage, picks, tell, now, onBudget }: Parts): Pick<Handlers, Names> {
  /** The standing batch of prompts that come one at a time. */
  async function composeBatch() {
    const known = store.batches.compose()
    if (known) return known.id
    return store.newBatch({ name: 'Written here', kind: 'compose', state: 'open', fingerprint: null, createdAt: now() })
  }

  function picking(selection: Selection, window: number): Picking {
    if (!('pick' in selection)) return selection
    if (!picks) throw new CommandError('stale', 'These tasks are not picked any more.')
    return picks.resolve(window, selection)
  }

  const telling = (window: WindowId) => (progress: BulkProgress) => tell?.(window, progress)

  /** Several prompts at once take turns with other batches, and are paused, raised or cancelled without them. */
  async function ownBatch(name: string, tasks: readonly NewTask[], dryRun: DryRunStart | undefined) {
    const ids: TaskId[] = []
    const batch = { name, fingerprint: null, createdAt: now(), dryRun }
    const batchId = await wholeBatch(store, batch, async (id, look) => {
      for (const task of tasks) look(task.request)
      while (ids.length < tasks.length) {
        const rows = tasks.slice(ids.length, ids.length + rowsPerCommit)
        ids.push(...(await store.stage(id, ids.length + 1, rows, now())))
      }
      return id
    })
    engine.wake()
    return { batchId, ids }
  }

  /** What a task that succeeded asked, as it went out: with the results of others in it. */
  function askedBy(id: TaskId, prompt: string | undefined) {
    const detail = store.detail(id)
    if (!detail) throw new CommandError('not_found', 'This task is not in the store any more.')
    const { task, needs } = detail
    if (task.state.kind !== 'succeeded')
      throw new CommandError('wrong_state', 'Only a task that has its answer is run again as a new one.')
    if (needs.length > 0 && prompt !== undefined)
      throw new CommandError('bad_request', 'Its prompt uses the results of other tasks, and runs again only as it is.')
    const request = store.sentRequest(id, task.revision)
    if (!request || needs.some(({ taskId }) => store.results.text(taskId) === undefined))
      throw new CommandError(
        'wrong_state',
        'Texts that it asked with were removed, as the settings for keeping data say.',
      )
    return { task, request: prompt === undefined ? request : withPrompt(request, prompt) }
  }

  return {
    async submitPrompts({ lane, prompts, providerId, model, startAt, dryRun, images = [], ...options }) {
      const target = chooseTarget(store, { providerId, model })
      const urls = await Promise.all(images.map(imageUrl))
      const tasks = prompts.map((prompt) => {
        const request = chat(prompt, { ...options, images: urls })
        const chosen = lane === 'auto' ? autoLane(request, target.model) : lane
        return { request, lane: chosen, ...target, customId: null, file: null, line: null, startAt }
      })
      if (tasks.length > 1) return ownBatch(writtenName(prompts), tasks, dryRun)
      const batchId = await composeBatch()
      return { batchId, ids: await engine.enqueue(batchId, tasks) }
    },
    async runSample() {
      const batchId = await store.newBatch({
        name: 'Sample',
        kind: 'sample',
        state: 'open',
        fingerprint: null,
        createdAt: now(),
      })
      const target = { lane: 'auto', providerId: practiceProviderId, model: practiceModels.fast } as const
      const tasks = sampleBatch.map(({ request, model, lane }) =>
        newTask({ request, model, customId: null, file: null, line: null }, { ...target, lane: lane ?? target.lane }),
      )
      await engine.enqueue(batchId, tasks)
      return { batchId }
    },
    cancelTasks: async (selection, window) => triage.cancel(picking(selection, window), telling(window)),
    requeueTask: ({ id, version, prompt }) => triage.requeue(id, version, prompt),
    async runAgain({ id, prompt }) {
      const { task, request } = askedBy(id, prompt)
      const target = chooseTarget(store, task)
      const row = { request, lane: task.lane, ...target, customId: null, file: null, line: null }
      const [again] = await engine.enqueue(await composeBatch(), [row])
      if (again === undefined) throw new Error('nothing was queued')
      return { id: again }
    },
    requeueTasks: async (selection, window) => triage.requeueAll(picking(selection, window), telling(window)),
    discardTasks: async (selection, window) => triage.discard(picking(selection, window), telling(window)),
    undo: async ({ token }, window) => ({ done: await triage.undo(token, telling(window)) }),
    changeTasks: async ({ selection, change }, window) =>
      triage.change(picking(selection, window), change, telling(window)),
    async setPaused({ scopes, paused }) {
      await Promise.all(scopes.map((scope) => engine.setPaused(scope, paused)))
      return {}
    },
    async setBatch({ batchId, ...change }) {
      // What a window sends says nothing of what was found when the batch was made.
      const sharedPrefix = store.batches.get(batchId)?.options.sharedPrefix
      const options = change.options && { ...change.options, ...(sharedPrefix ? { sharedPrefix } : {}) }
      if (!(await store.changeBatch(batchId, { ...change, options })))
        throw new CommandError('not_found', 'This batch is not in the store any more.')
      if (change.options) onBudget?.()
      engine.wake()
      return {}
    },
    async setLanePolicy({ lane, policy }) {
      await engine.setLane(lane, { ...engine.lane(lane), policy })
      return {}
    },
    async openGate({ gateId }) {
      await engine.openGate(gateId as GateId)
      return {}
    },
  }
}
