import { holding } from '../../frame/gates'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { StartWords } from '../task-changes/StartField'
import { readStart } from '../task-changes/when-text'
import { autoLanes, useDraft } from './draft'
import { startWords } from './start-words'
import { useTarget } from './use-target'

/** When it would start, if it were queued now. */
export function StartLine() {
  const draft = useDraft()
  const { provider, model } = useTarget()
  const lanes = useStore((store) => store.overview?.lanes)
  // The one in the way: of several keys the one that opens first, and none while any of them lets prompts through.
  const gate = useStore(({ overview }) => {
    const any = overview?.gates.find((each) => each.providerId === provider?.id && each.model === model)
    return any && holding(overview, any.routeId)?.gate
  })
  const all = useStore((store) => (store.overview?.paused ?? 'no') !== 'no')
  const now = useNow()
  const start = readStart(draft.start, now)
  const { fast, heavy } = autoLanes(draft, model)
  const name = draft.lane === 'auto' ? (heavy > fast ? 'heavy' : 'fast') : draft.lane
  const lane = lanes?.find((each) => each.name === name)
  return (
    <p className="min-w-0 flex-1 text-xs text-ink-3">
      <StartWords read={start} />
      {start.kind === 'now' && lane && startWords(lane, gate, provider, { all, now })}
    </p>
  )
}
