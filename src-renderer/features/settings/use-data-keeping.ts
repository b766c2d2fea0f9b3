import { useEffect, useState } from 'react'
import type { DataKeeping, RawAnswers, Retention } from '#shared/retention'
import type { SetAside } from '#shared/startup'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { planWords } from './keeping-words'

/** How long things are kept and how much room they take; null until main has said so. */
export function useDataKeeping() {
  const [keeping, setKeeping] = useState<DataKeeping | null>(null)
  const [purging, setPurging] = useState(false)
  const take = (answer: DataKeeping | null) => answer && setKeeping(answer)
  useEffect(() => {
    let here = true
    void ask('getDataKeeping', {}, { failed: 'The size of the data is not known' }).then((answer) => {
      if (here && answer) setKeeping(answer)
    })
    return () => {
      here = false
    }
  }, [])
  return {
    keeping,
    purging: purging || (keeping?.purging ?? false),
    save: async (retention: Retention) =>
      take(await ask('saveRetention', retention, { failed: 'How long things are kept was not changed' })),
    saveRaw: async (chosen: RawAnswers) =>
      take(await ask('saveRawAnswers', chosen, { failed: 'What is kept of raw answers was not changed' })),
    dropRaw: async () => take(await ask('dropRawAnswers', {}, { failed: 'Not all raw answers were removed' })),
    removeSetAside: async ({ name }: SetAside) =>
      take(await ask('deleteSetAside', { name }, { failed: 'The older copy was not deleted' })),
    async purge() {
      setPurging(true)
      const answer = await ask('purgeNow', {}, { failed: 'Not everything was removed' })
      setPurging(false)
      take(answer)
      if (!answer?.last) return
      const removed = planWords(answer.last)
      const detail =
        answer.untidySince === null ? 'Its bytes are gone from the file.' : 'The file is rewritten when nothing runs.'
      useStore
        .getState()
        .toast({ kind: 'done', title: removed === '' ? 'Nothing was old enough' : `Removed ${removed}`, detail })
    },
  }
}
