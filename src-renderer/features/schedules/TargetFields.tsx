import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { LaneAndModel } from '../providers/LaneAndModel'
import type { ScheduleFormState } from './use-schedule-form'

const none: readonly ProviderView[] = []

/** Who answers, in which lane. */
export function TargetFields({ form: { draft, change } }: { readonly form: ScheduleFormState }) {
  const providers = useStore((store) => store.overview?.providers ?? none)
  const standard = providers.find(({ isDefault }) => isDefault)
  const chosen = providers.find(({ id }) => id === draft.providerId) ?? (draft.providerId === '' ? standard : undefined)
  return (
    <div className="space-y-3">
      <LaneAndModel
        draft={draft}
        change={change}
        providers={providers}
        usual={{ label: 'The default', name: standard?.name ?? '', model: chosen?.defaultModel ?? '' }}
        chosen={chosen}
        wherefore="it fires nothing"
      />
    </div>
  )
}
