import type { Ref } from 'react'
import { Input } from '../../ui/Input'
import { Switch } from '../../ui/Switch'
import type { AlertDraft, AlertProblems } from './alert-draft'

type AlertFieldsProps = {
  readonly draft: AlertDraft
  readonly problems: AlertProblems
  readonly onChange: (part: Partial<AlertDraft>) => void
  readonly onDone?: () => void // a field was left, or a switch turned
  readonly firstRef?: Ref<HTMLInputElement>
}

/** From which share of dead letters on a person is told, and whether the batch then waits. */
export function AlertFields({ draft, problems, onChange, onDone, firstRef }: AlertFieldsProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-h-7 items-center">
        <Switch
          label="Tell me when too many die"
          checked={draft.on}
          onChange={(on) => {
            onChange({ on })
            onDone?.()
          }}
        />
      </div>
      <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <Word off={!draft.on}>More than</Word>
        <div className="w-14">
          <Input
            label="Share that dies, in percent"
            hideLabel
            {...(firstRef ? { inputRef: firstRef } : {})}
            value={draft.share}
            inputMode="decimal"
            autoComplete="off"
            disabled={!draft.on}
            error={draft.on ? problems.share : null}
            onChange={(event) => onChange({ share: event.target.value })}
            onBlur={onDone}
          />
        </div>
        <Word off={!draft.on}>% of at least</Word>
        <div className="w-18">
          <Input
            label="Least number that have ended"
            hideLabel
            value={draft.atLeast}
            inputMode="numeric"
            autoComplete="off"
            disabled={!draft.on}
            error={draft.on ? problems.atLeast : null}
            onChange={(event) => onChange({ atLeast: event.target.value })}
            onBlur={onDone}
          />
        </div>
        <Word off={!draft.on}>that were answered or died</Word>
      </div>
      <div className="flex min-h-7 items-center">
        <Switch
          label="Pause the batch then"
          checked={draft.pause}
          disabled={!draft.on}
          onChange={(pause) => {
            onChange({ pause })
            onDone?.()
          }}
        />
      </div>
    </div>
  )
}

const Word = ({ off, children }: { readonly off: boolean; readonly children: string }) => (
  <span className={`flex h-7 items-center ${off ? 'text-ink-disabled' : 'text-ink-2'}`}>{children}</span>
)
