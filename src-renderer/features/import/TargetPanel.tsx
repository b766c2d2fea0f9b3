import { offersBatches } from '#shared/half-price'
import type { ProviderView } from '#shared/provider'
import { priorityNames } from '../../state/batch-actions'
import type { Lane } from '../../state/sheets-slice'
import { Icon } from '../../ui/Icon'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { BudgetField } from '../spending/BudgetField'
import { readBudget } from '../spending/budget'
import { EstimateBlock } from '../spending/EstimateLine'
import type { Told } from '../spending/use-estimate'
import { StartField } from '../task-changes/StartField'
import { LaneCards } from './LaneCards'
import type { ImportTarget } from './use-import'

type TargetPanelProps = {
  readonly target: ImportTarget
  readonly providers: readonly ProviderView[]
  readonly provider: ProviderView | undefined
  readonly linesMayNameModels: boolean
  readonly disabled: boolean
  readonly told: Told
  readonly change: {
    readonly setLane: (lane: Lane) => void
    readonly setProvider: (id: string) => void
    readonly setModel: (model: string) => void
    readonly setPriority: (priority: number) => void
    readonly setReuse: (reuse: boolean) => void
    readonly setHalfPrice: (halfPrice: boolean) => void
    readonly setStart: (start: string) => void
    readonly setBudget: (budget: string) => void
  }
}

/** Where the prompts go, when and how soon, and whether answers may be shared. */
export function TargetPanel(props: TargetPanelProps) {
  const { target, providers, provider, linesMayNameModels, disabled, told, change } = props
  const options = providers.map(({ id, name, isDefault }) => ({
    value: id,
    label: name,
    ...(isDefault ? { hint: 'default' } : {}),
  }))
  return (
    <div className="flex min-h-0 flex-col gap-3.5 overflow-y-auto border-l border-line bg-canvas px-5 py-4">
      <LaneCards lane={target.lane} onChange={change.setLane} disabled={disabled} />
      <div>
        <Select
          label="Provider"
          value={target.providerId}
          options={options}
          onChange={change.setProvider}
          disabled={disabled || providers.length === 0}
        />
      </div>
      <InputWithChoices
        label="Model"
        value={target.model}
        choices={provider?.models ?? []}
        onChange={change.setModel}
        disabled={disabled}
        error={target.model.trim() === '' ? missingModel(provider) : null}
        {...(linesMayNameModels ? { hint: 'Lines that name their own model keep it.' } : {})}
      />
      <div>
        <Select
          label="Priority"
          value={String(target.priority)}
          options={priorities}
          onChange={(next) => change.setPriority(Number(next))}
          disabled={disabled}
        />
      </div>
      <div className="grid grid-cols-2 items-start gap-x-3">
        <StartField value={target.start} onChange={change.setStart} disabled={disabled} />
        <BudgetField value={target.budget} onChange={change.setBudget} disabled={disabled} />
      </div>
      <div>
        <Switch label="Reuse stored answers" checked={target.reuse} onChange={change.setReuse} disabled={disabled} />
        <p className="mt-1 pl-9 text-xs text-ink-3">
          Identical requests share one call, and answers that are stored already are used again at no cost.
        </p>
      </div>
      {provider && offersBatches(provider) && (
        <div>
          <Switch label="Half price" checked={target.halfPrice} onChange={change.setHalfPrice} disabled={disabled} />
          <p className="mt-1 pl-9 text-xs text-ink-3">
            Sent as one of {provider.name}’s own batches: half the price, and answers within a day. The app need not
            stay open.
          </p>
        </div>
      )}
      <ImportEstimate told={told} target={target} />
      {provider?.preset === 'practice' && (
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

type ImportEstimateProps = { readonly told: Told; readonly target: ImportTarget }

/** What it would cost, and that a smaller budget would hold a part of it. */
function ImportEstimate({ told: { estimate, isOld }, target }: ImportEstimateProps) {
  const budget = readBudget(target.budget)
  const isOver =
    estimate?.cost != null && estimate.cost > 0 && budget.ok && budget.value !== null && budget.value < estimate.cost
  return (
    <div>
      <EstimateBlock estimate={estimate} isOld={isOld} />
      {isOver && <p className="mt-1 text-xs text-wait">More than the budget. What it does not cover waits in line.</p>}
      {estimate?.price === 'unknown' && budget.ok && budget.value !== null && (
        <p className="mt-1 text-xs text-wait">With a budget nothing is sent to a model whose price is not known.</p>
      )}
    </div>
  )
}

const priorities = [
  { value: String(priorityNames.normal), label: 'Normal', hint: 'takes turns' },
  { value: String(priorityNames.higher), label: 'Higher', hint: 'goes first' },
  { value: String(priorityNames.lower), label: 'Lower', hint: 'goes last' },
]

const missingModel = (provider: ProviderView | undefined): string =>
  `Name a model that ${provider?.name ?? 'the provider'} serves.`
