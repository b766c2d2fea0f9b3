import { countLine, type EarlierLine, noCounts, type ReceiptCounts, type ReceiptHead } from '#shared/receipt'
import type { Database } from '../database'
import type { ToldBatch } from './batch'
import type { Findings } from './findings'
import { emptyManifest, nextManifest } from './manifest'
import { readReceipt } from './read-receipt'
import { originOf } from './receipt-origin'

/** An earlier receipt, read beside the rows by position, and checked against itself. One of another batch is compared with nothing. */
export function earlierReceipt(path: string, batch: ToldBatch, db: Database, { add }: Findings) {
  const parts = readReceipt(path)
  const first = parts.next()
  if (first.done || first.value.kind !== 'head') throw new Error('a receipt begins with its head')
  const head: ReceiptHead = first.value.head
  const told = { ...noCounts }
  let ahead = parts.next()
  let own = emptyManifest
  let [lines, last] = [0, 0]
  const origin = originOf(db, batch, path, head)
  const ofThis = origin.kind !== 'other'
  if (origin.kind === 'other') add('receipt', null, `${origin.why} Nothing was compared with it.`)

  return {
    head,
    /** Of this batch, but from before a restore or a salvage: places in it may have been given again since. */
    isOfBefore: origin.kind === 'before',
    get lines() {
      return lines
    },
    /** The lines up to a position that were not given yet. */
    *upTo(position: number): Generator<EarlierLine> {
      while (!ahead.done && ahead.value.kind === 'line' && ahead.value.line.position <= position) {
        const { line } = ahead.value
        ahead = parts.next()
        lines++
        if (line.position !== last + 1)
          add('receipt', line, `The receipt goes from task ${last} to task ${line.position}.`)
        last = line.position
        own = nextManifest(own, Buffer.from(line.input, 'hex'))
        countLine(told, line)
        if (ofThis) yield line
      }
    },
    /** Once all lines were given: what the receipt says of itself. */
    finish() {
      if (ahead.done || ahead.value.kind !== 'end') throw new Error('a receipt ends with its counts')
      const { counts, whole } = ahead.value
      if (!whole) add('receipt', null, 'The receipt itself was edited: its digest does not fit its contents.')
      if (own.toString('hex') !== head.manifest)
        add('receipt', null, 'The receipt’s own lines do not add up to its manifest.')
      const off = Object.keys(told).some(
        (key) => told[key as keyof ReceiptCounts] !== counts[key as keyof ReceiptCounts],
      )
      if (off) add('receipt', null, 'The receipt’s own lines do not add up to its counts.')
    },
  }
}
