import type { ProviderView } from '#shared/provider'
import type { ShutGate } from '../../frame/gates'
import { Button } from '../../ui/Button'
import { GateNotes } from './GateNotes'
import { ProviderFields } from './ProviderFields'
import { makeDefault } from './provider-actions'
import { RemoveProvider } from './RemoveProvider'
import { TestResult } from './TestResult'
import { useProviderForm } from './use-provider-form'

type ProviderFormProps = {
  readonly provider: ProviderView
  readonly gates: readonly ShutGate[]
}

/** All that can be set about a provider, and what it last said. */
export function ProviderForm({ provider, gates }: ProviderFormProps) {
  const form = useProviderForm({ provider }, () => {})
  return (
    <form
      noValidate
      aria-label={provider.name}
      className="grid gap-x-8 gap-y-4 min-[1100px]:grid-cols-[minmax(0,340px)_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault()
        void form.save()
      }}
    >
      <div className="space-y-3">
        <ProviderFields form={form} current={provider.key} models={provider.models} />
      </div>
      <div className="space-y-3 min-[1100px]:pt-5">
        <GateNotes gates={gates} />
        <TestResult test={form.test ?? provider.lastTest} busy={form.busy === 'testing'} />
      </div>
      <div className="flex flex-wrap items-center gap-2 min-[1100px]:col-span-2">
        <Button type="submit" look="primary" disabled={!form.changed || form.busy !== null}>
          Save
        </Button>
        <Button icon="test" onClick={() => void form.runTest()} disabled={form.busy !== null}>
          Test connection
        </Button>
        {form.changed && <span className="text-xs text-ink-3">A test saves first.</span>}
        {form.failure !== null && (
          <span role="alert" className="text-xs text-dead">
            Not saved: {form.failure} What you typed is still here.
          </span>
        )}
        <span className="flex-1" />
        {!provider.isDefault && (
          <Button look="ghost" onClick={() => void makeDefault(provider)}>
            Make default
          </Button>
        )}
        <RemoveProvider provider={provider} />
      </div>
    </form>
  )
}
