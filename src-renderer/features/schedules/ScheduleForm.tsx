import type { ReactNode } from 'react'
import { hasMod } from '../../platform'
import { Button } from '../../ui/Button'
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
  const blocked = unfit || form.isSaving || !form.changed
  return (
    <form
      noValidate
      aria-label={label}
      className="space-y-4"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        if (!blocked) void form.save()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!blocked) void form.save()
      }}
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
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={blocked}>
          {form.isNew ? 'Add schedule' : 'Save'}
        </Button>
        {children}
        {form.failure !== null && (
          <span role="alert" className="order-last basis-full text-xs text-dead">
            Not saved: {form.failure} What you typed is still here.
          </span>
        )}
      </div>
    </form>
  )
}
