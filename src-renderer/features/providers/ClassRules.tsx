import { useId, useState } from 'react'
import { type ClassPolicy, type LaneName, type LanePolicy, laneNames, type RetryClass } from '#shared/lane'
import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { ClassSheet } from './ClassSheet'
import { classTitles, retryClasses } from './delay-words'
import { overrideWords } from './override-draft'
import { PolicyRow } from './PolicyRow'

type ClassRulesProps = {
  readonly policyOf: (lane: LaneName) => LanePolicy
  readonly onChange: (lane: LaneName, byClass: LanePolicy['byClass']) => void
}
const laneTitle: Record<LaneName, string> = { fast: 'Fast', heavy: 'Heavy' }

/** Rules of single kinds of failure, folded away until one wants them. */
export function ClassRules({ policyOf, onChange }: ClassRulesProps) {
  const [open, setOpen] = useState(false)
  const [editing, setEditing] = useState<{ lane: LaneName; failed: RetryClass } | null>(null)
  const id = useId()
  const own = laneNames.reduce((sum, lane) => sum + Object.keys(policyOf(lane).byClass).length, 0)

  function save({ lane, failed }: { lane: LaneName; failed: RetryClass }, rule: ClassPolicy) {
    const { [failed]: _before, ...others } = policyOf(lane).byClass
    onChange(lane, Object.keys(rule).length > 0 ? { ...others, [failed]: rule } : others)
    setEditing(null)
  }

  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 border-t border-line px-3.5 text-left text-xs -outline-offset-2 hover:bg-hover"
      >
        <Icon name={open ? 'down' : 'right'} size={12} className="text-ink-3" />
        <span className="font-medium text-ink-2">Rules by kind of failure</span>
        <span className="text-ink-3">{own === 0 ? 'all as the lane' : `${counted(own, 'rule')} of their own`}</span>
      </button>
      <div id={id}>
        {open &&
          retryClasses.map((failed) => (
            <PolicyRow key={failed} title={classTitles[failed]}>
              {(lane) => {
                const rule = policyOf(lane).byClass[failed]
                const words = rule ? overrideWords(rule) : ''
                return (
                  <>
                    <span className={`min-w-0 flex-1 truncate ${words ? '' : 'text-ink-3'}`} title={words}>
                      {words || 'as the lane'}
                    </span>
                    <Button
                      size="sm"
                      look="ghost"
                      aria-label={`Change ${classTitles[failed]}, ${laneTitle[lane]}`}
                      onClick={() => setEditing({ lane, failed })}
                    >
                      Change
                    </Button>
                  </>
                )
              }}
            </PolicyRow>
          ))}
      </div>
      {editing && (
        <ClassSheet
          title={`${classTitles[editing.failed]}, ${laneTitle[editing.lane]}`}
          lane={policyOf(editing.lane)}
          rule={policyOf(editing.lane).byClass[editing.failed] ?? {}}
          onSave={(rule) => save(editing, rule)}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  )
}
