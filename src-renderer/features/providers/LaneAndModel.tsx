import type { ProviderView } from '#shared/provider'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'

const lanes = [
  { value: 'auto', label: 'Auto' },
  { value: 'fast', label: 'Fast', icon: 'fast', iconClass: 'text-fast' },
  { value: 'heavy', label: 'Heavy', icon: 'heavy', iconClass: 'text-heavy' },
] as const
const open = 'open' // no provider has this id: theirs are random

/** As it is being set; '' is what is usual. */
type Draft = { readonly lane: 'auto' | 'fast' | 'heavy'; readonly providerId: string; readonly model: string }
type LaneAndModelProps = {
  readonly draft: Draft
  readonly change: (part: Partial<Draft>) => void
  readonly providers: readonly ProviderView[]
  readonly usual: { readonly label: string; readonly name: string; readonly model: string } // where nothing is set
  readonly chosen: ProviderView | undefined
  readonly wherefore: string // what becomes of the work while its provider is gone
}

/** Who answers later work, in which lane. */
export function LaneAndModel({ draft, change, providers, usual, chosen, wherefore }: LaneAndModelProps) {
  const gone = draft.providerId !== '' && chosen === undefined && providers.length > 0
  return (
    <>
      <div>
        <span className="mb-1 block text-xs font-medium text-ink-2">Lane</span>
        <SegmentedControl label="Lane" value={draft.lane} segments={lanes} onChange={(lane) => change({ lane })} />
      </div>
      <div className="grid grid-cols-2 items-start gap-3">
        <div className="min-w-0">
          <Select
            label="Provider"
            value={draft.providerId === '' ? open : draft.providerId}
            options={[
              { value: open, label: usual.label, hint: usual.name },
              ...providers.map(({ id, name }) => ({ value: id, label: name })),
              ...(gone ? [{ value: draft.providerId, label: 'Removed' }] : []),
            ]}
            onChange={(id) => change({ providerId: id === open ? '' : id, model: '' })}
          />
        </div>
        <Suggest
          label="Model"
          value={draft.model}
          suggestions={chosen?.models ?? []}
          placeholder={usual.model}
          onChange={(model) => change({ model })}
        />
      </div>
      {gone && (
        <p role="alert" className="text-xs text-dead">
          Its provider was removed. Choose another, or {wherefore}.
        </p>
      )}
    </>
  )
}
