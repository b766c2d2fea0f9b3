import type { Batch } from '#shared/batch'
import type { ProviderView } from '#shared/provider'
import { FailureCode } from '#shared/task'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'
import { causeTitle } from '../dead-letters/cause-title'
import type { RuleDraft, RuleProblems } from './rule-draft'

export type RuleFieldsProps = {
  readonly draft: RuleDraft
  readonly change: (part: Partial<RuleDraft>) => void
  readonly problems: RuleProblems
}

const any = 'any' // no provider or batch has this id: theirs are random, or numbers
const noProviders: readonly ProviderView[] = []
const noBatches: readonly Batch[] = []
const causes = FailureCode.options.map((code) => ({ value: code, label: causeTitle(code) }))

/** Which letters it is for: all that is named must hold. */
export function MatchFields({ draft, change, problems }: RuleFieldsProps) {
  const providers = useStore((store) => store.overview?.providers ?? noProviders)
  const batches = useStore((store) => store.overview?.batches ?? noBatches)
  const { providerId, batchId } = draft
  const provider = providers.find(({ id }) => id === providerId)
  const isGone = providerId !== '' && provider === undefined
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-xs font-semibold">When a letter dies</legend>
      {draft.cause !== null && (
        <p className="mb-2.5 flex items-center gap-2 rounded-md bg-selected px-2.5 py-1 text-xs text-ink-2">
          <span className="min-w-0 flex-1">Only of the very cause of the group it was made of.</span>
          <Button size="sm" look="ghost" onClick={() => change({ cause: null })}>
            Any like it
          </Button>
        </p>
      )}
      <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2.5">
        <div className="min-w-0">
          <Select
            label="Of"
            value={draft.code === '' ? any : draft.code}
            options={[{ value: any, label: 'Any cause' }, ...causes]}
            onChange={(code) => change({ code: code === any ? '' : (code as FailureCode), cause: null })}
          />
        </div>
        <Input
          label="HTTP status"
          value={draft.status}
          placeholder="any"
          inputMode="numeric"
          autoComplete="off"
          error={problems.status ?? null}
          onChange={(event) => change({ status: event.target.value })}
        />
        <div className="min-w-0">
          <Select
            label="At provider"
            value={providerId === '' ? any : providerId}
            options={[
              { value: any, label: 'Any provider' },
              ...providers.map(({ id, name }) => ({ value: id, label: name })),
              ...(isGone ? [{ value: providerId, label: 'Removed' }] : []),
            ]}
            onChange={(id) => change({ providerId: id === any ? '' : id })}
          />
        </div>
        <Suggest
          label="With model"
          value={draft.model}
          suggestions={provider?.models ?? []}
          placeholder="any"
          onChange={(model) => change({ model })}
        />
        <div className="min-w-0">
          <Select
            label="In batch"
            value={batchId === null ? any : String(batchId)}
            options={[
              { value: any, label: 'Any batch' },
              ...batches.map(({ id, name }) => ({ value: String(id), label: name })),
              ...(batchId !== null && !batches.some(({ id }) => id === batchId)
                ? [{ value: String(batchId), label: 'An older batch' }]
                : []),
            ]}
            onChange={(id) =>
              change({ batchId: id === any ? null : (batches.find((each) => String(each.id) === id)?.id ?? batchId) })
            }
          />
        </div>
        <Input
          label="Labelled"
          value={draft.label}
          placeholder="any"
          maxLength={60}
          autoComplete="off"
          onChange={(event) => change({ label: event.target.value })}
        />
      </div>
    </fieldset>
  )
}
