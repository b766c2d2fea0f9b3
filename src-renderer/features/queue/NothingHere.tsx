import { counted } from '../../format'
import type { QueueTab } from '../../state/navigation-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { type Nearest, useNearest } from './use-nearest'

const none: Readonly<Record<QueueTab, string>> = {
  live: 'Nothing to do',
  all: 'No tasks here',
  running: 'Nothing runs now',
  waiting: 'Nothing waits',
  ready: 'Nothing is ready to run',
  done: 'Nothing is done yet',
  dead: 'Nothing needs you',
  cancelled: 'Nothing was cancelled',
}

/** A list without rows: of a tab that has none, or of a filter that finds none. */
export function NothingHere() {
  const tab = useStore((store) => store.tab)
  const text = useStore((store) => store.filterText)
  const showTab = useStore((store) => store.showTab)
  return (
    <div className="min-h-0 flex-1">
      {text.trim() !== '' ? (
        <NoMatch text={text.trim()} />
      ) : (
        <EmptyState title={none[tab]}>
          {tab !== 'all' && tab !== 'live' && (
            <Button look="ghost" size="sm" onClick={() => showTab('all')}>
              Show all
            </Button>
          )}
        </EmptyState>
      )}
    </div>
  )
}

/** Says the filter again, and offers the nearest that finds something. */
function NoMatch({ text }: { readonly text: string }) {
  const elsewhere = useStore(({ tab, batchId }) => tab !== 'all' || batchId !== null)
  const setFilterText = useStore((store) => store.setFilterText)
  const nearest = useNearest(text, elsewhere)
  return (
    <EmptyState
      title={
        <>
          No task matches <span className="code wrap-anywhere">{text}</span>
        </>
      }
    >
      {nearest && <p role="status">{nearestWords(nearest)}</p>}
      <span className="mt-2 flex justify-center gap-2">
        {nearest && (
          <Button size="sm" onClick={() => showEverywhere(nearest.text)}>
            Show {counted(nearest.total, 'task')}
          </Button>
        )}
        <Button size="sm" look={nearest ? 'ghost' : 'default'} keys="Esc" onClick={() => setFilterText('')}>
          Clear the filter
        </Button>
      </span>
    </EmptyState>
  )
}

function nearestWords({ total, without }: Nearest) {
  const matches = `${counted(total, 'task')} ${total === 1 ? 'matches' : 'match'}`
  if (without === null) return `${matches} in all tabs and batches.`
  return (
    <>
      Without <span className="code">{without}</span>, {matches} in all tabs and batches.
    </>
  )
}

function showEverywhere(text: string) {
  const { scopeTo, showTab, setFilterText } = useStore.getState()
  scopeTo(null)
  showTab('all')
  setFilterText(text)
}
