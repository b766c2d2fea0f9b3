import type { ReactNode } from 'react'
import { hasMod } from '../platform'
import { Button } from './Button'

type SaveFormProps = {
  readonly label: string
  readonly submit: string // what its button says
  readonly blocked: boolean
  readonly failure: string | null
  readonly onSave: () => void
  readonly buttons?: ReactNode // after its own
  readonly children: ReactNode
}

/** Fields that are saved together: by the button, by Ctrl Enter from any of them, and by Enter where that submits a form. */
export function SaveForm({ label, submit, blocked, failure, onSave, buttons, children }: SaveFormProps) {
  return (
    <form
      noValidate
      aria-label={label}
      className="space-y-4"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        if (!blocked) onSave()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!blocked) onSave()
      }}
    >
      {children}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={blocked}>
          {submit}
        </Button>
        {buttons}
        {failure !== null && (
          <span role="alert" className="order-last basis-full text-xs text-dead">
            Not saved: {failure} What you typed is still here.
          </span>
        )}
      </div>
    </form>
  )
}
