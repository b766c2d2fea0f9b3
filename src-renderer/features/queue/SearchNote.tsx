import { isNarrowed, mostFound } from '#shared/filter'
import type { SearchInfo } from '#shared/view'
import { counted, formatCount } from '../../format'
import { useStore } from '../../state/store'
import { useAfter } from '../../use-now'

/** Above a list that a filter narrows: how many tasks it found, and what it may lack. */
export function SearchNote() {
  const isSearch = useStore(({ query }) => query?.kind === 'list' && isNarrowed(query.filter))
  const total = useStore(({ body }) => (body?.kind === 'list' ? body.total : null))
  const info = useStore(({ body }) => (body?.kind === 'list' ? body.search : undefined))
  const hasFailed = useStore((store) => store.viewError !== null)
  if (!isSearch || hasFailed) return null
  if (total === null) return <Searching />
  if (!info || (total === 0 && info.building === null)) return null // the list says it, where rows would be
  return (
    <p role="status" className="tn shrink-0 px-4 pb-1.5 text-xs text-ink-2">
      {foundWords(total, info)}
    </p>
  )
}

/** Only what takes a while is worth a word. */
function Searching() {
  const late = useAfter(150)
  return (
    <p role="status" className="shrink-0 px-4 pb-1.5 text-xs text-ink-2">
      {late ? 'Searching…' : '\u00a0'}
    </p>
  )
}

export function foundWords(total: number, { capped, building }: SearchInfo): string {
  const found = capped
    ? `${formatCount(total)}+ tasks match`
    : `${counted(total, 'task')} ${total === 1 ? 'matches' : 'match'}`
  const parts = [capped && total >= mostFound * 0.8 ? `${found}; add a word to see the others.` : `${found}.`]
  if (building)
    parts.push(
      `The search index is being made: ${formatCount(building.indexed)} of ${formatCount(building.tasks)} tasks are in it, the others are not found yet.`,
    )
  return parts.join(' ')
}
