import type { BadLine } from '#io/bad-lines'
import { refusalBy } from '#io/render-rows'
import type { BadBy } from '#io/scan'
import type { ImportSummary } from '#io/summary'
import { extensionFor, writeBadLines, writeBadList } from '#io/write-bad-lines'
import type { Handlers, Parsed, WindowId } from '#shared/contract'
import type { ImportPreview } from '#shared/import'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import { addingOf } from '../wiring/add-to-batch'
import { planVariants, rowVariants } from '../wiring/variants'
import { fileNameOf } from './file-name'
import type { findImport } from './import-commands'

type Parts = {
  readonly store: Parameters<typeof addingOf>[0] & Parameters<typeof planVariants>[0]
  readonly find: (id: string, window: WindowId) => ReturnType<typeof findImport>
  /** Counts an import anew, after one of its lines was corrected. */
  readonly recount: (id: string) => Promise<ImportPreview>
  /** Asks where the file goes; null when the person closed the dialog. */
  readonly pickPlace: (window: number, name: string) => Promise<string | null>
  readonly now: () => EpochMs
}

type Under = Pick<Parsed<'exportBadLines'>, 'variants' | 'into'>

/** Nobody corrects more by hand. */
const longestEdited = 1_000_000

/** Lines of an import that cannot be used: to look at, to correct in place, and to take out into a file. */
export function badLineCommands({
  store,
  find,
  recount,
  pickPlace,
  now,
}: Parts): Pick<Handlers, 'readBadLine' | 'fixBadLine' | 'exportBadLines'> {
  /** By what rows are bad that are asked so. */
  function badBy({ promptColumn }: ImportSummary, { variants, into }: Under): BadBy {
    const planned =
      into !== undefined
        ? addingOf(store, into).variants
        : planVariants(store, variants ?? [], { lane: 'auto' }, promptColumn)
    const refuse = refusalBy(rowVariants(planned))
    return refuse ? { refuse } : { promptColumn }
  }

  return {
    async readBadLine({ importId, place, ...under }, window) {
      const { session, summary, closed } = find(importId, window)
      const { signal } = closed
      for await (const { file, line, nth, raw, reason } of session.badLines(badBy(summary, under), { signal }))
        if (file === place.file && line === place.line && nth === place.nth)
          return { text: raw !== null && raw.length > longestEdited ? null : raw, reason }
      throw new CommandError('not_found', `Line ${place.line} of ${place.file} is not among the bad ones any more.`)
    },
    async fixBadLine({ importId, place, text, ...under }, window) {
      const { session, summary, closed } = find(importId, window)
      const { signal } = closed
      await session.fix(place, text, { signal, ...badBy(summary, under) })
      return recount(importId)
    },
    async exportBadLines({ importId, as, ...under }, window) {
      const { session, summary, closed } = find(importId, window)
      const { signal } = closed
      const by = badBy(summary, under)
      const lines = session.badLines(by, { signal })
      const first = await lines.next()
      await lines.return(undefined)
      if (first.done) throw new CommandError('not_found', 'No line is bad any more. Nothing was written.')
      const extension = as === 'list' ? 'jsonl' : extensionFor(first.value)
      const place = await pickPlace(window, fileNameOf(nameOf(first.value), 'bad lines', now(), extension))
      if (place === null) return null
      const again = session.badLines(by, { signal })
      if (as === 'lines') {
        const { files, ...counts } = await writeBadLines(place, again)
        return { files: [...files], ...counts }
      }
      return { files: [place], lines: await writeBadList(place, again), left: 0 }
    },
  }
}

const nameOf = ({ file }: BadLine): string => file.split('/').at(-1)?.split('.')[0] ?? file
