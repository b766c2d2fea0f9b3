import { purgedRequest } from '../retention/purged'
import type { Findings } from './findings'
import { sha256 } from './manifest'
import type { BatchRow, ResultRow } from './rows'

/** What one row says against itself: texts that do not fit their hashes, results and attempts that do not fit its state. */
export function checkRow(row: BatchRow, { add }: Findings) {
  if (row.id === null) return // only its hashes are left: the manifest and an earlier receipt speak for them
  checkRequest(row, add)
  checkResult(row, add)
  checkAttempts(row, add)
}

type Add = Findings['add']

function checkRequest(row: BatchRow, add: Add) {
  if (row.input === null || row.request === null) return add('request', row, 'Its request is missing.')
  const purged = row.request === purgedRequest
  if (purged && row.state !== 'succeeded') add('request', row, `Its request was removed, though it is ${row.state}.`)
  if (!purged && !sha256(row.request).equals(row.input)) add('request', row, 'Its request was altered.')
  if (row.revision > 1 && row.sent === null) add('request', row, `Its request as edited (${row.revision}) is missing.`)
}

/** An edit of the request: the later revisions of a task. */
export function checkRevision(
  row: BatchRow,
  edit: { readonly revision: number; readonly request: string; readonly hash: Buffer },
  { add }: Findings,
) {
  if (edit.request !== purgedRequest && !sha256(edit.request).equals(edit.hash)) {
    add('request', row, `Its request as edited (${edit.revision}) was altered.`)
  }
}

function checkResult(row: BatchRow, add: Add) {
  const { state, result } = row
  if (state !== 'succeeded') {
    if (result) add('result', row, `It has a result, though it is ${state}.`)
    return
  }
  if (!result) return add('result', row, 'It succeeded, but its result is missing.')
  if (result.text === null && result.hash === null) add('result', row, 'Its result was removed without its hash.')
  if (isAltered(result)) add('result', row, 'Its result was altered.')
  // A stored answer that is used again cost this task nothing.
  const told = row.cached || result.tokens === null ? row.tokens : result.tokens
  if (told.tokensIn !== row.tokens.tokensIn || told.tokensOut !== row.tokens.tokensOut) {
    add('result', row, 'Its tokens are not those that were counted with its answer.')
  }
  if (!row.cached && result.outcome !== 'succeeded') add('result', row, 'No attempt of it brought its result.')
}

/** Whether an answer's text is not the one whose hash was stored with it. */
export const isAltered = ({ text, hash }: ResultRow): boolean =>
  text !== null && hash !== null && !sha256(text).equals(hash)

function checkAttempts(row: BatchRow, add: Add) {
  const { attemptRows, lastAttempt, attempts, state } = row
  const ended = state === 'running' ? attempts - 1 : attempts // the running one is written when it ends
  if (attemptRows !== lastAttempt)
    add('attempts', row, `Of its attempts 1 to ${lastAttempt}, ${attemptRows} are there.`)
  else if (attemptRows !== ended) {
    add(
      'attempts',
      row,
      `It counts ${ended} ended ${ended === 1 ? 'attempt' : 'attempts'}, but ${attemptRows} are there.`,
    )
  }
}
