import { useEffect, useState } from 'react'
import type { BulkAction, BulkItem, BulkItemState } from '#shared/bulk'
import type { TaskId } from '#shared/task'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { skippedWords } from '../dead-letters/action-words'

const pageLength = 100
/** What could not be written comes first: it is what nobody expected. */
const states: readonly BulkItemState[] = ['failed', 'skipped', 'kept']

/** The letters that an action did not do, each with why, and the way to it. */
export function LeftOut({ action }: { readonly action: BulkAction }) {
  const { id, failed, skipped, kept } = action
  const counts: Partial<Record<BulkItemState, number>> = { failed, skipped, kept }
  return (
    <div className="mt-2 rounded-md bg-selected py-1">
      {states
        .filter((state) => (counts[state] ?? 0) > 0)
        .map((state) => (
          <Items key={state} id={id} state={state} count={counts[state] ?? 0} />
        ))}
    </div>
  )
}

type ItemsProps = { readonly id: BulkAction['id']; readonly state: BulkItemState; readonly count: number }

function Items({ id, state, count }: ItemsProps) {
  const [items, setItems] = useState<readonly BulkItem[]>([])
  const read = async (after: number) =>
    (await ask('getBulkItems', { id, state, after, limit: pageLength }, { failed: 'The list could not be read' })) ?? []
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means other items
  useEffect(() => {
    let isHere = true
    void read(0).then((page) => isHere && setItems(page))
    return () => {
      isHere = false
    }
  }, [id, state, count])
  const more = async () => {
    const page = await read(items.at(-1)?.id ?? 0)
    setItems((known) => [...known, ...page])
  }
  return (
    <>
      <ul aria-label={labels[state]}>
        {items.map((item) => (
          <li key={item.id} className="flex items-center gap-2.5 px-3 py-0.5 text-xs">
            <span className="min-w-0 flex-1 py-0.5">
              <span className="block truncate font-medium" title={item.title}>
                {item.title || `Task ${item.id}`}
              </span>
              <span className="block text-ink-3 wrap-break-word">{whyWords(item)}</span>
            </span>
            {item.reason !== 'gone' && (
              <Button size="sm" look="ghost" aria-label={`Open ${item.title}`} onClick={() => openInQueue(item.id)}>
                Open
              </Button>
            )}
          </li>
        ))}
      </ul>
      {items.length < count && items.length > 0 && (
        <div className="px-3 py-1">
          <Button size="sm" onClick={() => void more()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

const labels: Partial<Record<BulkItemState, string>> = {
  failed: 'Could not be written',
  skipped: 'Left out',
  kept: 'Not put back',
}

/** 'Changed meanwhile. It is queued now, with revision 1 and 1 attempt.' */
function whyWords({ state, reason, detail }: BulkItem): string {
  const why = reason === null ? '' : skippedWords([{ reason, n: 1, examples: [] }]).replace(/^\d+ /, '')
  const first = why || (state === 'failed' ? 'could not be written and is as before' : 'changed meanwhile')
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}.${detail ? ` ${detail}` : ''}`
}

function openInQueue(id: TaskId): void {
  const { closeSheets, goTo, scopeTo, openTask } = useStore.getState()
  closeSheets()
  goTo('queue')
  scopeTo(null)
  openTask(id)
}
