import { useEffect, useState } from 'react'
import { bridge } from '../../bridge'
import { type Nearer, nearerFilters } from './nearest-filter'
import { parseFilter } from './parse-filter'

export type Nearest = Nearer & { readonly total: number }
/** Each is a search; a long filter need not be taken apart to its end. */
const mostAsked = 6

/** The nearest filter that finds something in all tabs and batches; null while that is looked for, and where none does. */
export function useNearest(typed: string, elsewhere: boolean): Nearest | null {
  const [found, setFound] = useState<{ readonly of: string; readonly nearest: Nearest | null }>({
    of: '',
    nearest: null,
  })
  const of = `${elsewhere} ${typed}`
  useEffect(() => {
    let isWanted = true
    void look(typed, elsewhere, () => isWanted).then((nearest) => isWanted && setFound({ of, nearest }))
    return () => {
      isWanted = false
    }
  }, [typed, elsewhere, of])
  return found.of === of ? found.nearest : null
}

/** One after the other: a newer search of the window takes the place of an older one. */
async function look(typed: string, elsewhere: boolean, isWanted: () => boolean): Promise<Nearest | null> {
  for (const nearer of nearerFilters(typed, elsewhere).slice(0, mostAsked)) {
    if (!isWanted()) return null
    const result = await bridge.findTasks({ filter: parseFilter(nearer.text).filter, limit: 1 })
    if (result.ok && result.value.total > 0) return { ...nearer, total: result.value.total }
  }
  return null
}
