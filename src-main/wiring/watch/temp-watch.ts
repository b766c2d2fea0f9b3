import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { manualClock } from '#engine/manual-clock'
import { createScheduler } from '#engine/scheduler'
import type { TaskId } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import { WatchInput, type WatchView } from '#shared/watch'
import { type Store, tempStore } from '#store/temp-store'
import { createLiveExports } from '../exports/live-exports'
import { answerAll, settleAs } from '../exports/settle-as'
import type { Told } from './eye'
import type { OpenHint } from './hint'
import { createWatching } from './watching'

type Input = Partial<WatchInput['options']> & { readonly existing?: 'take' | 'leave'; readonly folder?: string }

/** For tests: a real store and a real folder, watched on a clock moved by hand, with the engine's own timer. It may be opened again. */
export async function tempWatch() {
  const temp = tempStore()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trilane-watch-')))
  const clock = manualClock()
  const told: Told[] = []
  const hints: { folder: string; fire: () => void; lose: () => void; closed: boolean }[] = []
  let { store } = temp
  let mayLook = true
  let givesHints = true
  let woken = 0
  const openHint: OpenHint = (of, _subfolders, fire, lose) => {
    if (!givesHints) return null
    const hint = { folder: of, fire, lose, closed: false }
    hints.push(hint)
    return {
      close: () => {
        hint.closed = true
      },
    }
  }
  await store.beginBoot('boot', 'machine', 1)
  const save = (name: string, prompt: string) =>
    store.write(() => store.templates.save({ name, body: TemplateBody.parse({ prompt }) }, 1))
  const template = await save('Ask', 'Ask {{q}}')
  let open = start()
  await open.watching.begin()
  onTestFinished(async () => {
    await close()
    temp.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  function start() {
    const live = createLiveExports({ store, clock })
    const watching = createWatching({
      ...{ store, clock, mayLook: () => mayLook, hints: openHint },
      wake: () => {
        woken += 1
      },
      tell: (each) => void told.push(each),
    })
    const scheduler = createScheduler({
      ...{ clock, nextDueAt: watching.due.nextDueAt, onDue: watching.due.run },
      ...{ onSetBack: () => {}, onAwake: () => {} },
    })
    watching.due.onSooner?.(() => queueMicrotask(() => scheduler.wake()))
    live.begin()
    scheduler.start()
    return { live, watching, scheduler }
  }
  async function close() {
    open.scheduler.stop()
    await open.watching.close()
    await open.live.close()
  }
  const quiet = async () => {
    for (let still = 0, seq = -1; still < 5; ) {
      await open.watching.quiet()
      await open.live.quiet()
      await new Promise((resolve) => setImmediate(resolve))
      const now = store.events.lastSeq()
      still = now === seq ? still + 1 : 0
      seq = now
    }
  }
  return {
    ...{ folder, clock, told, hints, template, quiet, save },
    get store(): Store {
      return store
    },
    get watching() {
      return open.watching
    },
    setMayLook(may: boolean) {
      mayLook = may
    },
    /** As a system that has no watch left to give. */
    setGivesHints(gives: boolean) {
      givesHints = gives
    },
    /** How often the lanes were woken. */
    woken: () => woken,
    path: (name: string) => join(folder, name),
    /** A file; its date in seconds since 1970, where that matters. */
    write(name: string, content: string | Uint8Array, seconds?: number) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
      if (seconds !== undefined) utimesSync(path, seconds, seconds)
      return path
    },
    text: (name: string) => readFileSync(join(folder, name), 'utf8'),
    exists: (name: string) => existsSync(join(folder, name)),
    files: () => readdirSync(folder).sort(),
    async watch({ existing = 'take', folder: of = folder, ...options }: Input = {}): Promise<WatchView> {
      const input = WatchInput.parse({
        ...{ folder: of, existing },
        options: { template: { id: template.id }, ...options },
      })
      const made = await open.watching.save(input)
      await quiet()
      await clock.advance(0, quiet) // the first look
      await quiet()
      return made
    },
    /** The only watch, as a window sees it. */
    view(): WatchView {
      const [first] = open.watching.list()
      if (!first) throw new Error('nothing is watched')
      return first
    },
    /** What became of its files, by their names: 'taken', 'failed'; those that are not taken yet: 'changing', 'empty', 'in_line'. */
    states(): Record<string, string> {
      const [view] = open.watching.list()
      const known = (view?.files ?? []).toReversed().map(({ path, state }) => [path, state])
      return Object.fromEntries([...known, ...(view?.waiting ?? []).map(({ path, why }) => [path, why])])
    },
    batches: () =>
      store.batches
        .newest(100_000)
        .map(({ name }) => name)
        .sort(),
    prompts: () =>
      store.db
        .prepare<[], string>(`SELECT json_extract(request, '$.messages[0].content') FROM payloads ORDER BY task_id`)
        .pluck()
        .all(),
    /** So much time passes, and what it brings is done. */
    async pass(ms: number) {
      await quiet()
      await clock.advance(ms, quiet)
      await quiet()
    },
    /** All that stands in line gets an answer, dies where `answer` gives null, and stays where it gives undefined. */
    async settle(answer: (title: string) => string | null | undefined = (title) => `to ${title}`) {
      const queued = store.db
        .prepare<[], { id: TaskId; title: string }>(`SELECT id, title FROM tasks WHERE state = 'queued' ORDER BY id`)
        .all()
      for (const { id, title } of queued) {
        const end = answer(title)
        if (end !== undefined) await settleAs(store, id, end, clock.now())
      }
      await quiet()
    },
    /** As the lanes do: all that stands in line is called, or takes an answer that is there. */
    async work() {
      await answerAll(store, (title) => `to ${title}`, clock.now())
      await quiet()
    },
    /** As after a restart of the process. */
    async reopen() {
      await close()
      store = temp.reopen()
      await store.beginBoot('again', 'machine', 1)
      open = start()
      await open.watching.begin()
      await quiet()
    },
  }
}
export type TempWatch = Awaited<ReturnType<typeof tempWatch>>
