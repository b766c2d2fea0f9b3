import type { ReactNode } from 'react'
import { SaveForm } from '../../ui/SaveForm'
import { OwnRules } from './OwnRules'
import { PolicyFields } from './PolicyFields'
import { PromptFields } from './PromptFields'
import { TargetFields } from './TargetFields'
import type { ScheduleFormState } from './use-schedule-form'
import { WhenFields } from './WhenFields'

type ScheduleFormProps = {
  readonly form: ScheduleFormState
  readonly label: string
  readonly children?: ReactNode // further buttons
}

/** All that can be set about a schedule. */
export function ScheduleForm({ form, label, children }: ScheduleFormProps) {
  const { rules, isDescribing } = form.own
  const unfit = form.preview?.problem != null || rules.value === null || isDescribing
  return (
    <SaveForm
      label={label}
      submit={form.isNew ? 'Add schedule' : 'Save'}
      blocked={unfit || form.isSaving || !form.changed}
      failure={form.failure}
      onSave={() => void form.save()}
      buttons={children}
    >
      <div className="grid gap-x-8 gap-y-4 min-[860px]:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <PromptFields form={form} />
          <TargetFields form={form} />
        </div>
        <div className="min-w-0 space-y-4">
          <WhenFields form={form} />
          <PolicyFields form={form} />
        </div>
      </div>
      <OwnRules form={form} />
    </SaveForm>
  )
}
