import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'
import { StartField } from '../task-changes/StartField'
import { changeDraft, readMaxTokens, readTemperature, useDraft } from './draft'
import { useTarget } from './use-target'

/** Who answers, and how. */
export function TargetFields() {
  const model = useDraft((draft) => draft.model)
  const maxOutputTokens = useDraft((draft) => draft.maxOutputTokens)
  const temperature = useDraft((draft) => draft.temperature)
  const start = useDraft((draft) => draft.start)
  const { providers, provider } = useTarget()
  return (
    <div className="grid shrink-0 grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)_minmax(0,0.9fr)_minmax(0,0.7fr)_minmax(0,1.15fr)] items-start gap-2 max-[700px]:grid-cols-3 border-t border-line pr-4 pl-5 pt-2.5 pb-3">
      <div className="min-w-0">
        <Select
          label="Provider"
          value={provider?.id ?? ''}
          options={providers.map(({ id, name, isDefault }) => ({
            value: id,
            label: name,
            ...(isDefault ? { hint: 'default' } : {}),
          }))}
          onChange={(providerId) => changeDraft({ providerId, model: '' })}
          disabled={providers.length === 0}
        />
      </div>
      <Suggest
        label="Model"
        value={model}
        suggestions={provider?.models ?? []}
        placeholder={provider?.defaultModel ?? ''}
        onChange={(next) => changeDraft({ model: next })}
      />
      <Input
        label="Max output tokens"
        inputMode="numeric"
        placeholder="Not sent"
        value={maxOutputTokens}
        error={readMaxTokens(maxOutputTokens).error ?? null}
        onChange={(event) => changeDraft({ maxOutputTokens: event.target.value })}
      />
      <Input
        label="Temperature"
        inputMode="decimal"
        placeholder="Not sent"
        value={temperature}
        error={readTemperature(temperature).error ?? null}
        onChange={(event) => changeDraft({ temperature: event.target.value })}
      />
      <StartField value={start} onChange={(next) => changeDraft({ start: next })} />
    </div>
  )
}
