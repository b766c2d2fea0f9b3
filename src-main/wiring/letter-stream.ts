import { setImmediate } from 'node:timers/promises'
import { CommandError } from '#shared/result'
import type { TaskId } from '#shared/task'
import type { LetterReports, ReportOptions } from './letter-report'

/** `json`: one document, of one letter; or an array, where there are several. `jsonl`: a document a line. */
export type LetterFile = 'json' | 'jsonl'

/**
 * The text of a file of letter reports, a letter a piece, so that a hundred thousand need no more memory than one. What is gone meanwhile is
 * left out. `written` counts those that are in it.
 * @throws CommandError `wrong_state` when `stop` aborts: a file that is written whole or not at all is then not written
 */
export async function* letterPieces(
  reports: LetterReports,
  ids: ArrayLike<TaskId>,
  { as, ...options }: ReportOptions & { readonly as: LetterFile },
  written: { letters: number },
  stop?: AbortSignal,
): AsyncGenerator<string> {
  const isArray = as === 'json' && ids.length !== 1
  if (isArray) yield '[\n'
  for (let at = 0; at < ids.length; at++) {
    await setImmediate()
    if (stop?.aborted) throw new CommandError('wrong_state', 'Stopped before the end. No file was written.')
    const report = await reports.one(ids[at] as TaskId, options)
    if (!report) continue
    const before = isArray && written.letters > 0 ? ',\n' : ''
    written.letters++
    yield as === 'jsonl'
      ? `${JSON.stringify(report)}\n`
      : `${before}${JSON.stringify(report, null, 2)}${isArray ? '' : '\n'}`
  }
  if (isArray) yield '\n]\n'
}
