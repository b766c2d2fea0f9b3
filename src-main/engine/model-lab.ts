import { onTestFinished } from 'vitest'
import type { LaneName } from '#shared/lane'
import { chat } from '#shared/request'
import type { BatchId, TaskId } from '#shared/task'
import { type Answer, type Call, succeeded } from './model-provider'
import { createWorld } from './model-world'
import type { NewTask } from './ports'

type Wishes = Partial<Omit<NewTask, 'request'>> & { readonly batch?: number }

/** For tests of one behaviour: the world of the model, in which every commit is looked at, with shorter words for what tests do. */
export async function lab() {
  const world = await createWorld()
  onTestFinished(async () => {
    try {
      await world.quiet()
      await world.check('the end of the test')
    } finally {
      await world.remove()
    }
  })
  const { provider, clock } = world
  const engine = () => world.life.engine

  const task = (prompt: string, { batch: _, ...wishes }: Wishes = {}): NewTask => ({
    ...{ request: chat(prompt), lane: 'fast', providerId: 'practice', model: 'm1' },
    ...{ customId: null, file: null, line: null },
    ...wishes,
  })
  const view = (id: TaskId) => {
    const found = world.life.store.task(id)
    if (!found) throw new Error(`there is no task ${id}`)
    return found
  }
  const newBatch = (options: { reuse?: boolean; retries?: number; priority?: number } = {}): Promise<BatchId> => {
    const { reuse = false, retries, priority = 0 } = options
    const made = { name: 'b', kind: 'import', state: 'open', fingerprint: null, createdAt: 1 } as const
    const policy = retries === undefined ? {} : { retries }
    return world.life.store.newBatch({ ...made, priority, options: { reuse, policy, windows: [] } })
  }
  const find = (prompt: string): Call => {
    const asked = provider.calls.filter((each) => each.prompt === prompt)
    const call = asked.findLast(({ outcome }) => outcome === null) ?? asked.at(-1)
    if (!call) throw new Error(`nobody asked ${prompt}: ${provider.calls.map((each) => each.prompt).join(', ')}`)
    return call
  }

  return {
    world,
    clock,
    provider,
    engine,
    task,
    view,
    newBatch,
    store: () => world.life.store,
    triage: () => world.life.triage,
    quiet: world.quiet,
    advance: world.advance,
    state: (id: TaskId) => view(id).state.kind,
    /** The prompts that are being answered now, in the order in which they were sent. */
    inFlight: () => provider.inFlight().map(({ prompt }) => prompt),
    /** Queues tasks and waits until nothing more happens. Batch 1 is plain, batch 2 shares calls. */
    async submit(prompts: readonly string[], wishes: Wishes = {}): Promise<TaskId[]> {
      const ids = await engine().enqueue(
        (wishes.batch ?? 1) as BatchId,
        prompts.map((prompt) => task(prompt, wishes)),
      )
      await world.quiet()
      return ids
    },
    async add(batch: number, tasks: readonly NewTask[]): Promise<TaskId[]> {
      const ids = await engine().enqueue(batch as BatchId, tasks)
      await world.quiet()
      return ids
    },
    async answer(prompt: string, answer: Answer = 'ok') {
      provider.answer(find(prompt), answer)
      await world.quiet()
    },
    /** Answers one with a text of its own. */
    async say(prompt: string, text: string) {
      provider.end(find(prompt), succeeded(text))
      await world.quiet()
    },
    find,
    async setLane(name: LaneName, policy: Partial<ReturnType<typeof world.life.engine.lane>['policy']>) {
      const lane = engine().lane(name)
      world.retries.most = Math.max(world.retries.most, policy.retries ?? 0)
      world.retries.fewest = Math.min(world.retries.fewest, policy.retries ?? 1)
      world.mostInLane[name] = Math.max(world.mostInLane[name], policy.concurrency ?? 0)
      await engine().setLane(name, { ...lane, policy: { ...lane.policy, ...policy } })
      await world.quiet()
    },
    /** A command of a person for these tasks. */
    async person<T>(ids: readonly TaskId[], run: () => Promise<T>): Promise<T> {
      const asked = Promise.withResolvers<T>()
      world.act('person', ids, async () => {
        const done = run()
        done.then(asked.resolve, asked.reject)
        return done
      })
      const value = await asked.promise
      await world.quiet()
      return value
    },
    pick: (...ids: readonly TaskId[]) => ({ tasks: ids.map((id) => ({ id, version: view(id).version })) }),
    count: (sql: string): number => (world.life.store.db.prepare(sql).get() as { n: number }).n,
  }
}
export type Lab = Awaited<ReturnType<typeof lab>>
