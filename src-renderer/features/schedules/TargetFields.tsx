import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'
import type { ScheduleFormState } from './use-schedule-form'

const lanes = [
  { value: 'auto', label: 'Auto' },
  { value: 'fast', label: 'Fast', icon: 'fast', iconClass: 'text-fast' },
  { value: 'heavy', label: 'Heavy', icon: 'heavy', iconClass: 'text-heavy' },
] as const
const none: readonly ProviderView[] = []
const theDefault = 'default' // no provider has this id: theirs are random

/** Who answers, in which lane. */
export function TargetFields({ form: { draft, change } }: { readonly form: ScheduleFormState }) {
  const providers = useStore((store) => store.overview?.providers ?? none)
  const standard = providers.find(({ isDefault }) => isDefault)
  const chosen = providers.find(({ id }) => id === draft.providerId) ?? (draft.providerId === '' ? standard : undefined)
  const gone = draft.providerId !== '' && chosen === undefined && providers.length > 0
  return (
    <div className="space-y-3">
      <div>
        <span className="mb-1 block text-xs font-medium text-ink-2">Lane</span>
        <SegmentedControl label="Lane" value={draft.lane} segments={lanes} onChange={(lane) => change({ lane })} />
      </div>
      <div className="grid grid-cols-2 items-start gap-3">
        <div className="min-w-0">
          <Select
            label="Provider"
            value={draft.providerId === '' ? theDefault : draft.providerId}
            options={[
              { value: theDefault, label: 'The default', hint: standard?.name ?? '' },
              ...providers.map(({ id, name }) => ({ value: id, label: name })),
              ...(gone ? [{ value: draft.providerId, label: 'Removed' }] : []),
            ]}
            onChange={(id) => change({ providerId: id === theDefault ? '' : id, model: '' })}
          />
        </div>
        <Suggest
          label="Model"
          value={draft.model}
          suggestions={chosen?.models ?? []}
          placeholder={chosen?.defaultModel ?? ''}
          onChange={(model) => change({ model })}
        />
      </div>
      {gone && (
        <p role="alert" className="text-xs text-dead">
          Its provider was removed. Choose another, or it fires nothing.
        </p>
      )}
    </div>
  )
}
