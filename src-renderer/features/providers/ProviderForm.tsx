import { multipliedWords } from '#shared/multiplied-words'
import type { ProviderView } from '#shared/provider'
import type { ShutGate } from '../../frame/gates'
import { Button } from '../../ui/Button'
import { focusFirstInvalid } from '../../ui/focus-invalid'
import { Icon } from '../../ui/Icon'
import { AdvancedFields } from './AdvancedFields'
import { GateList } from './GateList'
import { KeyList } from './KeyList'
import { ProviderFields } from './ProviderFields'
import { dismissMultiplied, makeDefault } from './provider-actions'
import { RemoveProvider } from './RemoveProvider'
import { TestResult } from './TestResult'
import { useProviderForm } from './use-provider-form'

type ProviderFormProps = {
  readonly provider: ProviderView
  readonly gates: readonly ShutGate[]
}

/** All that can be set about a provider on one side; how it does, and why, on the other. */
export function ProviderForm({ provider, gates }: ProviderFormProps) {
  const form = useProviderForm({ provider }, () => {})
  return (
    <div className="grid gap-x-8 gap-y-5 min-[1100px]:grid-cols-[minmax(0,340px)_minmax(0,1fr)]">
      <div className="space-y-5">
        <form
          noValidate
          aria-label={provider.name}
          className="space-y-3"
          onSubmit={(event) => {
            event.preventDefault()
            focusFirstInvalid(event.currentTarget)
            void form.save()
          }}
        >
          <div className="grid items-start gap-x-6 gap-y-3 min-[760px]:max-[1099px]:grid-cols-2">
            <ProviderFields form={form} models={provider.models} isNew={false} />
          </div>
          <AdvancedFields form={form} />
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="primary" disabled={!form.changed} aria-disabled={form.busy !== null}>
              Save
            </Button>
            <Button
              icon="test"
              onClick={() => void form.runTest()}
              aria-disabled={form.busy === 'testing'}
              data-focus-home
            >
              Test connection
            </Button>
            {form.changed && <span className="text-xs text-ink-3">A test saves first.</span>}
          </div>
          {form.failure !== null && (
            <p role="alert" className="text-xs text-dead">
              Not saved: {form.failure} What you typed is still here.
            </p>
          )}
        </form>
        <TestResult
          test={form.test ?? provider.lastTest}
          busy={form.busy === 'testing'}
          onUse={(baseUrl) => void form.takeBaseUrl(baseUrl)}
        />
      </div>
      <div className="min-w-0 space-y-4">
        {provider.multiplied && (
          <div className="flex items-start gap-2 rounded-[8px] bg-wait-tint px-2.5 py-2 text-xs">
            <Icon name="invalid" size={14} className="mt-px shrink-0 text-wait" />
            <span className="min-w-0 flex-1 text-ink">{multipliedWords(provider.multiplied)}</span>
            <Button
              size="sm"
              look="ghost"
              title="It is told again when calls are repeated again."
              onClick={() => void dismissMultiplied(provider)}
            >
              Dismiss
            </Button>
          </div>
        )}
        <KeyList provider={provider} />
        <GateList provider={provider} shut={gates} />
        <div className="flex flex-wrap items-center justify-end gap-2">
          {!provider.isDefault && (
            <Button look="ghost" onClick={() => void makeDefault(provider)}>
              Make default
            </Button>
          )}
          <RemoveProvider provider={provider} />
        </div>
      </div>
    </div>
  )
}
