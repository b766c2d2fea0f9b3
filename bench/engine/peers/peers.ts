import type { Peer, Side } from '../result'
import type { Runs } from '../rounds'
import type { WorkFolder } from '../work-folder'
import * as bullmq from './bullmq'
import * as plainjob from './plainjob'

/** Where the other queues are, or why they do not run. */
export type Peers = {
  readonly plainjob: { readonly modules: string } | { readonly notRun: string }
  readonly bullmq:
    | { readonly modules: string; readonly everysecPort: number; readonly alwaysPort: number }
    | { readonly notRun: string }
}

/** One queue under one setting, and how it answers each question. */
export type Contender = {
  readonly name: string
  /** What it promises less than Trilane does. */
  readonly note: string
  /** Tasks a second. */
  readonly enqueue: (prompts: readonly string[]) => Promise<number>
  /** Tasks a second, from the worker's start to the last completion. */
  readonly drain: (prompts: readonly string[], concurrency: number) => Promise<number>
  /** Milliseconds, the same with calls that take a time. */
  readonly calls: (prompts: readonly string[], concurrency: number, callMs: number) => Promise<number>
  /** Milliseconds from adding a task to its call, p99. */
  readonly latency: (prompts: readonly string[]) => Promise<number>
}

function contenders(peers: Peers, folder: WorkFolder): Contender[] {
  return [
    ...('notRun' in peers.plainjob ? [] : plainjob.contenders(peers.plainjob.modules, folder)),
    ...('notRun' in peers.bullmq ? [] : bullmq.contenders(peers.bullmq)),
  ]
}

/** The peers as sides of a comparison, and how their figures are read afterwards. */
function sides(peers: Peers, folder: WorkFolder, run: (contender: Contender) => Promise<number>) {
  const ready = contenders(peers, folder)
  const runs: Runs = Object.fromEntries(ready.map((contender) => [contender.name, () => run(contender)]))
  const read = (figures: Readonly<Record<string, Side>>): Record<string, Peer> => ({
    ...('notRun' in peers.plainjob ? { plainjob: { notRun: peers.plainjob.notRun } } : {}),
    ...('notRun' in peers.bullmq ? { bullmq: { notRun: peers.bullmq.notRun } } : {}),
    ...Object.fromEntries(
      ready.flatMap(({ name, note }) => {
        const own = figures[name]
        return own ? [[name, { ...own, note }]] : []
      }),
    ),
  })
  return { runs, read }
}

type PromptOf = (index: number) => string
const prompts = (count: number, promptOf: PromptOf) => Array.from({ length: count }, (_, index) => promptOf(index))

export function enqueuePeers(peers: Peers, folder: WorkFolder, count: number, promptOf: PromptOf) {
  const all = prompts(Math.min(count, 20_000), promptOf) // their rate is the same for more, and their queues take long to empty
  return sides(peers, folder, (contender) => contender.enqueue(all))
}
export function drainPeers(peers: Peers, folder: WorkFolder, count: number, concurrency: number, promptOf: PromptOf) {
  const all = prompts(count, promptOf)
  return sides(peers, folder, (contender) => contender.drain(all, concurrency))
}
export function callPeers(
  peers: Peers,
  folder: WorkFolder,
  { count, concurrency, callMs, idealMs }: { count: number; concurrency: number; callMs: number; idealMs: number },
  promptOf: PromptOf,
) {
  const all = prompts(count, promptOf)
  return sides(peers, folder, async (contender) => (await contender.calls(all, concurrency, callMs)) / idealMs)
}
export function latencyPeers(peers: Peers, folder: WorkFolder, promptOf: PromptOf, quick: boolean) {
  return sides(peers, folder, (contender) =>
    // plainjob polls once a second unless it is told otherwise: a few samples say it all
    contender.latency(prompts(contender.name.startsWith('plainjob') ? 3 : quick ? 20 : 200, promptOf)),
  )
}
