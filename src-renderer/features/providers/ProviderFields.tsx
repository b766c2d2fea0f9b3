import { customPreset, presetOf } from '#shared/presets'
import { Input } from '../../ui/Input'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Select } from '../../ui/Select'
import { atAddress, isReadableOnTheWay, withPart } from './check-provider'
import { partsOf, protocolChoices } from './preset-choices'
import type { ProviderFormState } from './use-provider-form'

type ProviderFieldsProps = {
  readonly form: ProviderFormState
  readonly models: readonly string[]
  readonly isNew: boolean
}
const unsafe = 'Without https, the prompts and the key can be read on their way.'

/** What every provider has: a name, an address, what is spoken there, and the model of new prompts. */
export function ProviderFields({ form, models, isNew }: ProviderFieldsProps) {
  const { draft, change, problem, touch } = form
  const parts = isNew ? partsOf(draft.preset) : []
  return (
    <>
      <Input
        label="Name"
        value={draft.name}
        error={problem('name')}
        onChange={(event) => change({ name: event.target.value })}
        onBlur={() => draft.name !== '' && touch('name')}
        autoComplete="off"
      />
      {parts.map(({ name, label }) => (
        <Input
          key={name}
          label={label}
          value={draft.parts[name] ?? ''}
          placeholder={`your ${name}’s name`}
          onChange={(event) => change(withPart(draft, name, event.target.value))}
          autoComplete="off"
          spellCheck={false}
        />
      ))}
      <Input
        label="Base URL"
        mono
        value={draft.baseUrl}
        placeholder="https://"
        error={problem('baseUrl')}
        hint={isReadableOnTheWay(draft.baseUrl) ? unsafe : undefined}
        onChange={(event) => change(isNew ? atAddress(draft, event.target.value) : { baseUrl: event.target.value })}
        onBlur={() => draft.baseUrl !== '' && touch('baseUrl')}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="min-w-0">
        <Select
          label="Protocol"
          value={draft.protocol}
          options={protocolChoices}
          onChange={(protocol) => change({ protocol })}
          disabled={isNew && draft.preset !== customPreset && draft.preset !== 'azure'}
        />
      </div>
      <InputWithChoices
        label="Model"
        value={draft.model}
        choices={models}
        placeholder={presetOf(draft.preset).listsOthers ? 'as you named it there' : 'for new prompts'}
        error={problem('model')}
        hint={draft.model.trim() === '' && !presetOf(draft.preset).listsOthers ? modelHint(models.length) : undefined}
        onChange={(model) => change({ model })}
      />
    </>
  )
}

const modelHint = (listed: number): string =>
  listed > 0 ? 'Choose one of those it lists.' : 'Test the connection to see which it lists.'
