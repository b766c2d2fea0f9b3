import type { LaneName, LanePolicy } from '#shared/lane'
import { Button } from '../../ui/Button'
import { Icon, laneIcon } from '../../ui/Icon'
import { Select } from '../../ui/Select'
import { RunWindowsField } from '../windows/RunWindowsField'
import { ClassRules } from './ClassRules'
import { growthChoices, spreadChoices } from './delay-words'
import { PolicyInput } from './PolicyInput'
import { PolicyRibbon } from './PolicyRibbon'
import { PolicyRow } from './PolicyRow'
import { type PolicyField, policyAdvice, withinAdvice } from './policy-fields'
import { useLanePolicies } from './use-lane-policies'

const laneTitle: Record<LaneName, string> = { fast: 'Fast', heavy: 'Heavy' }
const laneWords: Record<LaneName, string> = {
  fast: 'short prompts, many of them',
  heavy: 'long documents, slow answers',
}

/** How each lane treats its tasks: how many at once, and what a failed try leads to. */
export function LanePolicies() {
  const { policyOf, change, restore, areDefaults } = useLanePolicies()
  const input = (
    lane: LaneName,
    name: string,
    field: Exclude<PolicyField, 'retryForMs' | 'firstTokenMs' | 'stallMs'>,
    unit: string,
  ) => (
    <PolicyInput
      label={`${name}, ${laneTitle[lane]}`}
      field={field}
      value={policyOf(lane)[field]}
      onChange={(value) => void change(lane, { [field]: value })}
      unit={unit}
    />
  )
  const limit = (lane: LaneName, name: string, field: 'firstTokenMs' | 'stallMs', unit: string) => {
    const value = policyOf(lane)[field]
    return (
      <PolicyInput
        label={`${name}, ${laneTitle[lane]}`}
        field={field}
        value={value}
        onChange={(next) => void change(lane, { [field]: next })}
        unit={withinAdvice(value, policyOf(lane)) ?? (value === null ? 'as long as the whole may take' : unit)}
        none="no limit"
      />
    )
  }
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
        <PolicyRow title="" tall>
          {(lane) => (
            <>
              <Icon name={laneIcon[lane]} className={lane === 'fast' ? 'text-fast' : 'text-heavy'} />
              <b className="font-semibold">{laneTitle[lane]}</b>
              <span className="truncate text-xs text-ink-3">{laneWords[lane]}</span>
            </>
          )}
        </PolicyRow>
        <PolicyRow title="At once">{(lane) => input(lane, 'At once', 'concurrency', slots(policyOf(lane)))}</PolicyRow>
        <PolicyRow title="Runs">
          {(lane) => (
            <RunWindowsField
              label={`Run windows, ${laneTitle[lane]}`}
              value={policyOf(lane).windows}
              onChange={(windows) => void change(lane, { windows })}
            />
          )}
        </PolicyRow>
        <PolicyRow title="Retries">{(lane) => input(lane, 'Retries', 'retries', 'then dead letter')}</PolicyRow>
        <PolicyRow title="Delay">
          {(lane) => {
            const { backoff, jitter } = policyOf(lane)
            return (
              <>
                {input(lane, 'Delay', 'delayMs', '')}
                <div className="w-[92px] shrink-0">
                  <Select
                    label={`Delay grows, ${laneTitle[lane]}`}
                    hideLabel
                    value={backoff}
                    options={growthChoices}
                    onChange={(next) => void change(lane, { backoff: next })}
                    disabled={jitter === 'decorrelated'}
                  />
                </div>
                <span className="truncate text-ink-3">
                  {jitter === 'decorrelated' ? 'grows with the last wait' : 'or Retry-After, if longer'}
                </span>
              </>
            )
          }}
        </PolicyRow>
        <PolicyRow title="Spread">
          {(lane) => (
            <div className="w-[196px] max-w-full">
              <Select
                label={`Waits are spread, ${laneTitle[lane]}`}
                hideLabel
                value={policyOf(lane).jitter}
                options={spreadChoices}
                onChange={(jitter) => void change(lane, { jitter })}
              />
            </div>
          )}
        </PolicyRow>
        <PolicyRow title="Longest wait">
          {(lane) => input(lane, 'Longest wait', 'maxDelayMs', policyAdvice(policyOf(lane)) ?? 'between two tries')}
        </PolicyRow>
        <PolicyRow title="Retry for">
          {(lane) => (
            <PolicyInput
              label={`Retry for at most, ${laneTitle[lane]}`}
              field="retryForMs"
              value={policyOf(lane).retryForMs}
              onChange={(retryForMs) => void change(lane, { retryForMs })}
              unit={
                policyOf(lane).retryForMs === null ? 'as long as retries are left' : 'at most, from the first try on'
              }
              none="no limit"
            />
          )}
        </PolicyRow>
        <PolicyRow title="Looks like">{(lane) => <PolicyRibbon lane={lane} policy={policyOf(lane)} />}</PolicyRow>
        <PolicyRow title="Give up after">
          {(lane) => input(lane, 'Give up after', 'timeoutMs', 'without an answer')}
        </PolicyRow>
        <PolicyRow title="First text">
          {(lane) => limit(lane, 'First text within', 'firstTokenMs', 'to begin, of a streamed answer')}
        </PolicyRow>
        <PolicyRow title="Silence">
          {(lane) => limit(lane, 'Silence at most', 'stallMs', 'amid a streamed answer')}
        </PolicyRow>
        <ClassRules policyOf={policyOf} onChange={(lane, byClass) => void change(lane, { byClass })} />
      </div>
      <p className="mt-2 text-xs text-ink-3">
        Waits are spread so that tasks which failed together do not return together. A rate limit spends no retry. First
        text and silence count only where answers are streamed, which a provider has under Advanced.
      </p>
    </section>
  )
}

const slots = ({ concurrency }: LanePolicy): string => (concurrency === 1 ? 'slot' : 'slots')
