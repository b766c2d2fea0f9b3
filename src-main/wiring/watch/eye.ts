import { stat } from 'node:fs/promises'
import type { Clock } from '#engine/ports'
import { systemCode } from '#io/bad-file'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import { filesShown, mostAtWork, type Watch, type WatchId, type WatchView } from '#shared/watch'
import { sqliteCode } from '#store/database'
import type { Store } from '#store/store'
import type { StoredWatchFile } from '#store/watches'
import { badFiles } from './bad-files'
import type { Hint, OpenHint } from './hint'
import { followUp } from './outcome'
import { createPending } from './pending'
import { planWatch, type WatchPlan } from './plan'
import type { FoundFile } from './scan-folder'
import type { Took } from './take-file'

/** Without any hint a folder is looked through so often. */
export const slowMs = 60_000
/** After a hint: several come together. */
const hintMs = 250
/** What is at work is followed so often while there is news. */
const followMs = 1_000
/** A look takes at most this share of the time, however often the folder changes. */
const restTimes = 10

export type Told =
  | { readonly kind: 'taken' | 'failed' | 'same'; readonly watch: Watch; readonly file: StoredWatchFile }
  | { readonly kind: 'ended'; readonly watch: Watch; readonly file: StoredWatchFile }
  | { readonly kind: 'paused' | 'trouble'; readonly watch: Watch; readonly words: string }
export type EyeView = Readonly<Pick<WatchView, 'trouble' | 'notes' | 'lookedAt' | 'waiting' | 'waitingCount'>>
type Parts = {
  readonly id: WatchId
  readonly store: Store
  readonly clock: Clock
  readonly take: (asked: {
    readonly watch: Watch
    readonly plan: WatchPlan
    readonly file: FoundFile
    readonly known: StoredWatchFile | undefined
    readonly signal: AbortSignal
  }) => Promise<Took>
  readonly openHint: OpenHint
  /** It is to be looked at sooner than was known. */
  readonly sooner: () => void
  readonly onChange: () => void
  readonly tell: (told: Told) => void
}

/** One watched folder: the look through it is the truth, hints only bring it forward. One look at a time; nothing waits for it. */
export function createEye({ id, store, clock, take, openHint, sooner, onChange, tell }: Parts) {
  const { watches } = store
  const stop = new AbortController()
  const { signal } = stop
  const pending = createPending({ id, store, clock, signal })
  const bad = badFiles({ store })
  let busy: Promise<void> | null = null
  let fullAt: EpochMs = 0 // all of the folder
  let settleAt: EpochMs | null = null // what still changes
  let followAt: EpochMs | null = null // what is at work
  let folderTrouble: string | null = null
  let planTrouble: string | null = null
  let notes: string[] = []
  let lookedAt: EpochMs | null = null
  let rested: EpochMs = 0 // no full look before then
  let reading: string | null = null // one of those that are complete
  let hasWork = true // files whose batch has not ended, as far as is known: only looks take some
  let hint: { readonly opened: Hint; readonly of: string } | null = null

  const watchNow = (): Watch | undefined => {
    const found = watches.get(id)
    return found?.state === 'on' && !signal.aborted ? found : undefined
  }
  /** What was sent of them before has not ended: until then nobody knows which of their rows have an answer. */
  function held(): ReadonlySet<string> {
    if (watches.get(id)?.options.changed !== 'new_rows') return new Set()
    return new Set(watches.atWork(id).map(({ path }) => path))
  }
  function closeHint() {
    hint?.opened.close()
    hint = null
  }
  const trouble = () => folderTrouble ?? planTrouble
  function lookSoon(ms: number) {
    fullAt = Math.min(fullAt, Math.max(clock.now() + ms, rested))
    if (!busy) sooner()
  }

  /** A folder that was renamed or made anew has another number: the system would go on to watch the old one. */
  async function keepHint({ folder, options }: Watch): Promise<void> {
    const { dev, ino } = await stat(folder, { bigint: true })
    const of = `${dev} ${ino} ${options.subfolders}`
    if (hint?.of === of) return
    closeHint()
    if (signal.aborted) return
    const opened = openHint(
      folder,
      options.subfolders,
      () => lookSoon(hintMs),
      () => {
        hint = null
      },
    )
    hint = opened && { opened, of }
  }

  function waitFor({ waitMs }: { readonly waitMs: number | null }) {
    settleAt = waitMs === null ? null : clock.now() + waitMs
  }

  async function lookAtAll(watch: Watch): Promise<void> {
    const begun = clock.monotonic()
    await keepHint(watch)
    const looked = await pending.lookAtAll(watch)
    waitFor(looked)
    notes = looked.notes
    folderTrouble = null
    lookedAt = clock.now()
    rested = lookedAt + restTimes * (clock.monotonic() - begun)
  }

  /** As many as may be at work at once. */
  async function takeSome(watch: Watch, plan: WatchPlan): Promise<void> {
    let room = mostAtWork - watches.atWork(id).length
    for (let file = pending.first(held()); file && room > 0; file = pending.first(held())) {
      if (!watchNow()) return
      const known = watches.known(id, [file.path]).get(file.path)
      reading = file.path
      onChange() // reading a large one takes a while
      const took = await take({ watch, plan, file, known, signal }).finally(() => {
        reading = null
      })
      if (took === 'stopped') return
      pending.pass(file)
      if (took === 'moved') fullAt = Math.min(fullAt, clock.now() + hintMs)
      if (took === 'taken') {
        hasWork = true
        room -= 1
      }
      const row = watches.known(id, [file.path]).get(file.path)
      // What cannot be opened is tried each minute, and told once.
      const isNew = row && !(took === 'failed' && known?.reason === row.reason && known.state === 'failed')
      if (isNew && (took === 'taken' || took === 'failed' || took === 'same')) tell({ kind: took, watch, file: row })
      onChange()
    }
  }

  async function follow(watch: Watch): Promise<void> {
    const followed = await followUp({ store, now: clock.now }, watch)
    if (!followed) return
    for (const file of followed.ended) tell({ kind: 'ended', watch, file })
    if (followed.pausedFor !== null) tell({ kind: 'paused', watch, words: followed.pausedFor })
    onChange()
  }

  async function look(): Promise<void> {
    const before = JSON.stringify(view())
    const known = trouble()
    const at = clock.now()
    const isFull = fullAt <= at
    const isQuick = settleAt !== null && settleAt <= at
    followAt = null
    if (isFull) fullAt = at + slowMs
    if (isQuick) settleAt = null
    const asked = watchNow()
    if (!asked) return
    try {
      await follow(asked)
      await bad.finishOf(id)
      const watch = watchNow()
      if (!watch) return
      if (isFull) await lookAtAll(watch)
      else if (isQuick) waitFor(await pending.lookAtChanging(watch))
      let plan: WatchPlan | null = null
      try {
        plan = planWatch(store, watch.options)
        planTrouble = null
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        planTrouble = `${error.message.replace(' Nothing was queued.', '')} Its files wait.`
      }
      if (plan) await takeSome(watch, plan)
      hasWork = watches.atWork(id).length > 0
    } catch (error) {
      if (signal.aborted) return
      if (sqliteCode(error) !== undefined) {
        if (store.isStorageError(error))
          store.failed(error) // of the database, and not of a person's folder
        else throw error
      } else if (systemCode(error) !== undefined) {
        closeHint()
        pending.forget()
        settleAt = null
        folderTrouble = folderWords(asked.folder, error)
      } else throw error
    } finally {
      const words = trouble()
      if (words !== null && words !== known) tell({ kind: 'trouble', watch: asked, words })
      if (JSON.stringify(view()) !== before) onChange()
    }
  }

  function view(): EyeView {
    return { trouble: trouble(), notes, lookedAt, ...pending.waiting(filesShown, reading, held()) }
  }

  return {
    id,
    view,
    /** Null while it looks. */
    nextAt(now: EpochMs): EpochMs | null {
      if (busy || signal.aborted) return null
      if (fullAt > now + slowMs) fullAt = now // the clock was set back
      return Math.min(fullAt, settleAt ?? fullAt, followAt ?? fullAt)
    },
    /** Begins a look, unless one is going on. */
    begin(): void {
      if (busy || signal.aborted) return
      busy = look()
        .catch((error: unknown) => {
          console.error('a folder could not be looked at and is tried again:', error)
        })
        .finally(() => {
          busy = null
          sooner()
        })
    },
    /** At all of it, as soon as may be. */
    now(): void {
      rested = 0
      lookSoon(0)
    },
    /** Something was committed: what is at work may have ended. Cheap. */
    news(): void {
      if (followAt !== null || !hasWork) return
      followAt = clock.now() + followMs
      if (!busy) sooner()
    },
    /** Nothing of it can be taken before a person does something, or a batch that is at work ends. */
    isIdle(): boolean {
      if (busy || followAt !== null || fullAt <= clock.now()) return false
      if (trouble() !== null) return true
      const canTake = pending.first(held()) !== undefined && watches.atWork(id).length < mostAtWork
      return lookedAt !== null && settleAt === null && !canTake
    },
    async quiet(): Promise<void> {
      while (busy) await busy
    },
    async close(): Promise<void> {
      stop.abort(new CommandError('bad_file', 'The folder is not watched any more.'))
      closeHint()
      await busy
    },
  }
}
export type Eye = ReturnType<typeof createEye>

function folderWords(folder: string, error: unknown): string {
  const code = systemCode(error)
  const kept = 'Nothing is lost: it goes on by itself'
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `The folder ${folder} is not there. It may have been moved, or its disk is not connected. ${kept} once it is back.`
    case 'EACCES':
    case 'EPERM':
      return `The folder ${folder} may not be read by you. Change its permissions. ${kept} then.`
    default:
      return `The folder ${folder} cannot be read just now (${code}). ${kept} once it can.`
  }
}
