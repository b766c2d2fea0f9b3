import { existsSync } from 'node:fs'
import { createTriage, type Picking } from '#engine/triage'
import { CommandError } from '#shared/result'
import type { StoredBatch } from '#store/batches'
import { type BatchReads, readBeside } from '#store/read-beside'
import { databaseFile } from '#store/safety/files'
import { openStore, type Store } from '#store/store'
import { defaultDataDir } from '../data-dir'
import { addRows } from './add'
import { type BatchCommand, parseBatch } from './args'
import { batchLine, findBatch, listBatches, showBatch, showLines } from './list'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }
type Reading = Extract<BatchCommand, { kind: 'list' | 'show' }>
type Changing = Exclude<BatchCommand, Reading>
type Context = { readonly voice: Voice; readonly now: () => number; readonly stop: AbortSignal }

/** More than these are cancelled only by whoever says so. */
const mostUnasked = 50

/** `trilane batch`. @returns the exit code. @throws UsageError, CommandError */
export async function batchCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  voice: Voice,
  stop: AbortSignal,
  now: () => number = Date.now,
): Promise<0 | 2> {
  const command = parseBatch(words)
  const dataDir = command.options['data-dir'] ?? defaultDataDir(env)
  if (command.kind === 'list' || command.kind === 'show') {
    const { reads, close } = openReads(dataDir)
    try {
      read(command, reads, voice)
      return 0
    } finally {
      close()
    }
  }
  const store = openStore(dataDir)
  try {
    return await change(command, store, { voice, now, stop })
  } finally {
    store.close()
  }
}

/** The data alone, or beside the app that has them. */
function openReads(dataDir: string): { reads: BatchReads; close: () => void } {
  try {
    const store = openStore(dataDir)
    return { reads: store, close: () => store.close() }
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'in_use' || !existsSync(databaseFile(dataDir))) throw error
    const reads = readBeside(dataDir)
    return { reads, close: reads.close }
  }
}

function read(command: Reading, reads: BatchReads, { say, print }: Voice): void {
  const { json } = command.options
  if (command.kind === 'list') {
    const batches = listBatches(reads, command.options)
    if (json) print(JSON.stringify(batches))
    else if (batches.length === 0) say('There are no such batches.')
    else for (const batch of batches) print(batchLine(batch))
    return
  }
  const shown = showBatch(reads, findBatch(reads, command.words[0] ?? ''))
  for (const line of json ? [JSON.stringify(shown)] : showLines(shown)) print(line)
}

async function change(command: Changing, store: Store, context: Context): Promise<0 | 2> {
  const { voice } = context
  // All of them are found before the first is changed.
  const named = command.kind === 'rename' || command.kind === 'add' ? command.words.slice(0, 1) : command.words
  const batches = [...new Map(named.map((name) => findBatch(store, name)).map((batch) => [batch.id, batch])).values()]
  const code = await carryOut(command, batches, store, context)
  const after = batches.flatMap(({ id }) => store.batches.get(id) ?? [])
  if (command.options.json) voice.print(JSON.stringify(after.map((batch) => withoutDetail(showBatch(store, batch)))))
  return code
}

const withoutDetail = ({ detail: _, ...listed }: ReturnType<typeof showBatch>) => listed

async function carryOut(
  command: Changing,
  batches: readonly StoredBatch[],
  store: Store,
  { voice: { say }, now, stop }: Context,
): Promise<0 | 2> {
  switch (command.kind) {
    case 'pause':
    case 'resume':
      for (const { id, name } of batches) {
        await store.changeBatch(id, { paused: command.kind === 'pause' })
        const held = store.dryRuns.of(id) ? ' Its dry run still holds the rest back: batch release lets it go.' : ''
        say(command.kind === 'pause' ? `${name} is paused. Nothing more of it starts.` : `${name} goes on.${held}`)
      }
      return 0
    case 'release':
      for (const { id, name } of batches) refuseUnheld(store, id, name)
      for (const { id, name } of batches) {
        await store.releaseDryRun(id, now())
        say(`The rest of ${name} is released. It runs while the app is open, or with trilane work.`)
      }
      return 0
    case 'cancel':
      return cancel(store, batches, command.options, { say, now })
    case 'priority':
      for (const { id, name } of batches) {
        await store.changeBatch(id, { priority: command.options.priority })
        say(`${name} has priority ${command.options.priority}.`)
      }
      return 0
    case 'rename':
      for (const { id, name } of batches) {
        await store.changeBatch(id, { name: command.words[1] })
        say(`${name} is called ${command.words[1]} now.`)
      }
      return 0
    case 'add': {
      const [batch] = batches
      if (!batch) return 0
      const files = command.words.slice(1)
      const { 'prompt-column': promptColumn, 'skip-present': skipPresent } = command.options
      const added = await addRows(store, batch.id, { files, promptColumn, skipPresent }, now, stop)
      const left = added.rejected === 0 ? '' : ` ${added.rejected} rows could not be used and were left out.`
      const waits = store.dryRuns.of(batch.id) ? ' They wait with the rest for the release of its dry run.' : ''
      const { dropped, empty } = added.fit
      const without = [
        dropped.length === 0 ? '' : ` The batch has no ${columnsWords(dropped)}: left out.`,
        empty.length === 0 ? '' : ` The new rows have no ${columnsWords(empty)}: empty there.`,
      ].join('')
      const what = added.queued === 1 ? '1 prompt was' : `${added.queued} prompts were`
      say(`${what} added to ${batch.name}.${left}${without}${waits}`)
      return 0
    }
  }
}

const columnsWords = (names: readonly string[]) => `${names.length === 1 ? 'column' : 'columns'} ${names.join(', ')}`

function refuseUnheld(store: Store, id: StoredBatch['id'], name: string): void {
  const state = store.dryRuns.get(id)?.state
  if (state === 'running' || state === 'waiting') return
  const why =
    state === undefined
      ? `${name} began with no dry run`
      : `The rest of ${name} was ${state === 'released' ? 'released' : 'let go'} already`
  throw new CommandError('wrong_state', `${why}, so there is nothing to release. Nothing was changed.`)
}

async function cancel(
  store: Store,
  batches: readonly StoredBatch[],
  { rest, yes }: { readonly rest: boolean; readonly yes: boolean },
  { say, now }: { readonly say: Voice['say']; readonly now: () => number },
): Promise<0 | 2> {
  if (rest) for (const { id, name } of batches) refuseUnheld(store, id, name)
  const counts = store.counts.all()
  const left = batches.reduce((sum, { id }) => {
    const own = counts.filter(({ batchId }) => batchId === id)
    const ends = ['succeeded', 'dead', 'cancelled']
    const living = own.reduce((all, { state, n }) => (ends.includes(state) ? all : all + n), 0)
    return sum + (rest ? (store.dryRuns.of(id)?.rest ?? 0) : living)
  }, 0)
  if (left > mostUnasked && !yes) {
    say(`${left.toLocaleString('en')} prompts would be cancelled. Nothing was changed. Add --yes to do it.`)
    return 2
  }
  // No engine runs here: nothing is called, and so nothing is to be aborted or woken.
  const still = { now, cancelRunning: () => {}, hold: () => () => {}, wake: () => {} }
  const triage = createTriage({ store: { ...store, list: store.views.list }, ...still })
  for (const { id, name } of batches) {
    const after = rest ? store.dryRuns.get(id)?.lastPosition : undefined
    const picking: Picking = { batchId: id, after }
    // What ran when the last process died is put right by the next start, and not before.
    const running = store.running().filter((task) => task.batchId === id && task.position > (after ?? 0)).length
    const done = (await triage.cancel(picking)).done - running
    const all = store.counts.all().filter(({ batchId }) => batchId === id)
    const ended = all.reduce((sum, { state, n }) => sum + (state === 'succeeded' || state === 'dead' ? n : 0), 0)
    say(
      `${done.toLocaleString('en')} prompts of ${name} were cancelled. ${ended.toLocaleString('en')} that had ended stay.`,
    )
    if (running > 0)
      say(`${running} were running when Trilane last ended, and go on at its next start. Cancel them again then.`)
  }
  return 0
}
