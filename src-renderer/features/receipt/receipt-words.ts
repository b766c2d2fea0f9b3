import type { Finding, ReceiptCounts, Verification } from '#shared/receipt'
import { counted, formatCount } from '../../format'

/** 'All 1,319 tasks are as they were kept.', or how much differs. */
export function verdict({ ok, tasks, found, receipt }: Verification): string {
  if (!ok) return `${counted(found, 'difference')} found in ${counted(tasks, 'task')}`
  const what = tasks === 1 ? 'The one task is as it was' : `All ${counted(tasks, 'task')} are as they were`
  if (!receipt) return `${what} kept`
  return `${what}, and as the receipt says`
}

/** '1,200 succeeded + 19 dead letters + 100 waiting = 1,319 accepted' */
export function sum(counts: ReceiptCounts): string {
  const parts = [
    { n: counts.succeeded, noun: 'succeeded' },
    { n: counts.dead, noun: counts.dead === 1 ? 'dead letter' : 'dead letters' },
    { n: counts.cancelled, noun: 'cancelled' },
    { n: counts.waiting, noun: 'not ended' },
    { n: counts.purged, noun: 'removed by retention' },
  ]
  const shown = parts.filter(({ n }) => n > 0).map(({ n, noun }) => `${formatCount(n)} ${noun}`)
  return shown.length === 0
    ? 'It has accepted no tasks.'
    : `${shown.join(' + ')} = ${formatCount(counts.accepted)} accepted`
}

/** What it was compared with. */
export function compared({ receipt }: Verification): string {
  if (!receipt)
    return 'Compared with the hashes, counters and manifest that Trilane keeps. A receipt that you exported earlier says more.'
  const at = new Date(receipt.exportedAt).toLocaleString()
  const added = receipt.addedSince === 0 ? '' : ` ${counted(receipt.addedSince, 'task')} came after it.`
  return `Compared with the receipt of ${at}, which has ${counted(receipt.tasks, 'task')}.${added}`
}

/** Where: 'Task 12 (order-7)', or the batch. */
export function place({ position, customId }: Finding): string {
  if (position === null) return 'Batch'
  return customId === null ? `Task ${formatCount(position)}` : `Task ${formatCount(position)} (${customId})`
}
