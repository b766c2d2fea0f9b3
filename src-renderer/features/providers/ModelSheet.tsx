import { useRef, useState } from 'react'
import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Sheet } from '../../ui/Sheet'
import { ModelFields } from './ModelFields'
import { useModelForm } from './use-model-form'

type ModelSheetProps = {
  readonly provider: ProviderView
  readonly model: string | null // null: to be named first
  readonly onSaved: () => void
  readonly onClose: () => void
}
const noProviders: readonly ProviderView[] = []

/** What a person sets for a model of a provider, beside what is known of it otherwise. */
export function ModelSheet({ provider, model: given, onSaved, onClose }: ModelSheetProps) {
  const [typed, setTyped] = useState(given ?? '')
  const [model, setModel] = useState(given ?? '')
  const providers = useStore((store) => store.overview?.providers) ?? noProviders
  const form = useModelForm(provider.id, model, onSaved)
  const first = useRef<HTMLInputElement>(null)
  const name = (next: string) => {
    setTyped(next)
    if (provider.models.includes(next)) setModel(next)
  }
  return (
    <Sheet
      title={given ?? 'Set for a model'}
      open
      onClose={onClose}
      width={620}
      initialFocus={first}
      subtitle={provider.name}
      footer={
        <>
          <Button look="ghost" onClick={form.clear} disabled={!form.ready || form.isEmpty}>
            Clear all
          </Button>
          <span role="alert" className="min-w-0 flex-1 text-right text-xs text-dead">
            {form.failure !== null && `Not saved: ${form.failure}`}
          </span>
          <Button look="ghost" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form="model-settings"
            look="primary"
            disabled={model === '' ? typed.trim() === '' : !form.canSave}
          >
            {model === '' ? 'Continue' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        id="model-settings"
        noValidate
        className="px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (model === '') setModel(typed.trim())
          else void form.save()
        }}
      >
        {given === null && (
          <div className="mb-4">
            <InputWithChoices
              label="Model"
              value={typed}
              choices={provider.models}
              placeholder="as its requests name it"
              inputRef={first}
              onChange={name}
              onBlur={() => setModel(typed.trim())}
              hint={model === '' ? 'Name it to see what is known of it.' : undefined}
            />
          </div>
        )}
        {model !== '' && (
          <ModelFields
            form={form}
            providers={providers}
            several={provider.keys.length > 1}
            {...(given === null ? {} : { firstRef: first })}
          />
        )}
      </form>
    </Sheet>
  )
}
