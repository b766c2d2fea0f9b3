import { setImmediate } from 'node:timers/promises'
import { layoutOf } from '#io/export/layout'
import { PartialLost, type partialFile } from '#io/export/partial-file'
import { isByRow } from '#io/export/rows'
import { schemaPaths } from '#io/export/spread'
import { type TextFormat, textFormat } from '#io/export/text-format'
import { type Exported, exportPieces, learnLayout, variantNamesOf } from '#io/export/write-export'
import type { ExportOptions, ExportTask } from '#shared/export'
import type { TaskId } from '#shared/task'
import type { EventsTable } from '#store/events'
import { type ExportReader, statesOf } from '#store/export-reader'
import type { Grown, StoredExport, WrittenRow } from '#store/exports'
import { exportedFrom, readInTurns } from './exported'

/** Tasks whose lines go to the disk together. */
const tasksPerStep = 200
/** Of which it is only asked whether they are written: some milliseconds. */
const idsPerStep = 2_000
const rowsPerTurn = 2_000
/** Of more changed tasks than these the batch is looked through anew. */
const mostPending = 20_000

/** What is kept of a file that grows. The store has it in its rows; a command that may not write there has it in memory. */
export type Ledger = {
  readonly get: () => StoredExport
  /** Those of some tasks that are not written yet, in their order. */
  readonly unwritten: (ids: readonly TaskId[]) => TaskId[]
  readonly written: (after: number, limit: number) => WrittenRow[]
  /** Durable once they resolve. */
  readonly grow: (grown: Grown) => Promise<void>
  readonly anew: () => Promise<void>
  readonly writing: () => Promise<void>
  /** False where `mayPlace`, asked in the same transaction, says no. */
  readonly placing: (
    whole: { length: number; rows: number; notes: readonly string[] },
    mayPlace: () => boolean,
  ) => Promise<boolean>
}
type Parts = {
  readonly reader: ExportReader
  readonly events: Pick<EventsTable, 'since' | 'lastSeq'>
  readonly ledger: Ledger
  readonly file: Pick<ReturnType<typeof partialFile>, 'append' | 'write' | 'place'>
  /** What was written cannot be taken back: a line that changed since stays as it is. */
  readonly isStream?: boolean
  readonly crashPoint?: (name: 'export_appended' | 'export_recorded' | 'export_rewriting' | 'export_placed') => void
}
/** more: there is more to be written; idle: nothing before something settles; done: the file has its name. */
export type Step = 'more' | 'idle' | 'done'

/** Whether lines can be added to a file one after the other, and the columns known before all answers are. */
export function growsFrom(options: ExportOptions, first: ExportTask | undefined): boolean {
  if (options.format === 'xlsx' || isByRow(options)) return false
  const needsKeys = options.spread !== undefined && options.format !== 'openai-batch'
  return !needsKeys || schemaPaths(first?.request ?? null, options.spread?.depth ?? 1).length > 0
}

/**
 * Lets a file grow to all of a batch. Lines are written once, when their task has ended; what changes afterwards, and columns that only later
 * answers brought, make the file be written anew once nothing of the batch is left to do. So a file that is finished has every row once, as
 * it was then.
 */
export function growExport({ reader, events, ledger, file, isStream = false, crashPoint = () => {} }: Parts) {
  const { batchId, options, path } = ledger.get()
  const states = statesOf(options.tasks)
  const pending = new Set<TaskId>()
  let scan: Iterator<readonly TaskId[]> | null = null
  let seq = events.lastSeq()
  let format: { readonly grows: boolean; readonly text: TextFormat } | null = null
  lookThrough()

  function lookThrough() {
    pending.clear()
    scan = reader.ids(batchId, options.tasks, 'completion')[Symbol.iterator]()
  }

  /** Which tasks changed since it was last asked; null: too many to name. */
  function news(): TaskId[] | null {
    const ids: TaskId[] = []
    for (let overflow = false; ; ) {
      const some = events.since(seq, 1_000)
      const last = some.at(-1)
      if (!last) return overflow ? null : ids
      if ((some[0]?.seq ?? 0) > seq + 1) overflow = true // older ones are not kept
      seq = last.seq
      for (const { kind, ids: changed } of some) {
        if (kind !== 'tasks') continue
        if (changed.length === 0) overflow = true
        ids.push(...changed)
      }
    }
  }

  function takeNews() {
    const ids = news()
    if (ids === null || pending.size + ids.length > mostPending) return lookThrough()
    for (const id of ids) pending.add(id)
  }

  function formatOf() {
    if (format) return format
    const [first] = reader.read(reader.standing(batchId, 0, 1).map(({ id }) => id))
    const columns = reader.columns(batchId)
    const variants = reader.variants(batchId)
    const spread = schemaPaths(first?.request ?? null, options.spread?.depth ?? 1)
    const layout = layoutOf(options, { columns, variants, spread })
    const text = textFormat(options, layout, columns, variantNamesOf(variants))
    format = { grows: growsFrom(options, first), text }
    return format
  }

  /** In the order of the input: what stands in a row from the first that is not written yet. */
  function nextInInput(): { ids: TaskId[]; upto: number; more: boolean } {
    let { upto } = ledger.get()
    const ids: TaskId[] = []
    const page = reader.standing(batchId, upto, idsPerStep)
    for (const { id, position, state } of page) {
      if (!isEnd(state)) return { ids, upto, more: false }
      if (ids.length === tasksPerStep) break
      if (states.includes(state)) ids.push(id)
      upto = position
    }
    return { ids, upto, more: page.length === idsPerStep || ids.length === tasksPerStep }
  }

  function nextInCompletion(): { ids: TaskId[]; upto: number; more: boolean } {
    const ids: TaskId[] = []
    for (let seen = 0; scan && ids.length < tasksPerStep && seen < idsPerStep; ) {
      const { done, value } = scan.next()
      if (done) scan = null
      else ids.push(...ledger.unwritten(value))
      seen += value?.length ?? 0
    }
    for (const id of pending) {
      if (ids.length >= tasksPerStep) break
      pending.delete(id)
      ids.push(id)
    }
    return { ids: ledger.unwritten([...new Set(ids)]), upto: 0, more: scan !== null || pending.size > 0 }
  }

  async function step(): Promise<Step> {
    try {
      return await stepOn()
    } catch (error) {
      lookThrough() // what was taken up and is not written is found again
      if (!(error instanceof PartialLost)) throw error
      await ledger.anew()
      return 'more'
    }
  }

  async function stepOn(): Promise<Step> {
    const { state } = ledger.get()
    if (state === 'done' || state === 'stopped') return 'done'
    if (state === 'placing') return await place()
    if (state === 'writing') await ledger.anew() // a process died while it wrote
    const { grows, text } = formatOf()
    if (grows && (await grow(text))) return 'more'
    if (reader.open(batchId) > 0 || reader.count(batchId, ['succeeded', 'dead', 'cancelled']) === 0) return 'idle'
    return grows && isStream ? 'done' : await finish(grows, text)
  }

  /** True where there is more of it. */
  async function grow(text: TextFormat): Promise<boolean> {
    takeNews()
    const { ids, upto, more } = options.order === 'completion' ? nextInCompletion() : nextInInput()
    const before = ledger.get()
    if (ids.length === 0 && upto === before.upto && before.head !== null) return more
    const read: ExportTask[] = []
    for await (const some of readInTurns(reader, ids)) read.push(...some)
    const isMeant = (task: ExportTask) => task.batchId === batchId && states.includes(task.state)
    // One that went back in line since it was looked for: in the order of the input nothing passes it.
    const moved = options.order === 'input' ? read.find((task) => !isMeant(task)) : undefined
    const tasks = read.filter((task) => isMeant(task) && (!moved || task.position < moved.position))
    const { text: lines, rows } = text.lines(tasks.map((task) => [task]))
    const bytes = Buffer.from(before.head === null ? text.head + lines : lines)
    const length = bytes.length === 0 ? before.length : await file.append(before.length, bytes)
    crashPoint('export_appended')
    await ledger.grow({
      ...{ tasks, upto: moved ? moved.position - 1 : upto, length, rows: before.rows + rows },
      head: before.head ?? text.head,
    })
    crashPoint('export_recorded')
    return more || moved !== undefined
  }

  async function finish(grows: boolean, text: TextFormat): Promise<Step> {
    const from = events.lastSeq()
    const exported = await exportedFrom(reader, { batchId }, options)
    if (grows && (await isAsWritten()) && (await hasSameColumns(exported, text))) {
      const { length, rows } = ledger.get()
      return (await ledger.placing({ length, rows, notes: [] }, () => isStill(from))) ? await place() : 'more'
    }
    await ledger.writing()
    const { pieces, written } = await exportPieces(options, exported)
    crashPoint('export_rewriting')
    const length = await file.write(pieces)
    if (await ledger.placing({ ...written, length }, () => isStill(from))) return await place()
    await ledger.anew() // something of the batch moved meanwhile
    format = null
    lookThrough()
    return 'more'
  }

  /** Whether nothing happened to the batch since that event. In a transaction: what it did is not among the events before its end. */
  function isStill(from: number): boolean {
    if (reader.open(batchId) > 0) return false
    for (let after = from; ; ) {
      const some = events.since(after, 1_000)
      const last = some.at(-1)
      if (!last) return true
      if ((some[0]?.seq ?? 0) > after + 1) return false
      const tasks = some.filter(({ kind }) => kind === 'tasks')
      if (tasks.some(({ ids }) => ids.length === 0)) return false
      if (
        reader.hasAny(
          batchId,
          tasks.flatMap(({ ids }) => ids),
        )
      )
        return false
      after = last.seq
    }
  }

  /** Whether each line is of a task as it is now, and each task that belongs there has its line. Lines of tasks that are gone stay. */
  async function isAsWritten(): Promise<boolean> {
    let here = 0
    for (let after = 0; ; ) {
      const rows = ledger.written(after, rowsPerTurn)
      const last = rows.at(-1)
      if (!last) break
      after = last.taskId
      if (rows.some(({ version, now }) => now !== null && now !== version)) return false
      here += rows.filter(({ now }) => now !== null).length
      await setImmediate()
    }
    return here === reader.count(batchId, states)
  }

  async function hasSameColumns(exported: Exported, text: TextFormat): Promise<boolean> {
    if (options.format === 'openai-batch') return true
    const { layout } = await learnLayout(options, exported)
    return JSON.stringify(layout.columns.map(({ name }) => name)) === JSON.stringify(text.names)
  }

  async function place(): Promise<Step> {
    await file.place(path, ledger.get().length)
    crashPoint('export_placed')
    return 'done'
  }

  return { step }
}

const isEnd = (state: string) => state === 'succeeded' || state === 'dead' || state === 'cancelled'
