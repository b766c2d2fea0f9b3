import type { ProviderView } from '#shared/provider'
import type { Lane } from '../../state/sheets-slice'
import { Icon } from '../../ui/Icon'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Select } from '../../ui/Select'
import { LaneCards } from './LaneCards'
import type { ImportTarget } from './use-import'

type TargetPanelProps = {
  readonly target: ImportTarget
  readonly providers: readonly ProviderView[]
  readonly provider: ProviderView | undefined
  readonly linesMayNameModels: boolean
  readonly disabled: boolean
  readonly onLane: (lane: Lane) => void
  readonly onProvider: (id: string) => void
  readonly onModel: (model: string) => void
}

/** Where the prompts go: lane, provider and model. */
export function TargetPanel(props: TargetPanelProps) {
  const { target, providers, provider, linesMayNameModels, disabled, onLane, onProvider, onModel } = props
  const options = providers.map(({ id, name, isDefault }) => ({
    value: id,
    label: name,
    ...(isDefault ? { hint: 'default' } : {}),
  }))
  return (
    <div className="flex min-h-0 flex-col gap-3.5 overflow-y-auto border-l border-line bg-canvas px-5 py-4">
      <LaneCards lane={target.lane} onChange={onLane} disabled={disabled} />
      <div>
        <Select
          label="Provider"
          value={target.providerId}
          options={options}
          onChange={onProvider}
          disabled={disabled || providers.length === 0}
        />
      </div>
      <InputWithChoices
        label="Model"
        value={target.model}
        choices={provider?.models ?? []}
        onChange={onModel}
        disabled={disabled}
        error={target.model.trim() === '' ? missingModel(provider) : null}
        {...(linesMayNameModels ? { hint: 'Lines that name their own model keep it.' } : {})}
      />
      {provider?.kind === 'practice' && (
        <p className="flex gap-2 border-t border-line pt-3.5 text-xs text-ink-2">
          <Icon name="practice" size={14} className="mt-px text-ink-3" />
          <span>
            Practice calls no model and costs nothing: its answers are made up on this computer, with rate limits and
            failures like a real provider’s.
          </span>
        </p>
      )}
    </div>
  )
}

const missingModel = (provider: ProviderView | undefined): string =>
  `Name a model that ${provider?.name ?? 'the provider'} serves.`
