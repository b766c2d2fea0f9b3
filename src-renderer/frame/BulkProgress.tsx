import { formatCount } from '../format'
import { useStore } from '../state/store'

/** How far an action on very many tasks is; nothing of what is done in a moment. */
export function BulkProgress() {
  const working = useStore((store) => store.working)
  if (!working || working.of === 0) return null
  const { title, seen, of } = working
  const words = `${title}: ${formatCount(seen)} of ${formatCount(of)} tasks`
  return (
    <div className="slide-in pointer-events-auto rounded-lg bg-raised px-3 py-2.5 text-[12.5px] leading-[17px] shadow-2">
      <b className="tn block font-semibold">{words}</b>
      <span className="block text-ink-2">Work goes on meanwhile.</span>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={seen}
        aria-valuetext={words}
        className="mt-2 h-1 overflow-hidden rounded-full bg-selected"
      >
        <div data-fill className="size-full origin-left bg-ink-2" style={{ transform: `scaleX(${seen / of})` }} />
      </div>
    </div>
  )
}
