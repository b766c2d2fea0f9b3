import { importVariants } from '#engine/import-batch'
import { type RowsTold, type RowVariant, refusalBy, variantRows } from '#io/render-rows'
import type { BadBy, ImportSession } from '#io/scan'
import type { LaneName } from '#shared/lane'
import type { TemplateBody } from '#shared/template-body'
import type { VariantInput } from '#shared/template-view'
import type { Store } from '#store/store'
import { type ImportTarget, planVariants, rowVariants } from '../../wiring/variants'
import { type TemplateRef, variantsOf } from './option'

export type TemplateQueue = {
  /** What its requests are made by: the same files and other bodies are another batch. Another lane is not: it holds for what is left. */
  readonly bodies: readonly (TemplateBody | null)[]
  /** By what rows are bad: these templates make no request of them. */
  readonly badBy: BadBy
  /** Reads all rows, with what is left out told. How many tasks they would be. */
  readonly check: (session: ImportSession, told: RowsTold, signal: AbortSignal) => Promise<number>
  /** Queues the rows as a batch that appears whole or not at all. */
  readonly queue: (
    session: ImportSession,
    batch: Omit<Parameters<typeof importVariants>[2], 'variants'>,
    told: RowsTold,
    signal: AbortSignal,
  ) => ReturnType<typeof importVariants>
}

/**
 * An import through the templates that a command line names. Throws CommandError where one is not there, or has a mistake in it.
 * @param asked goes before what the templates say; a lane of `auto` is none that was asked for
 * @param usual where rows go that neither is said of
 */
export function templateQueue(
  store: Store,
  refs: readonly TemplateRef[],
  { lane, ...asked }: Pick<VariantInput, 'providerId' | 'model'> & { readonly lane: LaneName | 'auto' },
  usual: Pick<VariantInput, 'providerId' | 'model'> = asked,
): TemplateQueue {
  const own = lane === 'auto' ? {} : { parameters: { lane } }
  const wish: ImportTarget = { lane, ...usual }
  const planned = planVariants(store, variantsOf(store, refs, { ...asked, ...own }), wish, null)
  const rows: readonly RowVariant[] = rowVariants(planned)
  const variants = planned.map(({ variant }) => variant)
  return {
    badBy: { refuse: refusalBy(rows) },
    bodies: planned.map(({ body }) => body && { ...body, parameters: { ...body.parameters, lane: undefined } }),
    async check(session, told, signal) {
      let tasks = 0
      for await (const row of variantRows(session, rows, null, { signal }, told)) {
        signal.throwIfAborted()
        tasks += row.tasks.length
      }
      return tasks
    },
    queue: (session, batch, told, signal) =>
      importVariants(store, variantRows(session, rows, null, { signal }, told), { ...batch, variants }, { signal }),
  }
}

const mostTold = 100

/** Says which rows are left out, the first of them by name. */
export function tellRejected(say: (line: string) => void) {
  let rejected = 0
  return {
    count: () => rejected,
    onRejected({ file, line, reason }: { file: string; line: number; reason: string }) {
      rejected += 1
      if (rejected <= mostTold) say(`${file}:${line}: ${reason}`)
    },
    end() {
      if (rejected > mostTold) say(`… and ${rejected - mostTold} more.`)
      if (rejected > 0) say(rejected === 1 ? 'One row cannot be used.' : `${rejected} rows cannot be used.`)
    },
  }
}
