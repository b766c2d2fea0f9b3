import { useEffect, useState } from 'react'
import type { Batch } from '#shared/batch'
import { type ColumnFit, columnFit } from '#shared/column-fit'
import type { Response } from '#shared/contract'
import type { ImportPreview } from '#shared/import'
import type { BatchId } from '#shared/task'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { type RowPreview, useRowPreview } from '../templates/use-row-preview'
import { type CheckTold, useTemplateCheck } from '../templates/use-template-check'
import type { Asked } from './import-stage'

/** By what a batch asks its rows. */
export type MadeBy = Response<'getVariants'>
/** Rows that are to be added to a batch: by what it asks them, and how they fit. */
export type Adding = {
  readonly batch: Batch | undefined
  readonly madeBy: MadeBy | null // null: not known yet
  readonly fit: ColumnFit | null // null where one of the two has no columns
  readonly usesColumn: boolean // prompts are those of a column, which a person may choose
  readonly asked: Asked
  readonly check: Response<'checkTemplates'> | null
  readonly skipPresent: boolean // what the batch has already is left out
  readonly setSkipPresent: (skip: boolean) => void
  readonly rowPreview: RowPreview | null // null where the batch asks its rows without a template
  readonly row: number
  readonly setRow: (row: number) => void
  readonly variant: number // the one whose row is shown
  readonly setVariant: (variant: number) => void
}
const noTexts = new Map()

/** @param into null: the rows become a batch of their own, and nothing is asked */
export function useAdding(preview: ImportPreview, into: BatchId | null, isScanned: boolean): Adding {
  const batch = useStore(({ overview }) => overview?.batches.find(({ id }) => id === into))
  const [known, setKnown] = useState<{ of: BatchId; madeBy: MadeBy | null; failure: string | null } | null>(null)
  const [skipPresent, setSkipPresent] = useState(false)
  const [at, setAt] = useState({ of: '', row: 1, variant: 1 })
  const { importId } = preview
  useEffect(() => {
    if (into === null) return
    let isCurrent = true
    void bridge.getVariants({ batchId: into }).then((result) => {
      if (!isCurrent) return
      setKnown({
        ...{ of: into, madeBy: result.ok ? result.value : null },
        failure: result.ok ? null : result.error.message,
      })
    })
    return () => {
      isCurrent = false
    }
  }, [into])
  const own = known?.of === into ? known : null
  const madeBy = own?.madeBy ?? null
  const [row, variant] = at.of === `${importId} ${into}` ? [at.row, at.variant] : [1, 1]
  const columns = preview.columns.map(({ name }) => name)
  const fit = madeBy?.columns && columns.length > 0 ? columnFit(columns, madeBy.columns) : null
  const hasTemplate = madeBy?.variants.some(({ template, body }) => template ?? body) ?? false
  const usesColumn = madeBy !== null && !hasTemplate && preview.needsPromptColumn
  const problem = own?.failure ?? (madeBy && isScanned ? unfitWords(madeBy, columns) : null)
  const version = JSON.stringify([preview.choices, preview.fixed, preview.files])
  const canAsk = into !== null && madeBy !== null && problem === null
  const isUnchosen = usesColumn && preview.promptColumn === null
  const needsCheck = canAsk
  const checked = useTemplateCheck(needsCheck && isScanned && !isUnchosen ? { importId, into } : null, version)
  const rowPreview = useRowPreview(
    needsCheck && hasTemplate ? { importId, into: { batchId: into, variant }, row } : null,
    noTexts,
    version,
  )
  const check = checked.kind === 'checked' ? checked.check : null
  const left = check && skipPresent ? { ...check, rows: check.rows - check.already } : check
  const told: CheckTold = left ? { kind: 'checked', check: left } : checked
  const allThere = left !== null && left.rows === 0 && left.already > 0
  const [mistake] = check?.problems ?? []
  const asked: Asked =
    problem !== null
      ? { kind: 'unfit', message: `${problem} ${renamed}` }
      : mistake
        ? { kind: 'unfit', message: `${mistake.message} ${renamed}` }
        : allThere
          ? { kind: 'unfit', message: 'The batch has all of them already.' }
          : isUnchosen
            ? { kind: 'unwritten' }
            : { kind: 'variants', told, variants: Math.max(1, madeBy?.variants.length ?? 1) }
  return {
    ...{ batch, madeBy, fit, usesColumn, asked, check, skipPresent, setSkipPresent, row, variant },
    rowPreview: hasTemplate ? rowPreview : null,
    setRow: (next) => setAt({ of: `${importId} ${into}`, row: next, variant }),
    setVariant: (next) => setAt({ of: `${importId} ${into}`, row, variant: next }),
  }
}

const renamed = 'Give the columns the batch’s names, or make a new batch of them.'

/** Why none of the rows can go into the batch; null where they can. Main has the last word. */
function unfitWords({ columns: own }: MadeBy, columns: readonly string[]): string | null {
  if (own === null && columns.length > 0) return 'These rows have columns, and those of the batch have none.'
  if (own !== null && columns.length === 0)
    return `Rows of the batch have columns (${listed(own)}), and these have none.`
  if (own !== null && columnFit(columns, own).empty.length === own.length)
    return `None of their columns (${listed(columns)}) is one of the batch’s: ${listed(own)}.`
  return null
}

const most = 6
export const listed = (names: readonly string[]): string =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`
