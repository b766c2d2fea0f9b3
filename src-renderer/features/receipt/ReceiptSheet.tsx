import { useRef } from 'react'
import type { BatchId } from '#shared/task'
import { formatCount, formatPercent } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { batchCostWords } from '../spending/cost-words'
import { Outcome } from './Outcome'
import { useReceipt } from './use-receipt'

const note =
  'A receipt lists every task with the hashes of what was asked and answered, and no text. Kept somewhere else, it shows later whether a row was altered or is missing. Anyone can check it again without Trilane.'

/** A batch's receipt: to export, and to check the batch against. */
export function ReceiptSheet() {
  const batchId = useStore((store) => store.receiptOf)
  const closeSheets = useStore((store) => store.closeSheets)
  return batchId && <OpenSheet batchId={batchId} onClose={closeSheets} />
}

function OpenSheet({ batchId, onClose }: { readonly batchId: BatchId; readonly onClose: () => void }) {
  const name = useStore((store) => store.overview?.batches.find(({ id }) => id === batchId)?.name) ?? ''
  const cost = useStore((store) => store.overview?.batches.find(({ id }) => id === batchId)?.cost)
  const { doing, progress, outcome, exportReceipt, verify, stop } = useReceipt(batchId)
  const busy = doing !== 'nothing'
  const first = useRef<HTMLButtonElement>(null)
  return (
    <Sheet
      title="Receipt"
      open
      onClose={onClose}
      width={620}
      losesNothing
      initialFocus={first}
      subtitle={name}
      footer={
        <>
          <span className="tn min-w-0 flex-1 truncate text-xs text-ink-3" role="status">
            {doing === 'exporting' && 'Writing…'}
            {doing === 'verifying' &&
              (progress
                ? `${formatCount(progress.done)} of ${formatCount(progress.of)} read, ${formatPercent(progress.done, progress.of)}`
                : 'Reading…')}
          </span>
          {doing === 'verifying' ? (
            <Button icon="cancel" onClick={stop}>
              Stop
            </Button>
          ) : (
            <>
              <Button disabled={busy} onClick={() => void verify(true)}>
                Compare with a receipt…
              </Button>
              <Button disabled={busy} onClick={() => void verify(false)}>
                Verify
              </Button>
            </>
          )}
          <Button look="primary" icon="receipt" disabled={busy} ref={first} onClick={() => void exportReceipt()}>
            Export…
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-5">
        <p className="max-w-[68ch] text-ink-2">{note}</p>
        {cost && <p className="tn text-ink-2">{batchCostWords(cost)}</p>}
        {outcome && <Outcome outcome={outcome} />}
      </div>
    </Sheet>
  )
}
