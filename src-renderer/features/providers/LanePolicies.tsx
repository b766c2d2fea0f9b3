import type { ReactNode } from 'react'
import { type LaneName, type LanePolicy, laneNames } from '#shared/lane'
import { Button } from '../../ui/Button'
import { Icon, laneIcon } from '../../ui/Icon'
import { Select } from '../../ui/Select'
import { PolicyInput } from './PolicyInput'
import { PolicyRibbon } from './PolicyRibbon'
import { type PolicyField, policyAdvice } from './policy-fields'
import { useLanePolicies } from './use-lane-policies'

const laneTitle: Record<LaneName, string> = { fast: 'Fast', heavy: 'Heavy' }
const laneWords: Record<LaneName, string> = {
  fast: 'short prompts, many of them',
  heavy: 'long documents, slow answers',
}
const growth = [
  { value: 'fixed', label: 'fixed' },
  { value: 'exponential', label: 'doubling' },
] as const

/** How each lane treats its tasks: how many at once, and what a failed try leads to. */
export function LanePolicies() {
  const { policyOf, change, restore, areDefaults } = useLanePolicies()
  const input = (lane: LaneName, name: string, field: PolicyField, unit: string) => (
    <PolicyInput
      label={`${name}, ${laneTitle[lane]}`}
      field={field}
      value={policyOf(lane)[field]}
      onChange={(value) => void change(lane, { [field]: value })}
      unit={unit}
    />
  )
  return (
    <section aria-labelledby="policies-heading" className="mt-3">
      <div className="flex min-h-11 flex-wrap items-center gap-x-2.5 py-1">
        <h2 id="policies-heading" className="text-[13.5px] font-semibold">
          Lane policies
        </h2>
        <p className="min-w-0 flex-1 text-xs text-ink-3">
          A change applies to the next attempt of every task in the lane.
        </p>
        <Button look="ghost" size="sm" onClick={() => void restore()} disabled={areDefaults}>
          Restore defaults
        </Button>
      </div>
      <div className="overflow-hidden rounded-lg border border-line-strong text-[12.5px]">
        <Row title="" tall>
          {(lane) => (
            <>
              <Icon name={laneIcon[lane]} className={lane === 'fast' ? 'text-fast' : 'text-heavy'} />
              <b className="font-semibold">{laneTitle[lane]}</b>
              <span className="truncate text-xs text-ink-3">{laneWords[lane]}</span>
            </>
          )}
        </Row>
        <Row title="At once">{(lane) => input(lane, 'At once', 'concurrency', slots(policyOf(lane)))}</Row>
        <Row title="Retries">{(lane) => input(lane, 'Retries', 'retries', 'then dead letter')}</Row>
        <Row title="Delay">
          {(lane) => (
            <>
              {input(lane, 'Delay', 'delayMs', '')}
              <div className="w-[92px] shrink-0">
                <Select
                  label={`Delay grows, ${laneTitle[lane]}`}
                  hideLabel
                  value={policyOf(lane).backoff}
                  options={growth}
                  onChange={(backoff) => void change(lane, { backoff })}
                />
              </div>
              <span className="truncate text-ink-3">or Retry-After, if longer</span>
            </>
          )}
        </Row>
        <Row title="Looks like">{(lane) => <PolicyRibbon lane={lane} policy={policyOf(lane)} />}</Row>
        <Row title="Longest wait">
          {(lane) => input(lane, 'Longest wait', 'maxDelayMs', policyAdvice(policyOf(lane)) ?? 'between two tries')}
        </Row>
        <Row title="Give up after">{(lane) => input(lane, 'Give up after', 'timeoutMs', 'without an answer')}</Row>
      </div>
      <p className="mt-2 text-xs text-ink-3">
        Delays vary by half either way, so that tasks which failed together do not return together. A rate limit spends
        no retry.
      </p>
    </section>
  )
}

const slots = ({ concurrency }: LanePolicy): string => (concurrency === 1 ? 'slot' : 'slots')

type RowProps = { readonly title: string; readonly tall?: boolean; readonly children: (lane: LaneName) => ReactNode }

function Row({ title, tall = false, children }: RowProps) {
  return (
    <div
      className={`grid grid-cols-[104px_minmax(0,1fr)_minmax(0,1fr)] border-t border-line first:border-0 min-[1000px]:grid-cols-[124px_minmax(0,1fr)_minmax(0,1fr)] ${tall ? 'min-h-10' : 'min-h-9'}`}
    >
      <span className="flex items-center bg-chrome px-3.5 text-xs text-ink-3">{title}</span>
      {laneNames.map((lane) => (
        <div
          key={lane}
          className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 border-l border-line px-3.5 py-1"
        >
          {children(lane)}
        </div>
      ))}
    </div>
  )
}
