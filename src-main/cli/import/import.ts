import { createHash } from 'node:crypto'
import { parse } from 'node:path'
import { chooseTarget } from '#engine/choose-target'
import { importBatch } from '#engine/import-batch'
import { type ImportSession, openImport } from '#io/scan'
import type { ImportSummary } from '#io/summary'
import { CommandError } from '#shared/result'
import { openStore, type Store } from '#store/store'
import { UsageError } from '../args'
import { defaultDataDir } from '../data-dir'
import { dryRunOf, type ImportOptions, parseImport } from './args'
import { importByTemplate } from './by-template'
import { takeOut } from './take-out'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }

/** What `--json` prints. */
export type ImportOutcome = {
  readonly batchId: number | null
  readonly queued: number
  readonly rejected: number
  readonly duplicates: number // identical to an earlier one; queued as well, unless they were merged
  readonly merged: number
  readonly badLines: readonly string[] // the files that they were written to
  readonly already: boolean // the same files are in the data folder from before
}

/**
 * `trilane import`.
 * @returns the exit code: 2 where bad lines were left out
 * @throws UsageError, CommandError: nothing was queued, and the exit code is 1
 */
export async function importCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
  stop: AbortSignal,
): Promise<0 | 2> {
  const options = parseImport(words)
  try {
    const outcome = await importFiles(options, env, say, stop)
    if (options.json) print(JSON.stringify(outcome))
    if (outcome.batchId === null) throw new CommandError('bad_file', refusal(outcome.rejected))
    return outcome.rejected > 0 && !outcome.already ? 2 : 0
  } catch (error) {
    throw stop.aborted ? new CommandError('bad_file', 'Stopped. Nothing was queued.') : error
  }
}

async function importFiles(
  options: ImportOptions,
  env: NodeJS.ProcessEnv,
  say: Voice['say'],
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const session = await openImport(options.files, choicesOf(options))
  if (options.template.length > 0) return throughTemplates(session, options, env, say, signal)
  const summary = await scanned(session, options, say, signal)
  const { duplicates, rejectedCount: rejected } = summary
  const merged = options['merge-duplicates'] ? duplicates : 0
  const outcome = { ...{ batchId: null, queued: 0, rejected, duplicates, merged }, badLines: [], already: false }
  if (rejected > 0 && !leavesOut(options)) return outcome
  const store = openStore(options['data-dir'] ?? defaultDataDir(env))
  try {
    return { ...outcome, ...(await queue(session, summary, options, store, say, signal)) }
  } finally {
    store.close()
  }
}

async function throughTemplates(
  session: ImportSession,
  options: ImportOptions,
  env: NodeJS.ProcessEnv,
  say: Voice['say'],
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const store = openStore(options['data-dir'] ?? defaultDataDir(env))
  try {
    for (const left of store.stagingBatches()) await store.dropStaged(left) // of an import that did not get to its end
    await store.write(() => store.providers.ensurePractice(Date.now()))
    const asked = { providerId: idOf(options.provider, store), leavesOut: leavesOut(options) }
    const { name, ...found } = await importByTemplate(session, options, asked, store, say, signal)
    if (found.already) say(alreadyWords(found.batchId))
    else if (found.batchId !== null) {
      say(queuedWords(found.queued, found.batchId, name))
      sayDryRun(options, found.batchId, say)
    }
    return { ...found, merged: options['merge-duplicates'] ? found.duplicates : 0 }
  } finally {
    store.close()
  }
}

const alreadyWords = (batchId: number | null) =>
  `These prompts are in the data folder already, as batch ${batchId}. Nothing was queued; --again queues them.`
const queuedWords = (queued: number, batchId: number, name: string) =>
  `${counted(queued, 'prompt')} queued as batch ${batchId} (${name}). They run while the app is open, or with trilane work.`

function sayDryRun(options: ImportOptions, batchId: number, say: Voice['say']): void {
  const run = dryRunOf(options)
  if (run) say(`Only its first ${run.rows} go until you release the rest: batch release ${batchId}.`)
}

const refusal = (rejected: number): string => {
  const it = rejected === 1 ? 'it' : 'them'
  return `Nothing was queued. --skip-bad leaves ${it} out; --bad-lines FILE does too, and writes ${it} to a file.`
}
const leavesOut = (options: ImportOptions): boolean => options['skip-bad'] || options['bad-lines'] !== undefined

function choicesOf(options: ImportOptions) {
  const { format, encoding, delimiter, sheet } = options
  const header = options['no-header'] ? false : undefined
  return { format, encoding, delimiter, sheet, header, mergeDuplicates: options['merge-duplicates'] || undefined }
}

/** All of it, counted, with what is wrong with it said. Throws UsageError where a person has to name the column. */
async function scanned(
  session: ImportSession,
  { column, files }: ImportOptions,
  say: Voice['say'],
  signal: AbortSignal,
): Promise<ImportSummary> {
  const summary = await session.scan({ signal, ...(column === undefined ? {} : { promptColumn: column }) })
  const { promptColumnCertain, needsPromptColumn, columns, rejected, rejectedCount } = summary
  const known = columns.map(({ name }) => name).join(', ')
  if (needsPromptColumn && !promptColumnCertain)
    throw new UsageError(`Which column holds the prompt? Name it with --column: ${known}.`)
  if (column !== undefined && needsPromptColumn && !columns.some(({ name }) => name === column))
    throw new UsageError(`There is no column ${column}. There are: ${known}.`)
  for (const { name, encoding, encodingGuessed } of summary.files)
    if (encodingGuessed) say(`${name} is read as ${encoding}, as it seems to be; --encoding says otherwise.`)
  for (const { file, line, reason } of rejected) say(`${file}:${line}: ${reason}`)
  if (rejectedCount > rejected.length) say(`… and ${counted(rejectedCount - rejected.length, 'more line')}.`)
  if (rejectedCount > 0) say(`${counted(rejectedCount, 'line')} of ${files.join(', ')} cannot be used.`)
  return summary
}

async function queue(
  session: ImportSession,
  { promptColumn }: ImportSummary,
  options: ImportOptions,
  store: Store,
  say: Voice['say'],
  signal: AbortSignal,
): Promise<Partial<ImportOutcome>> {
  const now = Date.now()
  for (const left of store.stagingBatches()) await store.dropStaged(left) // of an import that did not get to its end
  await store.write(() => store.providers.ensurePractice(now))
  const { providerId, model } = chooseTarget(store.providers, { ...options, providerId: idOf(options.provider, store) })
  const contents = await session.fingerprint(promptColumn, signal)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([contents, providerId, model]))
    .digest('hex')
  const known = options.again ? undefined : store.batches.byFingerprint(fingerprint)
  if (known) {
    say(alreadyWords(known.id))
    // Not again: what was written then may be corrected by now.
    if (options['bad-lines'] !== undefined)
      say(`${options['bad-lines']} is as it was: bad lines are written with an import, and --again makes it one.`)
    return { batchId: known.id, already: true }
  }
  // Before anything is queued: where it cannot be written, a person has to say what becomes of the bad lines.
  const badLines = await takeOut(session, { promptColumn }, options['bad-lines'], say, signal)
  const [first] = session.files
  const batch = {
    name: options.name ?? (first ? parse(first.name).name : 'Import'),
    fingerprint: options.again ? null : fingerprint,
    target: { lane: options.lane, providerId, model },
    now: Date.now,
    ...{ priority: options.priority, options: { reuse: options.reuse, policy: {}, windows: [] } },
    dryRun: dryRunOf(options),
  }
  const { batchId, queued } = await importBatch(store, session.tasks(promptColumn, { signal }), batch, { signal })
  say(queuedWords(queued, batchId, batch.name))
  sayDryRun(options, batchId, say)
  return { batchId, queued, badLines }
}

/** By its name or its id. */
function idOf(provider: string | undefined, store: Store): string | undefined {
  if (provider === undefined) return undefined
  const all = store.providers.all()
  const found = all.find(({ name, id }) => name === provider || id === provider)
  if (found) return found.id
  throw new UsageError(`There is no provider ${provider}. There are: ${all.map(({ name }) => name).join(', ')}.`)
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`
