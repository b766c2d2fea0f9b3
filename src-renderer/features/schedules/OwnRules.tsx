import { useId, useState } from 'react'
import type { LaneView } from '#shared/overview'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { OverrideFields } from '../providers/OverrideFields'
import { overrideWords } from '../providers/override-draft'
import { RunWindowsField } from '../windows/RunWindowsField'
import { allWords } from '../windows/window-words'
import type { ScheduleFormState } from './use-schedule-form'

const noLanes: readonly LaneView[] = []
const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const

/** What its batches have otherwise than their lanes, in a line until one wants to change it. */
export function OwnRules({ form: { draft, change, own } }: { readonly form: ScheduleFormState }) {
  const lanes = useStore((store) => store.overview?.lanes) ?? noLanes
  const [open, setOpen] = useState(false)
  const id = useId()
  const { rules, isDescribing, setDescribing } = own
  return (
    <div className="rounded-lg border border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className={`flex h-9 w-full items-center gap-2 px-3 text-left text-xs -outline-offset-2 hover:bg-hover ${open ? 'rounded-t-lg' : 'rounded-lg'}`}
      >
        <Icon name={open ? 'down' : 'right'} size={12} className="shrink-0 text-ink-3" />
        <span className="shrink-0 font-medium text-ink-2">Own rules</span>
        <span className={`min-w-0 truncate ${rules.value === null ? 'text-dead' : 'text-ink-3'}`}>{words()}</span>
      </button>
      <div id={id} hidden={!open} className="border-t border-line px-3 pt-3 pb-3.5">
        <div className="grid items-start gap-x-8 gap-y-4 min-[1240px]:grid-cols-2">
          <section aria-label="Retry rules" className="min-w-0">
            <h3 className="text-xs font-medium text-ink-2">Retry rules</h3>
            <p className="mt-0.5 mb-3 text-xs text-ink-3">An empty field is as the lane has it.</p>
            <OverrideFields
              draft={draft.policy}
              onChange={(part) => change({ policy: { ...draft.policy, ...part } })}
              problems={rules.problems}
              lanes={lanes
                .filter(({ name }) => draft.lane === 'auto' || draft.lane === name)
                .map(({ name, policy }) => ({ title: laneTitle[name], policy }))}
              wide
            />
          </section>
          <section aria-label="Run windows" className="min-w-0">
            <h3 className="text-xs font-medium text-ink-2">Run windows</h3>
            <p className="mt-0.5 mb-1.5 text-xs text-ink-3">
              What a firing queues starts only then, and only while its lane runs.
            </p>
            <RunWindowsField
              label="Run windows"
              value={draft.windows}
              onChange={(windows) => change({ windows })}
              onEditing={setDescribing}
            />
          </section>
        </div>
      </div>
    </div>
  )

  function words(): string {
    if (rules.value === null) return 'One of them cannot be read.'
    if (isDescribing) return 'Finish the run window, then save.'
    const windows = draft.windows.length === 0 ? '' : `runs ${allWords(draft.windows)}`
    return [overrideWords(rules.value), windows].filter(Boolean).join('; ') || 'as the lanes'
  }
}
