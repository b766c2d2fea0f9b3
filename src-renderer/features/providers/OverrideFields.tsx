import type { Ref } from 'react'
import type { LanePolicy } from '#shared/lane'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { growthChoices, growthWord, spreadChoices, spreadWord } from './delay-words'
import { noLimit, type OverrideDraft, type OverrideProblems, type TypedRule } from './override-draft'
import { fieldText } from './policy-fields'

export type Base = { readonly title: string; readonly policy: LanePolicy }
type OverrideFieldsProps = {
  readonly draft: OverrideDraft
  readonly onChange: (change: Partial<OverrideDraft>) => void
  readonly problems: OverrideProblems
  readonly lanes: readonly Base[] // whose rules hold where a field is empty
  readonly wide: boolean // with those that only a batch can have
  readonly firstRef?: Ref<HTMLInputElement>
}

/** Rules of its own; an empty field says what the lane does, and leaves it at that. */
export function OverrideFields({ draft, onChange, problems, lanes, wide, firstRef }: OverrideFieldsProps) {
  const typed = (field: TypedRule, label: string, ref?: Ref<HTMLInputElement>) => (
    <Input
      label={label}
      {...(ref ? { inputRef: ref } : {})}
      value={draft[field]}
      placeholder={ofLanes(lanes, (policy) => (policy[field] === null ? noLimit : fieldText(field, policy[field])))}
      error={problems[field] ?? null}
      onChange={(event) => onChange({ [field]: event.target.value })}
      autoComplete="off"
      spellCheck={false}
    />
  )
  return (
    <div className="grid grid-cols-2 items-start gap-x-4 gap-y-3">
      {typed('retries', 'Retries', firstRef)}
      {typed('delayMs', 'Delay')}
      <div className="min-w-0">
        <Select
          label="Delay grows"
          value={draft.backoff}
          options={[
            { value: '', label: 'As the lane', hint: ofLanes(lanes, ({ backoff }) => growthWord(backoff)) },
            ...growthChoices,
          ]}
          onChange={(backoff) => onChange({ backoff })}
        />
      </div>
      <div className="min-w-0">
        <Select
          label="Waits are spread"
          value={draft.jitter}
          options={[
            { value: '', label: 'As the lane', hint: ofLanes(lanes, ({ jitter }) => spreadWord(jitter)) },
            ...spreadChoices,
          ]}
          onChange={(jitter) => onChange({ jitter })}
        />
      </div>
      {typed('maxDelayMs', 'Longest wait')}
      {wide && typed('timeoutMs', 'Give up after')}
      {wide && typed('retryForMs', 'Retry for at most')}
    </div>
  )
}

/** '3', or '3 on Fast, 2 on Heavy' where the lanes differ. */
function ofLanes(lanes: readonly Base[], words: (policy: LanePolicy) => string): string {
  const all = lanes.map(({ policy }) => words(policy))
  if (new Set(all).size === 1) return all[0] ?? ''
  return lanes.map(({ title }, index) => `${all[index]} on ${title}`).join(', ')
}
