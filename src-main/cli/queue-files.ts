import { createHash } from 'node:crypto'
import { parse } from 'node:path'
import { importBatch, type Target } from '#engine/import-batch'
import type { ImportSession } from '#io/scan'
import { total } from '#shared/batch'
import type { BatchId } from '#shared/task'
import { parseWhen } from '#shared/when'
import type { Store } from '#store/store'
import { type RunOptions, UsageError } from './args'
import { changeBatch } from './change-batch'
import { policyOf } from './policy-options'
import { countsOf } from './summary'
import { tellRejected, templateQueue } from './template/queue'

/** The batch of these files: queued now, or in an earlier run, and then with what the options ask for that it had otherwise. */
export async function queueFiles(
  session: ImportSession,
  options: RunOptions,
  target: Target,
  store: Store,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<BatchId> {
  for (const left of store.stagingBatches()) await store.dropStaged(left) // of an import that did not get to its end
  const chosen = options['prompt-column']
  const scanned = await session.scan({ signal, ...(chosen === undefined ? {} : { promptColumn: chosen }) })
  const { promptColumn, promptColumnCertain, needsPromptColumn, columns, rejected, rejectedCount, prompts } = scanned
  const { lane, model, isAsked } = options
  const asked = { lane, model, providerId: isAsked ? target.providerId : undefined }
  const templates = options.template.length === 0 ? null : templateQueue(store, options.template, asked, target)
  if (!templates && needsPromptColumn && !promptColumnCertain) {
    throw new UsageError(
      `Which column holds the prompt? Name it with --prompt-column: ${columns.map(({ name }) => name).join(', ')}.`,
    )
  }
  if (chosen !== undefined && needsPromptColumn && !columns.some(({ name }) => name === chosen)) {
    throw new UsageError(`There is no column ${chosen}. There are: ${columns.map(({ name }) => name).join(', ')}.`)
  }
  const contents = await session.fingerprint(templates ? null : promptColumn, signal)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([contents, target.providerId, target.model, ...(templates?.bodies ?? [])]))
    .digest('hex')
  const known = store.batches.byFingerprint(fingerprint)
  if (known) {
    const counts = countsOf(store, known.id)
    say(`These prompts are in the data folder already: ${counts.succeeded} of ${total(counts)} succeeded. Going on.`)
    // The same command must go on with what it began, also once its moment has passed, or is that of the next day.
    const due = store.counts.nextStart(known.id)
    const begun = store.report.sums(known.id).attempts > 0 || (due !== null && due <= Date.now())
    if (begun && options.at !== undefined)
      say(`Their time has come already, so --at ${options.at} is over: what is left goes on.`)
    const changed = await changeBatch(known, options, begun ? undefined : startAt(options), store)
    if (changed.length > 0) say(`What is left of them follows what you asked for now: ${changed.join(', ')}.`)
    return known.id
  }
  if (templates) {
    const told = tellRejected(say)
    return templates
      .queue(session, batchOf(), told, signal)
      .finally(told.end)
      .then(({ batchId }) => batchId)
  }
  for (const { file, line, reason } of rejected) say(`${file}:${line}: ${reason}`)
  if (rejectedCount > 0) say(`${rejectedCount} lines cannot be used and are left out; ${prompts} prompts are queued.`)
  const { batchId } = await importBatch(
    store,
    session.tasks(promptColumn, { signal }),
    { ...batchOf(), target },
    { signal },
  )
  return batchId

  function batchOf() {
    const [first] = session.files
    const name = first ? parse(first.name).name : 'Import'
    const halfPrice = options['half-price'] ? { halfPrice: true } : {}
    const asked = { ...halfPrice, reuse: options.reuse, policy: policyOf(options), windows: [], budget: options.budget }
    return { name, fingerprint, now: Date.now, priority: options.priority, options: asked, startAt: startAt(options) }
  }
}

/** The moment of --at, epoch ms. */
function startAt({ at }: RunOptions): number | undefined {
  if (at === undefined) return undefined
  const when = parseWhen(at, Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone)
  if (!when.ok) throw new UsageError(`--at: ${when.message}`)
  return when.at
}
