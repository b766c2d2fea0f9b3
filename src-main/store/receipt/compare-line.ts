import type { EarlierLine, ReceiptLine } from '#shared/receipt'
import type { Findings } from './findings'

/**
 * What differs from an earlier receipt and may not. A task may have moved on since: what it was asked at first, its place and its custom id
 * stay for good, attempts only rise, and one that succeeded never changes again, except that retention may remove its texts or its row.
 * @param isOfBefore the receipt is from before a restore: the places of tasks that it took away were given again
 */
export function compareLine(before: EarlierLine, now: ReceiptLine, { add }: Findings, isOfBefore = false) {
  const differs = (what: string) => add('changed', { position: before.position, customId: before.customId }, what)
  if (isOfBefore && now.input !== before.input) {
    return differs('Its request is not the one of the receipt: it was altered, or lost and its place given to another.')
  }
  if (now.input !== before.input) differs('Its request is not the one of the receipt.')
  if (now.kept !== 'hashes' && now.customId !== before.customId) {
    differs(`Its custom id was ${quoted(before.customId)} and is ${quoted(now.customId)}.`)
  }
  comparePart(before, now, ['provider', 'model'], differs)
  if (now.attempts < before.attempts) differs(`It had ${before.attempts} attempts and now has ${now.attempts}.`)
  if (before.kept !== 'whole' && rank[now.kept] < rank[before.kept]) differs('Its texts had been removed and are back.')
  if (before.state === 'succeeded') compareSucceeded(before, now, differs)
  else if (now.revision < before.revision) differs(`It had ${before.revision} revisions and now has ${now.revision}.`)
  else if (now.state === before.state && now.attempts === before.attempts && now.code !== before.code) {
    differs(`It had failed with ${before.code ?? 'no code'} and now says ${now.code ?? 'no code'}.`)
  }
}

const rank = { whole: 0, no_texts: 1, hashes: 2 } as const
const quoted = (id: string | null) => (id === null ? 'none' : `“${id}”`)

const words = {
  provider: 'provider',
  model: 'model',
  answeredBy: 'answering model',
  tokensIn: 'number of tokens sent',
  tokensOut: 'number of tokens answered',
  cutOff: 'mark of a cut-off answer',
  cached: 'mark of a stored answer used again',
} as const
const keptWithoutRow = new Set(['tokensIn', 'tokensOut'])

/** What receipts hold since version 2. An earlier one says nothing of it, and most of it goes with the row. */
function comparePart(
  before: EarlierLine,
  now: ReceiptLine,
  fields: readonly (keyof typeof words)[],
  differs: (what: string) => void,
) {
  for (const field of fields) {
    const [was, is] = [before[field], now[field]]
    if (was === undefined || was === is) continue
    if (now.kept === 'hashes' && is === null && !keptWithoutRow.has(field)) continue
    differs(`Its ${words[field]} was ${was ?? 'none'} and is ${is ?? 'none'}.`)
  }
}

function compareSucceeded(before: EarlierLine, now: ReceiptLine, differs: (what: string) => void) {
  if (now.state !== 'succeeded') return differs(`It had succeeded and is now ${now.state}.`)
  if (now.result !== before.result) differs('Its result is not the one of the receipt.')
  if (now.attempts > before.attempts) {
    differs(`It had succeeded after ${before.attempts} attempts and now has ${now.attempts}.`)
  }
  if (now.settledAt !== before.settledAt) differs('It ended at another time than the receipt says.')
  comparePart(before, now, ['answeredBy', 'tokensIn', 'tokensOut', 'cutOff', 'cached'], differs)
  if (now.revision !== before.revision || now.sent !== before.sent) differs('It was answered for another request.')
}
