import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { diskTrouble, partialFile } from '#io/export/partial-file'
import { checkOptions, exportPieces, writeExport } from '#io/export/write-export'
import { targetOf } from '#io/write-file'
import type { ExportDone, ExportOptions } from '#shared/export'
import type { BatchId } from '#shared/task'
import { type OpenedToExport, openToExport } from '#store/open-to-export'
import { exportedFrom } from '../../wiring/exports/exported'
import { growExport } from '../../wiring/exports/grow-export'
import { memoryLedger } from '../../wiring/exports/ledgers'
import { ratingPieces, writeRatings } from '../../wiring/ratings-file'
import { UsageError } from '../args'
import { defaultDataDir } from '../data-dir'
import { exportOptions, formatOf, parseExport } from './args'

/** Between two looks at what settled. */
const everyMs = 500
const retryMs = 5_000

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }
type Piece = string | Uint8Array
type Written = ExportDone & { readonly done: boolean }

/** `trilane export`. @returns the exit code. @throws UsageError, CommandError */
export async function exportCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
  stop: AbortSignal,
  toStdout: (piece: Piece, stop: AbortSignal) => Promise<void> = writeToStdout,
): Promise<0 | 2> {
  const asked = parseExport(words)
  const data = openToExport(asked['data-dir'] ?? defaultDataDir(env))
  try {
    const batch = choose(data.batches(), asked.batch)
    const options = exportOptions(asked, data.reader.columns(batch.id))
    checkOptions(options, data.reader.columns(batch.id), asked.follow)
    const write = (piece: Piece) => toStdout(piece, stop)
    const to = asked.out === '-' ? null : asked.out
    if (asked['ratings-only']) {
      const rows = await writeRatingsOf(data, batch.id, formatOf(asked) === 'csv' ? 'csv' : 'jsonl', { to, write })
      say(`${rows} ${rows === 1 ? 'rating' : 'ratings'} of “${batch.name}” written to ${to ?? 'stdout'}.`)
      if (asked.json) print(JSON.stringify({ batch, file: to, rows, notes: [], done: true }))
      return 0
    }
    const written = await (asked.follow
      ? follow(data, batch.id, options, { to, write, say, stop })
      : writeNow(data, batch.id, options, { to, write }))
    for (const note of written.notes) say(note)
    const rows = `${written.rows} ${written.rows === 1 ? 'row' : 'rows'} of “${batch.name}”`
    say(
      written.done
        ? `${rows} written to ${to ?? 'stdout'}.`
        : `Stopped before “${batch.name}” was done. Written to ${written.file} so far: ${written.rows}.`,
    )
    const { done: _, ...told } = written
    if (asked.json) print(JSON.stringify({ batch, ...told, done: written.done }))
    return written.done ? 0 : 2
  } finally {
    data.close()
  }
}

type Out = { readonly to: string | null; readonly write: (piece: Piece) => Promise<void> }

async function writeRatingsOf(
  data: OpenedToExport,
  batchId: BatchId,
  format: 'csv' | 'jsonl',
  { to, write }: Out,
): Promise<number> {
  if (to !== null) return writeRatings(to, data, batchId, format)
  const written = { rows: 0 }
  for await (const piece of ratingPieces(data, batchId, format, written)) await write(piece)
  return written.rows
}

async function writeNow(
  data: OpenedToExport,
  batchId: BatchId,
  options: ExportOptions,
  { to, write }: Out,
): Promise<Written> {
  const exported = await exportedFrom(data.reader, { batchId }, options)
  if (to !== null) return { ...(await writeExport(to, options, exported)), done: true }
  const { pieces, written } = await exportPieces(options, exported)
  for await (const piece of pieces) await write(piece)
  return { file: '-', ...written, done: true }
}

type Following = Out & { readonly say: (line: string) => void; readonly stop: AbortSignal }

/** Until the batch is done. Another process works on it; what it changes afterwards is in the file when that is finished. */
async function follow(
  data: OpenedToExport,
  batchId: BatchId,
  options: ExportOptions,
  { to, write, say, stop }: Following,
): Promise<Written> {
  const { reader, events } = data
  const path = to === null ? '-' : await targetOf(resolve(to), 'results')
  const partial = freeBeside(path)
  const ledger = memoryLedger({ batchId, path, partial, options }, reader.versions)
  const file = to === null ? stdoutFile(write) : partialFile(partial)
  const growing = growExport({ reader, events, ledger, file, isStream: to === null })
  let trouble: string | null = null
  while (!stop.aborted) {
    let waitMs = everyMs
    try {
      const step = await growing.step()
      if (step === 'done') {
        const { rows, notes } = ledger.get()
        return { file: path, rows, notes: [...notes], done: true }
      }
      if (step === 'more') {
        await setImmediate() // Ctrl-C has its turn
        continue
      }
    } catch (error) {
      const why = to === null || stop.aborted ? null : diskTrouble(error, path)
      if (why === null) {
        if (stop.aborted) break
        throw error
      }
      if (why !== trouble) say(why)
      trouble = why
      waitMs = retryMs
    }
    await setTimeout(waitMs, undefined, { signal: stop }).catch(() => {}) // stopped: the loop ends
  }
  return { file: to === null ? 'stdout' : partial, rows: ledger.get().rows, notes: [], done: false }
}

/** What goes there is read at once, and cannot be taken back. */
const stdoutFile = (write: Out['write']) => ({
  async append(length: number, bytes: Uint8Array): Promise<number> {
    await write(bytes)
    return length + bytes.length
  },
  async write(pieces: AsyncIterable<Piece>): Promise<number> {
    let length = 0
    for await (const piece of pieces) {
      await write(piece)
      length += Buffer.byteLength(piece)
    }
    return length
  },
  place: async () => {},
})

/** No faster than whoever reads it. */
async function writeToStdout(piece: Piece, stop: AbortSignal): Promise<void> {
  if (piece.length === 0 || process.stdout.write(piece)) return
  await once(process.stdout, 'drain', { signal: stop }).catch(() => {}) // nobody reads it any more, and the next piece says so
}

function freeBeside(target: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? `${target}.partial` : `${target}.${n}.partial`
    if (!existsSync(name)) return name
  }
}

type Named = { readonly id: BatchId; readonly name: string }

function choose(batches: readonly Named[], wanted: string | undefined): Named {
  const found =
    wanted === undefined
      ? batches
      : batches.filter(({ id, name }) => id === (Number(wanted) as BatchId) || name === wanted)
  const [only, ...others] = found
  if (only && others.length === 0) return only
  const list = (found.length > 1 ? found : batches)
    .slice(0, 20)
    .map(({ id, name }) => `${id} (${name})`)
    .join(', ')
  if (wanted === undefined)
    throw new UsageError(found.length === 0 ? 'There are no batches yet.' : `Name a batch with --batch: ${list}.`)
  throw new UsageError(
    found.length > 1
      ? `Several batches are called ${wanted}. Name one by its number: ${list}.`
      : `There is no batch ${wanted}. There are: ${list || 'none'}.`,
  )
}
