import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#engine/ports'
import { systemCode } from '#io/bad-file'
import type { Request } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { NanoUsd } from '#shared/spend'
import type { EpochMs } from '#shared/task'
import {
  type FolderSurvey,
  filesShown,
  type Watch,
  type WatchFileId,
  type WatchId,
  type WatchInput,
  type WatchRetry,
  type WatchView,
} from '#shared/watch'
import type { DueWork } from '#shared/work'
import type { Store } from '#store/store'
import { badFiles } from './bad-files'
import { createEye, type Eye, type Told } from './eye'
import { type OpenHint, openHint } from './hint'
import { keyOfPath, resultWords } from './names'
import { followUp } from './outcome'
import { planWatch } from './plan'
import { mostFiles, scanFolder } from './scan-folder'
import { fileTaker } from './take-file'
import { watchView } from './watch-view'

/** So long a look may still take that is let go: a disk that hangs answers never, and nothing of it is taken any more. */
const closeMs = 2_000
/** Files that are there already are noted so many in a transaction. */
const notedAtOnce = 500

type Parts = {
  readonly store: Store
  readonly clock: Clock
  /** There is new work in the lanes, or work that may go now. */
  readonly wake: () => void
  /** False: nothing is looked at, as in safe mode: what a file did to the last process it would do again. */
  readonly mayLook?: () => boolean
  readonly onChange?: () => void
  readonly tell?: (told: Told) => void
  readonly hints?: OpenHint
}

/**
 * Folders whose new files become batches. All that must last is rows; what is here is which files still change. The work is done beside the
 * engine, whose one timer only begins it: a disk that hangs holds up its own folder alone.
 */
export function createWatching({
  store,
  clock,
  wake,
  mayLook = () => true,
  onChange = () => {},
  tell = () => {},
  hints = openHint,
}: Parts) {
  const { watches } = store
  const eyes = new Map<WatchId, Eye>()
  const listeners: (() => void)[] = []
  const take = fileTaker({ store, now: clock.now, wake })
  let stopListening = () => {}
  let isOpen = false
  let finishing: Promise<void> = Promise.resolve()
  const sooner = () => {
    for (const listener of listeners) listener()
  }

  function openEye(id: WatchId): void {
    if (!isOpen || eyes.has(id)) return
    eyes.set(id, createEye({ ...{ id, store, clock, take, sooner, onChange, tell }, openHint: hints }))
    sooner()
  }
  async function closeEye(id: WatchId): Promise<void> {
    const eye = eyes.get(id)
    eyes.delete(id)
    if (eye) await orLate(eye.close())
  }
  async function orLate(closing: Promise<void>): Promise<void> {
    let forget = () => {}
    const late = new Promise<void>((resolve) => {
      forget = clock.timer(closeMs, resolve)
    })
    await Promise.race([closing, late])
    forget()
  }

  function found(id: WatchId): Watch {
    const watch = watches.get(id)
    if (!watch || watch.state === 'adding')
      throw new CommandError('not_found', 'This folder is not watched any more. Nothing was changed.')
    return watch
  }
  const viewOf = (watch: Watch): WatchView => watchView({ store, now: clock.now }, watch, eyes.get(watch.id)?.view())

  /** Work in line may be under another budget of the day than it was, or under none. */
  function budgetChanged(): void {
    wake()
    onChange()
  }

  async function dropUnfinished(): Promise<void> {
    for (const id of watches.unfinished()) await store.write(() => watches.remove(id))
  }

  async function add({ folder, options, existing }: WatchInput): Promise<WatchId> {
    const real = await realFolder(folder)
    refuseTwice(real, options.template?.id ?? null)
    planWatch(store, options)
    if (existing === 'take')
      return store.write(() => watches.insert({ folder: real, options, state: 'on', now: clock.now() }))
    const { files, isCut } = await look(real, options.subfolders, options.results.word)
    if (isCut)
      throw new CommandError(
        'bad_file',
        `${real} holds more than ${mostFiles.toLocaleString('en')} files, more than can be watched. Watch a folder of its own for what is to be asked.`,
      )
    const id = await store.write(() => watches.insert({ folder: real, options, state: 'adding', now: clock.now() }))
    try {
      for (let at = 0; at < files.length; at += notedAtOnce) {
        await store.write(() => watches.note(id, files.slice(at, at + notedAtOnce), clock.now()))
        store.crashPoint('watch_noting')
      }
      await store.write(() => watches.setState(id, 'on', null))
      return id
    } catch (error) {
      await store.write(() => watches.remove(id))
      throw error
    }
  }

  function refuseTwice(folder: string, template: number | null): void {
    const twin = watches
      .all()
      .find((each) => keyOfPath(each.folder) === keyOfPath(folder) && (each.options.template?.id ?? null) === template)
    if (twin)
      throw new CommandError(
        'bad_request',
        `${folder} is watched for that template already. Change that watch, or choose another template.`,
      )
  }

  const look = (folder: string, subfolders: boolean, word: string) => {
    const words = resultWords(
      watches.words(),
      watches.all().map(({ options }) => options.results.word),
      [word],
    )
    return scanFolder(folder, { subfolders, words, signal: new AbortController().signal })
  }

  const due: DueWork = {
    nextDueAt() {
      if (!isOpen || !mayLook()) return null
      const now = clock.now()
      let first: EpochMs | null = null
      for (const eye of eyes.values()) {
        const at = eye.nextAt(now)
        if (at !== null && (first === null || at < first)) first = at
      }
      return first
    },
    onSooner: (listener) => void listeners.push(listener),
    /** Only begins what is due: the timer has others to serve. */
    async run(now) {
      if (!isOpen || !mayLook()) return
      for (const eye of eyes.values()) {
        const at = eye.nextAt(now)
        if (at !== null && at <= now) eye.begin()
      }
    },
  }

  return {
    due,
    /** Looks at every folder that is watched; what was there before a crash goes on. */
    async begin(): Promise<void> {
      await dropUnfinished()
      isOpen = true
      stopListening = store.onNews(() => {
        for (const eye of eyes.values()) eye.news()
      })
      for (const { id, state } of watches.all()) if (state === 'on') openEye(id)
      finishing = badFiles({ store })
        .finishRest()
        .catch((error: unknown) => {
          if (store.isStorageError(error)) store.failed(error)
          else console.error('a file of bad rows is put at its place at the next start:', error)
        })
    },
    list: (): WatchView[] => watches.all().map(viewOf),
    /** What is in a folder that may be watched. Throws CommandError where it cannot be read. */
    async survey(folder: string, subfolders: boolean): Promise<FolderSurvey> {
      const real = await realFolder(folder)
      const { files, unread, isCut } = await look(real, subfolders, 'results')
      return {
        folder: real,
        files: files.length,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        first: files.slice(0, filesShown).map(({ path }) => path),
        notes: [
          ...unread.map((path) => `${path} cannot be read and would be passed over.`),
          ...(isCut ? [`It holds more than ${mostFiles.toLocaleString('en')} files, more than can be watched.`] : []),
        ],
      }
    },
    /** Adds a watch, or changes one. Throws CommandError where it could not take a file: the folder, template or provider is not there. */
    async save(input: WatchInput): Promise<WatchView> {
      if (input.id === undefined) {
        const id = await add(input)
        openEye(id)
        onChange()
        return viewOf(found(id))
      }
      const { id, options } = input
      const before = found(id)
      const isOther = before.options.template?.id !== options.template?.id
      if (isOther) refuseTwice(before.folder, options.template?.id ?? null)
      planWatch(store, options)
      await closeEye(id) // what it was reading is looked at again, by what is set now
      await store.write(() => watches.edit(id, options))
      const now = found(id)
      if (now.state === 'on') openEye(id)
      budgetChanged()
      return viewOf(now)
    },
    /** What all of its files together may cost on a day. What it held goes on where it is raised. */
    async setDayBudget(id: WatchId, dayBudget: NanoUsd | null): Promise<WatchView> {
      const { options } = found(id)
      await store.write(() => watches.edit(id, { ...options, dayBudget }))
      budgetChanged()
      return viewOf(found(id))
    },
    /** A paused watch takes nothing; files that come meanwhile are taken once it goes on. Its batches run on. */
    async setPaused(id: WatchId, paused: boolean): Promise<WatchView> {
      const watch = found(id)
      const { state } = watch
      if (paused && state === 'on') {
        await store.write(() => watches.setState(id, 'paused', null))
        await closeEye(id)
      }
      if (!paused && state === 'paused') {
        await followUp({ store, now: clock.now }, watch) // what ended meanwhile is not held against it
        await store.write(() => watches.setState(id, 'on', null, clock.now()))
        await closeEye(id)
        openEye(id)
      }
      onChange()
      return viewOf(found(id))
    },
    /** Its batches run on, without its budget of a day, and their results are written. */
    async remove(id: WatchId): Promise<void> {
      found(id)
      await closeEye(id)
      await store.write(() => watches.remove(id))
      budgetChanged()
    },
    /** A file that was not sent is looked at again. Throws CommandError where it was sent, or is not known any more. */
    async retry(fileId: WatchFileId, as: WatchRetry): Promise<WatchView> {
      const file = watches.file(fileId)
      const watch = file && watches.get(file.watchId)
      if (!file || !watch)
        throw new CommandError(
          'not_found',
          'This file is not in the list any more: it is gone, or changed since. Nothing was done.',
        )
      if (!(await store.write(() => watches.ask(fileId, as, clock.now()))))
        throw new CommandError('wrong_state', `${file.path} was sent, or changed since. Nothing was done.`)
      eyes.get(watch.id)?.now()
      onChange()
      return viewOf(watch)
    },
    /** Without waiting for the next time. */
    lookNow(id: WatchId): WatchView {
      const watch = found(id)
      eyes.get(id)?.now()
      return viewOf(watch)
    },
    /** The machine woke: whatever happened meanwhile was told to nobody. */
    woke(): void {
      for (const eye of eyes.values()) eye.now()
    },
    /** Where a file of a watch is, or its results, or its rows that cannot be used. Throws CommandError `not_found`. */
    pathOf(fileId: WatchFileId, what: Request<'showWatchFile'>['what']): string {
      const file = watches.file(fileId)
      const watch = file && watches.get(file.watchId)
      const path =
        what === 'results'
          ? file?.results
          : what === 'bad_rows'
            ? watches.badFiles.of(fileId)?.path
            : file && watch && join(watch.folder, file.path)
      if (!path) throw new CommandError('not_found', 'This file is not in the list any more.')
      return path
    },
    /** Nothing can be taken before a person does something, or a batch ends. */
    isIdle: (): boolean => !mayLook() || [...eyes.values()].every((eye) => eye.isIdle()),
    /** Once nothing is being looked at. */
    async quiet(): Promise<void> {
      await finishing
      for (const eye of eyes.values()) await eye.quiet()
    },
    /** What is being read is let go: nothing of it was queued, and the next start takes it. */
    async close(): Promise<void> {
      isOpen = false
      stopListening()
      await Promise.all([...[...eyes.keys()].map(closeEye), orLate(finishing)])
    },
  }
}
export type Watching = ReturnType<typeof createWatching>

/** Without links in it, so that two ways to a folder are one. Throws CommandError where it is none. */
async function realFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder)
    if ((await stat(real)).isDirectory()) return real
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new CommandError(
      'bad_file',
      `${folder} cannot be read (${systemCode(error)}). Choose a folder that is there. Nothing was changed.`,
    )
  }
  throw new CommandError('bad_file', `${folder} is no folder. Choose a folder. Nothing was changed.`)
}
