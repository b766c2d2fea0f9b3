import { isTimeZone } from '#shared/zoned-time'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { commonRules, commonZones } from './draft'
import { NextFirings } from './NextFirings'
import type { ScheduleFormState } from './use-schedule-form'

/** When it fires: an expression with the clock that it is read by, and what that comes to. */
export function WhenFields({ form }: { readonly form: ScheduleFormState }) {
  const { draft, change, preview } = form
  const problem = preview?.problem ?? null
  const isZone = isTimeZone(draft.timeZone.trim())
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-start gap-3">
        <Input
          label="When, as a cron expression"
          mono
          value={draft.cron}
          placeholder="0 22 * * *"
          error={isZone ? problem : null}
          hint="min hour day month weekday"
          onChange={(event) => change({ cron: event.target.value })}
          autoComplete="off"
          spellCheck={false}
        />
        <InputWithChoices
          label="Time zone"
          value={draft.timeZone}
          choices={commonZones()}
          placeholder="Europe/Berlin"
          error={isZone ? null : problem}
          onChange={(timeZone) => change({ timeZone })}
        />
      </div>
      <fieldset aria-label="Common times" className="flex flex-wrap gap-1.5">
        {commonRules.map(({ label, cron }) => (
          <Button key={cron} size="sm" aria-pressed={draft.cron === cron} onClick={() => change({ cron })}>
            {label}
          </Button>
        ))}
      </fieldset>
      <NextFirings preview={preview} timeZone={draft.timeZone.trim()} />
    </div>
  )
}
