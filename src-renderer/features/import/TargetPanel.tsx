import { offersBatches } from '#shared/half-price'
import type { ProviderView } from '#shared/provider'
import { priorityNames } from '../../state/batch-actions'
import type { Lane } from '../../state/sheets-slice'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { BudgetField } from '../spending/BudgetField'
import { readBudget } from '../spending/budget'
import { EstimateFigures } from '../spending/EstimateFigures'
import type { Told } from '../spending/use-estimate'
import { StartField } from '../task-changes/StartField'
import type { VariantDraft } from '../templates/variant-draft'
import { LaneCards } from './LaneCards'
import { ParameterFields } from './ParameterFields'
import type { BatchChoices, Target } from './use-target'

type TargetPanelProps = {
  readonly choices: BatchChoices
  readonly choose: (part: Partial<BatchChoices>) => void
  readonly draft: VariantDraft
  readonly change: (part: Partial<VariantDraft>) => void
  readonly target: Target
  readonly variant: string | null // the letter of the one that is shown; null: there is one
  readonly providers: readonly ProviderView[]
  readonly onAddVariant: (() => void) | null // null: it is offered elsewhere, or not at all
  readonly takesParameters: boolean
  readonly linesMayNameModels: boolean
  readonly disabled: boolean
  readonly told: Told
  readonly children?: React.ReactNode // what else may be chosen
}

/** Where the prompts go, how they are asked, when and how soon, and whether answers may be shared. */
export function TargetPanel(props: TargetPanelProps) {
  const { choices, choose, draft, change, target, variant, providers, linesMayNameModels, disabled, told } = props
  const { provider } = target
  const options = providers.map(({ id, name, isDefault }) => ({
    value: id,
    label: name,
    ...(isDefault ? { hint: 'default' } : {}),
  }))
  return (
    <div className="flex min-h-0 flex-col overflow-y-auto border-line bg-canvas min-[700px]:border-l max-[700px]:overflow-visible max-[700px]:border-t">
      {/* What it comes to stays in sight where the window is high enough. */}
      <div className="flex flex-col gap-3.5 px-5 py-4 min-[700px]:[@media(min-height:701px)]:min-h-0 min-[700px]:[@media(min-height:701px)]:flex-1 min-[700px]:[@media(min-height:701px)]:overflow-y-auto">
        <LaneCards lane={choices.lane} onChange={(lane) => choose({ lane })} disabled={disabled} />
        {variant !== null && (
          <>
            <Part>Variant {variant}</Part>
            <div>
              <Select
                label="Its lane"
                value={draft.lane ?? 'all'}
                options={variantLanes}
                onChange={(lane) => change({ lane: lane === 'all' ? null : (lane as Lane) })}
                disabled={disabled}
              />
            </div>
          </>
        )}
        <div>
          <Select
            label="Provider"
            value={target.providerId}
            options={options}
            onChange={(providerId) => change({ providerId, model: null })} // another provider has other models
            disabled={disabled || providers.length === 0}
          />
        </div>
        <InputWithChoices
          label="Model"
          value={draft.model ?? provider?.defaultModel ?? ''}
          choices={provider?.models ?? []}
          onChange={(model) => change({ model })}
          disabled={disabled}
          error={target.model === '' ? missingModel(provider) : null}
          {...(linesMayNameModels ? { hint: 'Lines that name their own model keep it.' } : {})}
        />
        {props.takesParameters && <ParameterFields draft={draft} change={change} disabled={disabled} />}
        {props.onAddVariant && (
          <div className="-my-1 flex items-center gap-1.5 text-xs text-ink-3">
            <span className="-ml-2">
              <Button look="ghost" size="sm" icon="new" onClick={props.onAddVariant} disabled={disabled}>
                Add a variant
              </Button>
            </span>
            to compare them
          </div>
        )}
        {variant !== null && <Part>All variants</Part>}
        <div className="grid grid-cols-2 items-start gap-x-3 gap-y-3.5">
          <StartField value={choices.start} onChange={(start) => choose({ start })} disabled={disabled} />
          <div className="min-w-0">
            <Select
              label="Priority"
              value={String(choices.priority)}
              options={priorities}
              onChange={(next) => choose({ priority: Number(next) })}
              disabled={disabled}
            />
          </div>
          <BudgetField value={choices.budget} onChange={(budget) => choose({ budget })} disabled={disabled} />
        </div>
        <div>
          <Switch
            label="Reuse stored answers"
            checked={choices.reuse}
            onChange={(reuse) => choose({ reuse })}
            disabled={disabled}
          />
          <p className="mt-1 pl-9 text-xs text-ink-3">
            Identical requests share one call, and answers that are stored already are used again at no cost.
          </p>
        </div>
        {props.children}
        {provider && offersBatches(provider) && (
          <div>
            <Switch
              label="Half price"
              checked={choices.halfPrice}
              onChange={(halfPrice) => choose({ halfPrice })}
              disabled={disabled}
            />
            <p className="mt-1 pl-9 text-xs text-ink-3">
              Sent as one of {provider.name}’s own batches: half the price, and answers within a day. The app need not
              stay open.
            </p>
          </div>
        )}
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
      <ImportEstimate told={told} budget={choices.budget} providers={providers} />
    </div>
  )
}

const Part = ({ children }: { readonly children: React.ReactNode }) => (
  <h3 className="-mb-1.5 border-t border-line pt-3 text-2xs font-medium text-ink-3">{children}</h3>
)

type ImportEstimateProps = {
  readonly told: Told
  readonly budget: string
  readonly providers: readonly ProviderView[]
}

/** What it would come to, and that a smaller budget would hold a part of it. */
function ImportEstimate({ told: { estimate, isOld }, budget: typed, providers }: ImportEstimateProps) {
  if (!estimate) return <div role="status" aria-label="Estimate" />
  const budget = readBudget(typed)
  const isOver =
    estimate.cost != null && estimate.cost > 0 && budget.ok && budget.value !== null && budget.value < estimate.cost
  return (
    <div className="shrink-0 border-t border-line px-5 py-3">
      <EstimateFigures estimate={estimate} isOld={isOld} providers={providers} />
      {isOver && <p className="mt-1 text-xs text-wait">More than the budget. What it does not cover waits in line.</p>}
      {estimate.price === 'unknown' && budget.ok && budget.value !== null && (
        <p className="mt-1 text-xs text-wait">With a budget nothing is sent to a model whose price is not known.</p>
      )}
    </div>
  )
}

const variantLanes = [
  { value: 'all', label: 'As above', hint: 'for all variants' },
  { value: 'auto', label: 'Auto' },
  { value: 'fast', label: 'Fast' },
  { value: 'heavy', label: 'Heavy' },
]

const priorities = [
  { value: String(priorityNames.normal), label: 'Normal', hint: 'takes turns' },
  { value: String(priorityNames.higher), label: 'Higher', hint: 'goes first' },
  { value: String(priorityNames.lower), label: 'Lower', hint: 'goes last' },
]

const missingModel = (provider: ProviderView | undefined): string =>
  `Name a model that ${provider?.name ?? 'the provider'} serves.`
