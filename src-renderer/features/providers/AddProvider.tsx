import { useEffect, useRef } from 'react'
import { presetOf } from '#shared/presets'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { focusFirstInvalid } from '../../ui/focus-invalid'
import { Select } from '../../ui/Select'
import { AdvancedFields } from './AdvancedFields'
import { draftFrom } from './check-provider'
import { KeyField } from './KeyField'
import { ProviderFields } from './ProviderFields'
import { presetChoices } from './preset-choices'
import { draftOfSeed, type ProviderSeed } from './provider-seed'
import { TestResult } from './TestResult'
import { useProviderForm } from './use-provider-form'

type AddProviderProps = {
  readonly seed: ProviderSeed
  readonly onSaved: (view: ProviderView) => void
  readonly onCancel: () => void
}

/** A provider that is not there yet. */
export function AddProvider({ seed, onSaved, onCancel }: AddProviderProps) {
  const form = useProviderForm({ draft: draftOfSeed(seed) }, onSaved)
  const { draft, change, problem, touch } = form
  const preset = presetOf(draft.preset)
  const self = useRef<HTMLFormElement>(null)
  useEffect(() => self.current?.querySelector('button')?.focus(), [])
  const isSeeds = preset.id === seed.preset
  // Where a key is needed it is all that most people fill in.
  const keyField = (
    <KeyField
      {...{ value: draft.key, keepPlain: draft.keepPlain, keychain: form.keychain }}
      optional={preset.key === 'optional'}
      error={problem('key')}
      onChange={change}
      onBlur={() => touch('key')}
    />
  )
  return (
    <form
      ref={self}
      noValidate
      aria-label="New provider"
      className="mb-3 space-y-3 rounded-lg border border-line-strong bg-surface px-4 pt-3.5 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        focusFirstInvalid(event.currentTarget)
        void form.save()
      }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <b className="font-semibold">New provider</b>
        <div className="w-[190px]">
          <Select
            label="Kind"
            hideLabel
            value={draft.preset}
            options={presetChoices}
            onChange={(id) => {
              const { key, keepPlain } = draft
              change({ ...draftFrom(id), key, keepPlain })
            }}
          />
        </div>
        <span className="min-w-0 flex-1 text-xs text-ink-3">
          {preset.note ?? (preset.keyPage ? `Keys are made at ${preset.keyPage.replace(/^https:\/\//, '')}` : '')}
        </span>
      </div>
      <div className="grid items-start gap-x-6 gap-y-3 min-[760px]:grid-cols-2">
        {preset.key !== 'optional' && keyField}
        <ProviderFields form={form} models={isSeeds && seed.models.length > 0 ? seed.models : preset.models} isNew />
        {preset.key === 'optional' && keyField}
      </div>
      <div className="max-w-[481px]">
        <AdvancedFields form={form} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" aria-disabled={form.busy !== null}>
          Save
        </Button>
        <Button icon="test" onClick={() => void form.runTest()} aria-disabled={form.busy === 'testing'}>
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
