import { useMemo, useState } from 'react'
import { counted } from '../../format'
import type { Lane } from '../../state/sheets-slice'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { autoLanes, changeDraft, emptyDraft, useDraft } from './draft'
import { useTarget } from './use-target'

const lanes: { value: Lane; label: string; icon?: 'fast' | 'heavy'; iconClass?: string }[] = [
  { value: 'auto', label: 'Auto' },
  { value: 'fast', label: 'Fast', icon: 'fast', iconClass: 'text-fast' },
  { value: 'heavy', label: 'Heavy', icon: 'heavy', iconClass: 'text-heavy' },
]

/** Beside the title: that the draft is there, and the lane. */
export function ComposeHeading({ queued }: { readonly queued: number }) {
  const lane = useDraft((draft) => draft.lane)
  const [wasKept] = useState(() => useDraft.getState().prompt !== emptyDraft.prompt)
  return (
    <div className="flex items-center gap-2.5 py-1 pr-1">
      <span role="status">{queued > 0 ? `${counted(queued, 'prompt')} queued` : wasKept ? 'Draft kept' : ''}</span>
      <span className="flex-1" />
      <AutoLane />
      <SegmentedControl label="Lane" value={lane} segments={lanes} onChange={(next) => changeDraft({ lane: next })} />
    </div>
  )
}

/** Which lane Auto would choose, as one types. */
function AutoLane() {
  const draft = useDraft()
  const { model } = useTarget()
  const { fast, heavy } = useMemo(() => autoLanes(draft, model), [draft, model])
  if (draft.lane !== 'auto' || fast + heavy === 0) return null
  if (fast > 0 && heavy > 0) return <span className="tn">{`${fast} to Fast, ${heavy} to Heavy`}</span>
  return <span>{heavy > 0 ? 'Goes to Heavy' : 'Goes to Fast'}</span>
}
