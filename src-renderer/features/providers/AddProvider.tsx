import { useState } from 'react'
import { customPreset, presetAt, presetOf } from '#shared/presets'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { ProviderFields } from './ProviderFields'
import { type ProviderSeed, seedOf } from './provider-seed'
import { TestResult } from './TestResult'
import { useProviderForm } from './use-provider-form'

type AddProviderProps = {
  readonly seed: ProviderSeed
  readonly onSaved: (view: ProviderView) => void
  readonly onCancel: () => void
}

const offered = ['openai', 'ollama', 'lm-studio', customPreset].map((id) => ({ value: id, label: presetOf(id).name }))
const offeredAt = (baseUrl: string): string => {
  const { id } = presetAt(baseUrl)
  return offered.some(({ value }) => value === id) ? id : customPreset
}

/** A provider that is not there yet. */
export function AddProvider({ seed, onSaved, onCancel }: AddProviderProps) {
  const [preset, setPreset] = useState(offeredAt(seed.baseUrl))
  const form = useProviderForm({ seed }, onSaved)
  function take(next: string) {
    setPreset(next)
    const { name, baseUrl } = seedOf(presetOf(next))
    form.change({ name, baseUrl, model: '' })
  }
  return (
    <form
      noValidate
      aria-label="New provider"
      className="mb-3 space-y-3 rounded-lg border border-line-strong bg-surface px-4 pt-3.5 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void form.save()
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <b className="font-semibold">New provider</b>
        <SegmentedControl label="Kind" value={preset} segments={offered} onChange={take} />
        <span className="text-xs text-ink-3">Any server that speaks OpenAI’s protocol.</span>
      </div>
      <div className="grid items-start gap-x-6 gap-y-3 min-[760px]:grid-cols-2">
        <ProviderFields form={form} current={null} models={seed.models} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={form.busy !== null}>
          Save
        </Button>
        <Button icon="test" onClick={() => void form.runTest()} disabled={form.busy !== null}>
          Test connection
        </Button>
        <Button look="ghost" onClick={onCancel} disabled={form.busy !== null}>
          Cancel
        </Button>
        <span className="text-xs text-ink-3">A test saves first.</span>
        <TestResult test={form.test} busy={form.busy === 'testing'} />
      </div>
      {form.failure !== null && (
        <p role="alert" className="text-xs text-dead">
          Not saved: {form.failure} What you typed is still here.
        </p>
      )}
    </form>
  )
}
