import type { ReactNode } from 'react'
import type { NanoUsd } from '#shared/spend'
import { SaveForm } from '../../ui/SaveForm'
import { FolderFields } from './FolderFields'
import { ResultFields, TakingFields } from './ResultFields'
import { TemplateFields } from './TemplateFields'
import type { WatchFormState } from './use-watch-form'
import { TargetWords, WatchTarget } from './WatchTarget'

type WatchFormProps = {
  readonly form: WatchFormState
  readonly label: string
  readonly spentToday?: NanoUsd // by its files
  readonly children?: ReactNode // further buttons
}

/** All that can be set about a watched folder. */
export function WatchForm({ form, label, spentToday = 0, children }: WatchFormProps) {
  return (
    <SaveForm
      label={label}
      submit={form.isNew ? 'Watch this folder' : 'Save'}
      blocked={form.isSaving || !form.changed}
      failure={form.failure}
      onSave={() => void form.save()}
      buttons={children}
    >
      <div className="grid gap-x-8 gap-y-4 min-[860px]:grid-cols-2">
        <div className="min-w-0 space-y-3">
          <FolderFields form={form} />
          <TemplateFields form={form} />
          <ResultFields form={form} />
        </div>
        <div className="min-w-0 space-y-3">
          <WatchTarget form={form} spentToday={spentToday} />
          <TakingFields form={form} />
        </div>
      </div>
      <TargetWords form={form} />
    </SaveForm>
  )
}
