import { settled, total } from '#shared/batch'
import type { WaitingFile, WatchFile, WatchRetry, WatchView } from '#shared/watch'
import { counted, formatCount } from '../../format'
import type { Glyph } from '../../ui/StateGlyph'

/** A folder as a person calls it: its last part, or all of a short path. */
export function folderName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  return parts.at(-1) ?? path
}

const writtenWords: Readonly<Record<NonNullable<WatchFile['resultsState']>, string>> = {
  ...{ written: '', growing: ', results are being written' },
  ...{ trouble: '', stopped: ', the writing of its results was stopped' },
}

/** What became of a file, and how it looks. state: the same in a word or two. isBad: a person should look. */
export type FileWords = {
  readonly glyph: Glyph
  readonly state: string
  readonly words: string
  readonly isBad: boolean
}

const plain = (glyph: Glyph, state: string, words: string): FileWords => ({ glyph, state, words, isBad: false })

/** @param held the budget of its folder's day holds what is left of it */
export function fileWords(file: WatchFile, held = false): FileWords {
  const { state, reason, counts, dryRunWaits, resultsState, trouble, retries } = file
  switch (state) {
    case 'failed':
      return { glyph: 'dead', state: 'Not sent', words: reason ?? 'It was not sent.', isBad: !retries }
    case 'asked':
      return plain('waiting', 'Looked at again', 'is looked at again')
    case 'same':
      return plain('cancelled', 'Not sent again', 'the same rows as before, so they were not sent again')
    case 'left':
      return plain('cancelled', 'Left', 'was there before, and was left')
    case 'taken':
    case 'ended': {
      if (!counts) return plain('cancelled', 'Removed', 'its batch was removed')
      const why = reason === null ? '' : ` (${reason})`
      const left = file.leftOut > 0 ? `, ${counted(file.leftOut, 'row')} left out${why}${badWords(file)}` : ''
      const dead = counts.dead > 0 ? `, ${counted(counts.dead, 'dead letter')}` : ''
      if (trouble !== null) return { glyph: 'dead', state: 'Not written', words: trouble, isBad: true }
      if (dryRunWaits)
        return plain('held', 'Waits for you', `its first rows have ended${dead}; look at them, then release the rest`)
      if (settled(counts) < total(counts)) {
        const far = `${formatCount(settled(counts))} of ${formatCount(total(counts))}${dead}${left}`
        return held
          ? plain('held', 'Held', `${far}; the rest waits for the next day’s budget`)
          : plain('running', 'At work', far)
      }
      const answered = `${formatCount(counts.succeeded)} answered${dead}${left}`
      const written = resultsState === null ? '' : writtenWords[resultsState]
      if (counts.succeeded + counts.dead === 0) return plain('cancelled', 'Cancelled', `was cancelled${written}`)
      return {
        glyph: counts.succeeded === 0 && counts.dead > 0 ? 'dead' : 'succeeded',
        state: 'Done',
        words: `${answered}${written}`,
        isBad: counts.dead > 0,
      }
    }
  }
}

/** Where the rows are that were left out, to be corrected and sent. */
function badWords({ badRows, leftOut }: WatchFile): string {
  if (!badRows) return ''
  const { path, lines, state, trouble } = badRows
  if (trouble !== null) return `: ${trouble}`
  if (state === 'owed') return ', being written down'
  const name = folderName(path)
  if (state === 'lost') return `; ${name} was deleted, they stand in the file itself`
  return lines < leftOut
    ? `; ${formatCount(lines)} of them in ${name}, the others are too long`
    : `; to be corrected in ${name}`
}

export const waitingWords: Readonly<Record<WaitingFile['why'], FileWords>> = {
  changing: plain('scheduled', 'Changes', 'still changes; it is taken once it stands still'),
  empty: plain('queued', 'Empty', 'has nothing in it yet'),
  reading: plain('running', 'Read', 'is being read'),
  earlier: plain('held', 'Waits', 'changed; it is taken once what was sent of it before has ended'),
  in_line: plain('queued', 'In line', 'is complete and waits for its turn'),
}

export const retryWords: Readonly<Record<WatchRetry, string>> = {
  as_set: 'Try again',
  without_bad: 'Send the rest',
  again: 'Send anyway',
}

/** isBad: a person should look; isHeld: it goes on by itself with the next day. */
export type Standing = { readonly words: string; readonly isBad: boolean; readonly isHeld: boolean }

/** How a watch stands, in a few words. @param held what its budget of the day is said to hold, where it does */
export function standingWords(watch: WatchView, held?: string): Standing {
  const { state, pausedFor, trouble, atWork, waitingCount, filesCount } = watch
  const calm = (words: string): Standing => ({ words, isBad: false, isHeld: false })
  if (pausedFor !== null) return { words: 'Paused itself', isBad: true, isHeld: false }
  if (state === 'paused') return calm('Paused')
  if (trouble !== null) return { words: 'Nothing is taken just now', isBad: true, isHeld: false }
  if (held !== undefined) return { words: held, isBad: false, isHeld: true }
  const waiting = waitingCount > 0 ? `${counted(waitingCount, 'file')} to come` : ''
  if (atWork > 0) return calm([`${counted(atWork, 'file')} at work`, waiting].filter(Boolean).join(', '))
  if (waiting !== '') return calm(waiting)
  return calm(filesCount === 0 ? 'Waits for the first file' : 'Waits for new files')
}
