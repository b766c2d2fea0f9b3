import { useEffect, useRef, useState } from 'react'
import type { ImportPreview, ImportProgress, ReadChoices } from '#shared/import'
import type { Failed } from '#shared/result'
import type { BatchId } from '#shared/task'
import type { VariantInput } from '#shared/template-view'
import { bridge } from '../../bridge'
import { counted, formatMoment } from '../../format'
import { ask } from '../../state/ask'
import { firstRowsWords, readFirstRows } from '../../state/first-rows'
import type { Lane } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { pickImport, showBatch } from '../../state/work'
import { readBudget } from '../spending/budget'
import { readStart } from '../task-changes/when-text'
import { type Asked, stageOf } from './import-stage'
import type { BatchChoices, Target } from './use-target'

/** What is queued. variants: left out where the rows are asked once, as their prompt column has it. */
export type Queueing = {
  readonly choices: BatchChoices
  readonly firstRows: string | null // as it stands in the field
  readonly target: Pick<Target, 'providerId' | 'model'>
  readonly variants?: VariantInput[] | undefined
  readonly leftOut: number // rows that cannot be used
}
/** What is added to a batch that exists. */
type AddingTo = {
  readonly into: BatchId
  readonly name: string
  readonly waits: boolean
  readonly skipPresent: boolean
  readonly leftOut: number
}

/** Why it was not queued. `bad_file`: the files have to be read again first. */
export type ImportFailure = Failed

/** One import from its preview to its end. */
export function useImport(preview: ImportPreview, asked: Asked) {
  const { importId } = preview
  const [seen, setSeen] = useState(preview)
  const [live, setLive] = useState<ImportProgress | null>(null)
  const [choosing, setChoosing] = useState<string | null>(null)
  const [reading, setReading] = useState(false)
  /** Which one: another may take its place in the sheet meanwhile. */
  const [queued, setQueued] = useState<string | null>(null)
  const queueing = queued === importId
  const [cancelling, setCancelling] = useState(false)
  const [failure, setFailure] = useState<ImportFailure | null>(null)
  const cancelled = useRef(new Set<string>())

  if (seen !== preview) {
    setSeen(preview)
    setLive(null) // a preview is newer than what was heard before it
    if (seen.importId !== importId) setFailure(null)
  }
  useEffect(() => bridge.on('import', (progress) => progress.importId === importId && setLive(progress)), [importId])

  // News of a count that has ended may still be under way when its result is there.
  const late = live?.phase === 'scanning' && preview.progress.phase === 'scanned'
  const heard =
    live && !late && phasesOf(queueing).has(live.phase) && !(failure !== null && live.phase === 'failed') ? live : null
  const progress = heard ?? preview.progress
  const stage = stageOf(preview, progress, { queueing, cancelling, choosing: choosing !== null || reading }, asked)

  /** Whether its sheet is still there: another import may have taken its place while this one was being queued. */
  const isOpen = () => useStore.getState().importing?.preview.importId === importId

  /** All that is read anew: how much of it there is, is not known until then. */
  async function readAs(choices: ReadChoices) {
    setReading(true)
    const next = await ask('changeImport', { importId, choices }, { failed: 'The file is read as before' })
    if (next) {
      useStore.getState().updateImport(next)
      setFailure(null)
    }
    setReading(false)
  }

  async function choose(column: string) {
    setChoosing(column)
    const next = await ask('choosePromptColumn', { importId, column }, { failed: 'The column stays as it was' })
    if (next) useStore.getState().updateImport(next)
    setChoosing((current) => (current === column ? null : current))
    return next !== null
  }

  async function queue({ choices, firstRows, target, variants, leftOut }: Queueing) {
    const { lane, priority, reuse, halfPrice, start, budget } = choices
    const first = readFirstRows(firstRows)
    const { providerId, model } = target
    const read = readStart(start, Date.now())
    const money = readBudget(budget)
    if (read.kind === 'unreadable' || !money.ok || first === 'unreadable') return
    const options = {
      ...(reuse ? { reuse } : {}),
      ...(halfPrice ? { halfPrice } : {}),
      ...(money.value === null ? {} : { budget: money.value }),
    }
    cancelled.current.delete(importId)
    setQueued(importId)
    setCancelling(false)
    setFailure(null)
    setLive(null)
    const result = await bridge.startImport({
      ...{ importId, lane, providerId },
      ...(model === '' ? {} : { model }),
      ...(priority === 0 ? {} : { priority }),
      ...(Object.keys(options).length > 0 ? { options } : {}),
      ...(read.kind === 'at' ? { startAt: read.at } : {}),
      ...(variants === undefined ? {} : { variants }),
      ...(first === null ? {} : { dryRun: { rows: first } }),
    })
    setQueued((current) => (current === importId ? null : current))
    const { toast } = useStore.getState()
    const isShown = isOpen()
    if (isShown && (result.ok || cancelled.current.has(importId))) useStore.getState().closeSheets()
    if (result.ok) {
      const { batchId, queued } = result.value
      if (isShown) showBatch(batchId)
      const begins = read.kind === 'at' ? `Not before ${formatMoment(read.at)}.` : ''
      const asks = first === null ? '' : firstRowsWords(first)
      const detail = [begins, asks, leftOutWords(leftOut)].filter(Boolean).join(' ')
      toast({ kind: 'done', title: `Queued ${counted(queued, 'prompt')}`, detail })
    } else if (cancelled.current.has(importId)) {
      toast({ kind: 'info', title: 'Import cancelled', detail: 'Nothing was queued. The file is as it was.' })
    } else if (isShown) setFailure(result.error)
    else toast({ kind: 'error', title: 'Nothing was queued', detail: result.error.message })
  }

  /** Puts the rows at the end of a batch. */
  async function add({ into, name, waits, skipPresent, leftOut }: AddingTo) {
    cancelled.current.delete(importId)
    setQueued(importId)
    setCancelling(false)
    setFailure(null)
    setLive(null)
    const result = await bridge.startImport({ importId, lane: 'auto', into, ...(skipPresent ? { skipPresent } : {}) })
    setQueued((current) => (current === importId ? null : current))
    const { toast } = useStore.getState()
    const isShown = isOpen()
    if (isShown && (result.ok || cancelled.current.has(importId))) useStore.getState().closeSheets()
    if (result.ok) {
      if (isShown) showBatch(into)
      const wait = waits ? 'They wait with the rest of its dry run.' : ''
      const detail = [wait, leftOutWords(leftOut)].filter(Boolean).join(' ')
      toast({ kind: 'done', title: `Added ${counted(result.value.queued, 'prompt')} to ${name}`, detail })
    } else if (cancelled.current.has(importId)) {
      toast({ kind: 'info', title: 'Import cancelled', detail: 'Nothing was added. The file is as it was.' })
    } else if (isShown) setFailure(result.error)
    else toast({ kind: 'error', title: 'Nothing was added', detail: result.error.message })
  }

  /** Lets the import go. One that is being queued ends first: it may have come to its end meanwhile. */
  function cancel() {
    cancelled.current.add(importId)
    void bridge.cancelImport({ importId })
    if (queueing) setCancelling(true)
    else useStore.getState().closeSheets()
  }

  return {
    stage,
    progress,
    choosing,
    failure,
    choose,
    readAs: (part: ReadChoices) => void readAs({ ...preview.choices, ...part }),
    readAgain: () => void readAs(preview.choices),
    readAsGuessed: () => void readAs(keptChoices(preview.choices)),
    queue,
    add,
    cancel,
    changeFile: (lane: Lane, into: BatchId | null) => void pickImport(lane, into),
  }
}

const queueingPhases: ReadonlySet<ImportProgress['phase']> = new Set(['queueing'])
const scanningPhases: ReadonlySet<ImportProgress['phase']> = new Set(['scanning', 'scanned', 'failed'])
const phasesOf = (queueing: boolean) => (queueing ? queueingPhases : scanningPhases)

const leftOutWords = (rejected: number): string =>
  rejected === 0
    ? ''
    : `${counted(rejected, 'line')} could not be used and ${rejected === 1 ? 'was' : 'were'} left out.`

/** What is no matter of how a file is read. */
const keptChoices = ({ promptColumn, mergeDuplicates }: ReadChoices): ReadChoices => ({
  ...(promptColumn === undefined ? {} : { promptColumn }),
  ...(mergeDuplicates === undefined ? {} : { mergeDuplicates }),
})
