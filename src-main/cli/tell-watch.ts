import { join } from 'node:path'
import type { Told } from '../wiring/watch/eye'

/** Says what becomes of the files of watched folders. */
export const tellWatch =
  (say: (line: string) => void) =>
  (told: Told): void => {
    const words = wordsOf(told)
    if (words !== null) say(words)
  }

function wordsOf(told: Told): string | null {
  if ('words' in told)
    return told.kind === 'paused' ? `${told.watch.folder} is not watched for now. ${told.words}` : told.words
  const { path, reason, queued, leftOut, batchId } = told.file
  const file = join(told.watch.folder, path)
  switch (told.kind) {
    case 'ended':
      return null // that its results are written is said by itself
    case 'failed':
      return reason
    case 'same':
      return `${file} has the same rows as ${batchId === null ? 'a file before' : `batch ${batchId}`} and was not sent again.`
    case 'taken': {
      const left = leftOut === 0 ? '' : `, ${leftOut} left out`
      return `${file}: ${queued} ${queued === 1 ? 'prompt' : 'prompts'} queued as batch ${batchId}${left}.`
    }
  }
}
