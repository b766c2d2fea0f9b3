import type { ReactNode } from 'react'
import type { Failure } from '#shared/task'
import { formatCount } from '../../format'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { exportChosen } from './export-letters'
import { fingerprint } from './group-words'
import { togglePeek } from './letter-keys'
import { openInQueue } from './letters'

/** How the last try ended, in the provider's words. */
export function LastError({ failure, row }: { readonly failure: Failure; readonly row: number }) {
  return (
    <div className="flex min-h-0 min-w-0 flex-col">
      <div className="mb-1.5 flex items-center gap-1">
        <h3 className="truncate text-xs font-medium text-ink-2">
          Last error<span className="hidden @min-[620px]:inline">, row {formatCount(row)}</span>
        </h3>
        <span className="flex-1" />
        <Button look="ghost" size="sm" keys="Space" onClick={togglePeek}>
          Attempts
        </Button>
        <IconButton icon="expand" label="Open task" keys="Enter" size="sm" onClick={openInQueue} />
        <IconButton icon="export" label="Export for a bug report" size="sm" onClick={() => void exportChosen()} />
        <IconButton icon="copy" label="Copy error" size="sm" onClick={() => void copy(textOf(failure), 'Error')} />
      </div>
      <section
        aria-label="Last error"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long message is scrolled by keyboard too
        tabIndex={0}
        data-selectable
        className="code edge min-h-0 flex-1 overflow-y-auto rounded-md bg-code px-3 py-2.5 leading-[19px] wrap-anywhere whitespace-pre-wrap"
      >
        {failure.status !== null && <Field name="HTTP">{failure.status}</Field>}
        <Field name="code">{fingerprint(failure)}</Field>
        {failure.requestId && <Field name="request-id">{failure.requestId}</Field>}
        <div>{failure.message}</div>
      </section>
    </div>
  )
}

const Field = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <span className="mr-4 inline-block">
    <span className="text-ink-3">{name} </span>
    {children}
  </span>
)

const textOf = (failure: Failure): string =>
  [
    failure.status === null ? null : `HTTP ${failure.status}`,
    `code ${fingerprint(failure)}`,
    failure.requestId && `request-id ${failure.requestId}`,
    failure.message,
  ]
    .filter(Boolean)
    .join('\n')
