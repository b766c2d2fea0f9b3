import { createHash } from 'node:crypto'
import { parse } from 'node:path'
import type { ImportSession } from '#io/scan'
import type { Store } from '#store/store'
import { type TemplateQueue, tellRejected, templateQueue } from '../template/queue'
import { dryRunOf, type ImportOptions } from './args'
import { takeOut } from './take-out'

/** What was found, and what was queued; batchId: null where rows that cannot be used refuse it all. */
export type ByTemplate = {
  readonly batchId: number | null
  readonly name: string
  readonly queued: number
  readonly rejected: number
  readonly duplicates: number
  readonly already: boolean
  readonly badLines: readonly string[] // the files that they were written to
}
type Asked = { readonly providerId: string | undefined; readonly leavesOut: boolean }

/** `trilane import --template`: rows through templates, with the same words about what cannot be used as other imports have. */
export async function importByTemplate(
  session: ImportSession,
  options: ImportOptions,
  { providerId, leavesOut }: Asked,
  store: Store,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ByTemplate> {
  await session.scan({ signal }) // settles how the files are read
  const templates = templateQueue(store, options.template, { providerId, model: options.model, lane: options.lane })
  const merge = options['merge-duplicates']
  const told = tellRejected(say)
  let duplicates = 0
  const onDuplicate = () => {
    duplicates += 1
  }
  await templates.check(session, { merge, onDuplicate, onRejected: told.onRejected }, signal)
  told.end()
  const [first] = session.files
  const name = options.name ?? (first ? parse(first.name).name : 'Import')
  const nothing = { ...{ batchId: null, name, queued: 0, already: false }, rejected: told.count(), duplicates }
  if (nothing.rejected > 0 && !leavesOut) return { ...nothing, badLines: [] }
  const found = { ...nothing, badLines: await takeOut(session, templates.badBy, options['bad-lines'], say, signal) }
  const fingerprint = options.again ? null : await fingerprintOf(session, templates, merge, signal)
  const known = fingerprint === null ? undefined : store.batches.byFingerprint(fingerprint)
  if (known) return { ...found, batchId: known.id, already: true }
  const batch = {
    ...{ name, fingerprint, now: Date.now, priority: options.priority },
    options: { reuse: options.reuse, policy: {}, windows: [] },
    dryRun: dryRunOf(options),
  }
  return { ...found, ...(await templates.queue(session, batch, { merge }, signal)) }
}

async function fingerprintOf(session: ImportSession, { bodies }: TemplateQueue, merge: boolean, signal: AbortSignal) {
  const contents = await session.fingerprint(null, signal)
  return createHash('sha256')
    .update(JSON.stringify([contents, merge, ...bodies]))
    .digest('hex')
}
