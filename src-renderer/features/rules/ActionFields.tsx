import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { Checkbox } from '../../ui/Checkbox'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'
import type { RuleFieldsProps } from './MatchFields'
import { type Span, spans } from './rule-draft'

const own = 'own' // no provider has this id: theirs are random
const noProviders: readonly ProviderView[] = []
const spanOptions = (Object.keys(spans) as Span[]).map((span) => ({ value: span, label: span }))

/** What is done with it: one thing or more. */
export function ActionFields({ draft, change, problems }: RuleFieldsProps) {
  const providers = useStore((store) => store.overview?.providers ?? noProviders)
  const other = providers.find(({ id }) => id === draft.otherProvider)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-xs font-semibold">Then</legend>
      <div className="flex flex-col gap-2.5">
        <Checkbox label="Requeue it" checked={draft.requeues} onChange={(requeues) => change({ requeues })} />
        {draft.requeues && (
          <div className="ml-[22px] flex flex-col gap-2">
            <div className="flex items-start gap-2">
              <Word>after</Word>
              <div className="w-16">
                <Input
                  label="After how long"
                  hideLabel
                  value={draft.after}
                  inputMode="numeric"
                  autoComplete="off"
                  error={problems.after ?? null}
                  onChange={(event) => change({ after: event.target.value })}
                />
              </div>
              <div className="w-26">
                <Select
                  label="Unit of time"
                  hideLabel
                  value={draft.span}
                  options={spanOptions}
                  onChange={(span) => change({ span })}
                />
              </div>
              <Word>at most</Word>
              <div className="w-12">
                <Input
                  label="At most how often"
                  hideLabel
                  value={draft.atMost}
                  inputMode="numeric"
                  autoComplete="off"
                  error={problems.atMost ?? null}
                  onChange={(event) => change({ atMost: event.target.value })}
                />
              </div>
              <Word>{draft.atMost.trim() === '1' ? 'time' : 'times'}</Word>
            </div>
            <div className="grid grid-cols-2 items-start gap-3">
              <div className="min-w-0">
                <Select
                  label="With"
                  value={draft.otherProvider === '' ? own : draft.otherProvider}
                  options={[
                    { value: own, label: 'Its own model' },
                    ...providers.map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                  onChange={(id) =>
                    change(
                      id === own
                        ? { otherProvider: '', otherModel: '' }
                        : {
                            otherProvider: id,
                            otherModel: providers.find((each) => each.id === id)?.defaultModel ?? '',
                          },
                    )
                  }
                />
              </div>
              {draft.otherProvider !== '' && (
                <div className="min-w-0">
                  <Suggest
                    label="Other model"
                    value={draft.otherModel}
                    suggestions={other?.models ?? []}
                    onChange={(otherModel) => change({ otherModel })}
                  />
                  {problems.otherModel && <p className="mt-1 text-xs text-dead">{problems.otherModel}</p>}
                </div>
              )}
            </div>
          </div>
        )}
        <div className="flex items-start gap-2">
          <span className="flex h-7 items-center">
            <Checkbox label="Label it" checked={draft.labels} onChange={(labels) => change({ labels })} />
          </span>
          {draft.labels && (
            <div className="min-w-0 flex-1">
              <Input
                label="Label"
                hideLabel
                value={draft.newLabel}
                maxLength={60}
                autoComplete="off"
                error={problems.newLabel ?? null}
                onChange={(event) => change({ newLabel: event.target.value })}
              />
            </div>
          )}
        </div>
        <Checkbox label="Tell me" checked={draft.notifies} onChange={(notifies) => change({ notifies })} />
        {problems.actions && <p className="text-xs text-dead">{problems.actions}</p>}
      </div>
    </fieldset>
  )
}

const Word = ({ children }: { readonly children: string }) => (
  <span className="flex h-7 items-center text-ink-2">{children}</span>
)
