import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Select } from '../../ui/Select'
import type { FallbackDraft } from './model-draft'

type FallbackFieldsProps = {
  readonly fallbacks: readonly FallbackDraft[]
  readonly providers: readonly ProviderView[]
  readonly onChange: (fallbacks: readonly FallbackDraft[]) => void
  readonly problem: string | undefined
}
const most = 10

/** Models that stand in, in the order in which they are tried. */
export function FallbackFields({ fallbacks, providers, onChange, problem }: FallbackFieldsProps) {
  const options = providers.map(({ id, name }) => ({ value: id, label: name }))
  const change = (key: number, part: Partial<FallbackDraft>) =>
    onChange(fallbacks.map((each) => (each.key === key ? { ...each, ...part } : each)))
  const move = (index: number, by: 1 | -1) => {
    const next = [...fallbacks]
    const [taken] = next.splice(index, 1)
    if (taken) next.splice(index + by, 0, taken)
    onChange(next)
  }
  function add() {
    const [first] = providers
    if (!first) return
    const key = Math.max(-1, ...fallbacks.map((each) => each.key)) + 1
    onChange([...fallbacks, { key, providerId: first.id, model: first.defaultModel }])
  }
  return (
    <div className="space-y-1.5">
      {fallbacks.length > 0 && (
        <ol aria-label="Fallback models" className="space-y-1.5">
          {fallbacks.map(({ key, providerId, model }, index) => {
            const name = model || 'the fallback'
            return (
              <li key={key} className="grid grid-cols-[16px_minmax(0,150px)_minmax(0,1fr)_auto] items-center gap-x-2">
                <span className="tn text-xs text-ink-3">{index + 1}</span>
                <Select
                  label={`Provider of fallback ${index + 1}`}
                  hideLabel
                  value={providerId}
                  options={options}
                  onChange={(next) =>
                    change(key, {
                      providerId: next,
                      model: providers.find(({ id }) => id === next)?.defaultModel ?? '',
                    })
                  }
                />
                <InputWithChoices
                  label={`Model of fallback ${index + 1}`}
                  hideLabel
                  value={model}
                  choices={providers.find(({ id }) => id === providerId)?.models ?? []}
                  placeholder="model"
                  onChange={(next) => change(key, { model: next })}
                />
                <span className="flex">
                  <IconButton
                    icon="up"
                    label={`Move ${name} up`}
                    size="sm"
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  />
                  <IconButton
                    icon="down"
                    label={`Move ${name} down`}
                    size="sm"
                    disabled={index === fallbacks.length - 1}
                    onClick={() => move(index, 1)}
                  />
                  <IconButton
                    icon="close"
                    label={`Remove ${name}`}
                    size="sm"
                    onClick={() => onChange(fallbacks.filter((each) => each.key !== key))}
                  />
                </span>
              </li>
            )
          })}
        </ol>
      )}
      {problem && (
        <p role="alert" className="text-xs text-dead">
          {problem}
        </p>
      )}
      <Button size="sm" icon="new" onClick={add} disabled={fallbacks.length >= most}>
        Add a fallback
      </Button>
    </div>
  )
}
