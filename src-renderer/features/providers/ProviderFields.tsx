import type { ProviderView } from '#shared/provider'
import { Input } from '../../ui/Input'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { isReadableOnTheWay } from './check-provider'
import { KeyField } from './KeyField'
import type { ProviderFormState } from './use-provider-form'

type ProviderFieldsProps = {
  readonly form: ProviderFormState
  readonly current: ProviderView['key']
  readonly models: readonly string[]
}
const unsafe = 'Without https, the prompts and the key can be read on their way.'

export function ProviderFields({ form, current, models }: ProviderFieldsProps) {
  const { draft, change, problem, touch } = form
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
      <KeyField form={form} current={current} />
      <Input
        label="Base URL"
        mono
        value={draft.baseUrl}
        placeholder="https://"
        error={problem('baseUrl')}
        hint={isReadableOnTheWay(draft.baseUrl) ? unsafe : undefined}
        onChange={(event) => change({ baseUrl: event.target.value })}
        onBlur={() => draft.baseUrl !== '' && touch('baseUrl')}
        autoComplete="off"
        spellCheck={false}
      />
      <InputWithChoices
        label="Model"
        value={draft.model}
        choices={models}
        placeholder="for new prompts"
        error={problem('model')}
        hint={draft.model.trim() === '' ? modelHint(models.length) : undefined}
        onChange={(model) => change({ model })}
      />
    </>
  )
}

const modelHint = (listed: number): string =>
  listed > 0 ? 'Choose one of those it lists.' : 'Test the connection to see which it lists.'
