import type { Ref } from 'react'
import { counted, formatCount } from '../../format'
import { readFirstRows, usualFirstRows } from '../../state/first-rows'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
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
  readonly adds: boolean // to a batch that exists
  readonly firstRows: string | null
  readonly onFirstRows: (rows: string | null) => void
  readonly canQueue: boolean
  readonly onQueue: () => void
  readonly onCancel: () => void
  readonly queueRef: Ref<HTMLButtonElement>
}

/** How far the import is or when it would start, and the two ways on. */
export function ImportFooter(props: ImportFooterProps) {
  const { stage, start, told, canQueue, onQueue, onCancel, queueRef } = props
  const queueing = stage.kind === 'queueing'
  return (
    <>
      <div className="flex min-w-0 flex-1 items-center gap-3">
        {stage.kind !== 'queueing' && !props.adds && <FirstRows rows={props.firstRows} onChange={props.onFirstRows} />}
        <Progress stage={stage} start={start} told={told} adds={props.adds} />
      </div>
      <Button look="ghost" keys="Esc" onClick={onCancel} disabled={queueing && stage.cancelling}>
        Cancel
      </Button>
      <Button look="primary" keys="Mod Enter" onClick={onQueue} disabled={!canQueue} ref={queueRef}>
        {queueLabel(stage, props.adds)}
      </Button>
    </>
  )
}

type ProgressProps = Pick<ImportFooterProps, 'stage' | 'start' | 'told' | 'adds'>
function Progress({ stage, start, told: { estimate }, adds }: ProgressProps) {
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
        <ShareBar label={adds ? 'Adding' : 'Queueing'} share={stage.share} />
        <span className="tn truncate text-xs text-ink-2">
          {stage.cancelling
            ? `Cancelling. Nothing will be ${adds ? 'added' : 'queued'}.`
            : `${counted(stage.prompts, 'prompt')} written. They appear all at once, or not at all.`}
        </span>
      </>
    )
  return (
    <p className="tn min-w-0 text-xs text-ink-3">
      {estimate && start.kind === 'now' && (
        <span aria-hidden className="max-[720px]:hidden min-[1000px]:hidden" title={estimateLine(estimate)}>
          Cost: {estimateWords(estimate).cost}
        </span>
      )}
      {!adds && <StartWords read={start} />}
    </p>
  )
}

type FirstRowsProps = { readonly rows: string | null; readonly onChange: (rows: string | null) => void }

/** Whether a few rows go first, and the rest only once a person has seen what became of them. */
function FirstRows({ rows, onChange }: FirstRowsProps) {
  const isWrong = readFirstRows(rows) === 'unreadable'
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-[12.5px] text-ink-2">
      <Checkbox
        label={rows === null ? 'Run the first rows alone, then ask' : 'Run the first'}
        checked={rows !== null}
        onChange={(on) => onChange(on ? String(usualFirstRows) : null)}
      />
      {rows !== null && (
        <>
          <input
            aria-label="Rows that run first"
            aria-invalid={isWrong}
            title={isWrong ? 'A whole number from 1 to 100' : undefined}
            inputMode="numeric"
            value={rows}
            onChange={(event) => onChange(event.target.value)}
            className={`tn h-6 w-10 rounded-[5px] bg-surface px-1.5 text-right text-ink ${isWrong ? 'shadow-[inset_0_0_0_1.5px_var(--dead-fill)]' : 'edge-strong'}`}
          />
          <span className={isWrong ? 'text-dead' : ''}>{isWrong ? '1 to 100 rows' : 'rows alone, then ask'}</span>
        </>
      )}
    </span>
  )
}
