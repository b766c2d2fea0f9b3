import { useEffect, useRef, useState } from 'react'
import type { ImportPreview, ImportProgress } from '#shared/import'
import { bridge } from '../../bridge'
import { counted, formatMoment } from '../../format'
import { ask } from '../../state/ask'
import type { Lane } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { pickImport, showBatch } from '../../state/work'
import { readBudget } from '../spending/budget'
import { readStart } from '../task-changes/when-text'
import { stageOf } from './import-stage'

export type ImportTarget = {
  readonly lane: Lane
  readonly providerId: string
  readonly model: string
  readonly priority: number
  readonly reuse: boolean
  readonly halfPrice: boolean
  readonly start: string // '': now
  readonly budget: string // dollars; '': no limit
}

/** One import from its preview to its end. */
export function useImport(preview: ImportPreview) {
  const { importId } = preview
  const [seen, setSeen] = useState(preview)
  const [live, setLive] = useState<ImportProgress | null>(null)
  const [choosing, setChoosing] = useState<string | null>(null)
  const [queueing, setQueueing] = useState(false)
  const [cancelling, setCancelling] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const cancelled = useRef(false)

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
  const stage = stageOf(preview, progress, { queueing, cancelling, choosing: choosing !== null })

  async function choose(column: string) {
    setChoosing(column)
    const next = await ask('choosePromptColumn', { importId, column }, { failed: 'The column stays as it was' })
    if (next) useStore.getState().updateImport(next)
    setChoosing((current) => (current === column ? null : current))
  }

  async function queue({ lane, providerId, model, priority, reuse, halfPrice, start, budget }: ImportTarget) {
    const read = readStart(start, Date.now())
    const money = readBudget(budget)
    if (read.kind === 'unreadable' || !money.ok) return
    const options = {
      ...(reuse ? { reuse } : {}),
      ...(halfPrice ? { halfPrice } : {}),
      ...(money.value === null ? {} : { budget: money.value }),
    }
    cancelled.current = false
    setQueueing(true)
    setFailure(null)
    setLive(null)
    const named = model.trim()
    const result = await bridge.startImport({
      ...{ importId, lane, providerId },
      ...(named === '' ? {} : { model: named }),
      ...(priority === 0 ? {} : { priority }),
      ...(Object.keys(options).length > 0 ? { options } : {}),
      ...(read.kind === 'at' ? { startAt: read.at } : {}),
    })
    setQueueing(false)
    setCancelling(false)
    const { closeSheets, toast } = useStore.getState()
    if (result.ok) {
      const { batchId, queued } = result.value
      closeSheets()
      showBatch(batchId)
      const begins = read.kind === 'at' ? `Not before ${formatMoment(read.at)}.` : ''
      const detail = [begins, leftOut(preview.progress.rejected)].filter(Boolean).join(' ')
      toast({ kind: 'done', title: `Queued ${counted(queued, 'prompt')}`, detail })
    } else if (cancelled.current) {
      closeSheets()
      toast({ kind: 'info', title: 'Import cancelled', detail: 'Nothing was queued. The file is as it was.' })
    } else setFailure(result.error.message)
  }

  /** Lets the import go. One that is being queued ends first: it may have come to its end meanwhile. */
  function cancel() {
    cancelled.current = true
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
    queue,
    cancel,
    changeFile: (lane: Lane) => void pickImport(lane),
  }
}

const queueingPhases: ReadonlySet<ImportProgress['phase']> = new Set(['queueing'])
const scanningPhases: ReadonlySet<ImportProgress['phase']> = new Set(['scanning', 'scanned', 'failed'])
const phasesOf = (queueing: boolean) => (queueing ? queueingPhases : scanningPhases)

const leftOut = (rejected: number): string =>
  rejected === 0
    ? ''
    : `${counted(rejected, 'line')} could not be used and ${rejected === 1 ? 'was' : 'were'} left out.`
