import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
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

/** Who answers, in which lane, and what a file may cost. */
export function WatchTarget({ form }: { readonly form: WatchFormState }) {
  const { draft, change, problem, touch } = form
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
        <Input
          label="Dry run of each file"
          value={draft.dryRun}
          inputMode="numeric"
          placeholder="None"
          trailing={<span className="text-xs text-ink-3">rows</span>}
          error={problem('dryRun')}
          hint={draft.dryRun.trim() === '' ? undefined : 'The rest of it waits for your release.'}
          onChange={(event) => change({ dryRun: event.target.value })}
          onBlur={() => touch('dryRun')}
          autoComplete="off"
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
  const limit = budget.ok && budget.value !== null ? `at most $${draft.budget.trim()}` : 'what its prompts cost'
  const model = draft.model.trim() || usualModel
  return (
    <p className="flex items-start gap-2 text-xs text-ink-2">
      <Icon name="money" size={14} className="mt-px shrink-0 text-ink-3" />
      <span>
        Each file that appears there is sent to <b className="font-semibold">{chosen.name}</b>
        {model === '' ? '' : ` (${model})`} without asking you, and costs {limit}. The same contents are sent once.
      </span>
    </p>
  )
}
