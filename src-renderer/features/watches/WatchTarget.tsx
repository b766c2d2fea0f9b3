import type { ProviderView } from '#shared/provider'
import type { NanoUsd } from '#shared/spend'
import { formatUsd } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { LaneAndModel } from '../providers/LaneAndModel'
import { BudgetField } from '../spending/BudgetField'
import { readBudget } from '../spending/budget'
import type { WatchFormState } from './use-watch-form'

const none: readonly ProviderView[] = []

/** Whom the files go to: what is set here, then what the template says, then what is usual. */
function useTarget({ draft, known }: WatchFormState) {
  const providers = useStore((store) => store.overview?.providers ?? none)
  const { providerId: wished, model: named } = known.template?.body.parameters ?? {}
  const standard = providers.find(({ isDefault }) => isDefault)
  const ofTemplate = draft.templateId === null ? undefined : providers.find(({ id }) => id === wished)
  const usual = ofTemplate ?? standard
  const chosen = draft.providerId === '' ? usual : providers.find(({ id }) => id === draft.providerId)
  const templateModel = draft.templateId !== null && (wished ?? chosen?.id) === chosen?.id ? named : undefined
  const usualModel = templateModel ?? chosen?.defaultModel ?? ''
  return { providers, usual, chosen, usualModel, ofTemplate: ofTemplate !== undefined }
}

type WatchTargetProps = { readonly form: WatchFormState; readonly spentToday: NanoUsd }

/** Who answers, in which lane, and what a file and a day may cost. */
export function WatchTarget({ form, spentToday }: WatchTargetProps) {
  const { draft, change } = form
  const { providers, usual, chosen, usualModel, ofTemplate } = useTarget(form)
  return (
    <>
      <LaneAndModel
        draft={draft}
        change={change}
        providers={providers}
        usual={{ label: ofTemplate ? 'The template’s' : 'The default', name: usual?.name ?? '', model: usualModel }}
        chosen={chosen}
        wherefore="its files wait"
      />
      <div className="grid grid-cols-2 items-start gap-3">
        <BudgetField label="Budget of each file" value={draft.budget} onChange={(budget) => change({ budget })} />
        <BudgetField
          label="Budget of a day"
          value={draft.dayBudget}
          onChange={(dayBudget) => change({ dayBudget })}
          hint={`All of its files together.${spentToday > 0 ? ` ${formatUsd(spentToday)} spent today.` : ''}`}
        />
      </div>
    </>
  )
}

/** What it comes to, in a sentence: where each file goes, and that it costs money. */
export function TargetWords({ form }: { readonly form: WatchFormState }) {
  const { chosen, usualModel } = useTarget(form)
  if (!chosen) return null
  const { draft } = form
  const budget = readBudget(draft.budget)
  const dayBudget = readBudget(draft.dayBudget)
  const limit = budget.ok && budget.value !== null ? `at most ${formatUsd(budget.value)}` : 'what its prompts cost'
  const day =
    dayBudget.ok && dayBudget.value !== null ? `; all of them at most ${formatUsd(dayBudget.value)} a day` : ''
  const model = draft.model.trim() || usualModel
  return (
    <p className="flex items-start gap-2 text-xs text-ink-2">
      <Icon name="money" size={14} className="mt-px shrink-0 text-ink-3" />
      <span>
        Each file that appears there is sent to <b className="font-semibold">{chosen.name}</b>
        {model === '' ? '' : ` (${model})`} without asking you, and costs {limit}
        {day}. The same contents are sent once.
      </span>
    </p>
  )
}
