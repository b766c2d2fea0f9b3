import type { Ref } from 'react'
import { counted, formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { ShareBar } from '../../ui/ShareBar'
import { estimateLine, estimateWords } from '../spending/estimate-words'
import type { Told } from '../spending/use-estimate'
import { StartWords } from '../task-changes/StartField'
import type { StartRead } from '../task-changes/when-text'
import { type ImportStage, queueLabel } from './import-stage'

type ImportFooterProps = {
  readonly stage: ImportStage
  readonly start: StartRead
  readonly told: Told
  readonly canQueue: boolean
  readonly onQueue: () => void
  readonly onCancel: () => void
  readonly queueRef: Ref<HTMLButtonElement>
}

/** How far the import is or when it would start, and the two ways on. */
export function ImportFooter({ stage, start, told, canQueue, onQueue, onCancel, queueRef }: ImportFooterProps) {
  const queueing = stage.kind === 'queueing'
  return (
    <>
      <div className="flex min-w-0 flex-1 items-center gap-3">
        <Progress stage={stage} start={start} told={told} />
      </div>
      <Button look="ghost" keys="Esc" onClick={onCancel} disabled={queueing && stage.cancelling}>
        Cancel
      </Button>
      <Button look="primary" keys="Mod Enter" onClick={onQueue} disabled={!canQueue} ref={queueRef}>
        {queueLabel(stage)}
      </Button>
    </>
  )
}

function Progress({ stage, start, told: { estimate } }: Pick<ImportFooterProps, 'stage' | 'start' | 'told'>) {
  if (stage.kind === 'counting')
    return (
      <>
        <ShareBar label="Counting" share={stage.share} />
        <span className="tn truncate text-xs text-ink-2">counted {formatCount(stage.prompts)} so far…</span>
      </>
    )
  if (stage.kind === 'queueing')
    return (
      <>
        <ShareBar label="Queueing" share={stage.share} />
        <span className="tn truncate text-xs text-ink-2">
          {stage.cancelling
            ? 'Cancelling. Nothing will be queued.'
            : `${counted(stage.prompts, 'prompt')} written. They appear all at once, or not at all.`}
        </span>
      </>
    )
  return (
    <p className="tn min-w-0 text-xs text-ink-3">
      {estimate && start.kind === 'now' && (
        <span aria-hidden className="min-[1000px]:hidden" title={estimateLine(estimate)}>
          Cost: {estimateWords(estimate).cost}
        </span>
      )}
      <StartWords read={start} />
    </p>
  )
}
