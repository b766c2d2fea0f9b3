import { type ReactNode, useEffect, useRef } from 'react'
import type { BulkAction, DryRun } from '#shared/bulk'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { buttonWords, costWords, progressWords, skippedWords, warningWords } from './action-words'
import { DiscardFields } from './DiscardFields'
import { LabelFields, NoteFields } from './MarkFields'
import { confirm, type Form, leave, type Pending, takeAsItIs } from './pending'
import { SnoozeFields } from './SnoozeFields'
import { TargetFields } from './TargetFields'

const titles: Readonly<Record<Form, string>> = {
  requeue: 'Requeue',
  target: 'Requeue',
  many: 'Edit',
  discard: 'Discard',
  snooze: 'Snooze',
  label: 'Label',
  note: 'Note on',
}

const firstField = '[data-first], [data-field] input, [role=radio][aria-checked=true]'

/** What is about to be done, in the place of the bar that it came from: its form, what it would come to, and how far it is. */
export function ActionBar({ pending }: { readonly pending: Pending }) {
  const { form, asked, action, looked, progress, stale } = pending
  const box = useRef<HTMLFormElement>(null)
  const dryRun = looked?.kind === 'known' ? looked.dryRun : looked?.kind === 'asking' ? looked.before : null
  const canConfirm = action !== null && looked?.kind === 'known' && looked.dryRun.eligible > 0 && stale === null
  const hasFields = form !== 'requeue'
  useEffect(() => {
    if (box.current?.contains(document.activeElement)) return
    box.current?.querySelector<HTMLElement>(firstField)?.focus()
  }, [])

  const send = () => {
    if (stale !== null) void takeAsItIs()
    else if (canConfirm) void confirm()
  }
  return (
    <form
      ref={box}
      aria-label={`${titles[form]} ${asked.name}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          leave()
        } else if (event.key === 'Enter' && event.target instanceof Element && event.target.matches('[role=radio]')) {
          event.preventDefault()
          send()
        }
      }}
      className="shrink-0 border-b border-line bg-chrome px-4 py-2 text-xs"
    >
      {progress !== null && progress !== 'starting' ? (
        <Running action={progress} />
      ) : (
        <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-2">
          <span className="shrink-0 font-semibold">
            {titles[form]} {asked.name}
            {form === 'target' && ' with'}
          </span>
          {hasFields && <Fields pending={pending} />}
          <span className="min-w-32 flex-1 leading-4 empty:min-w-0 empty:flex-none" role="status">
            {stale !== null ? (
              <>
                <b className="font-medium">This letter changed meanwhile.</b> {stale}
              </>
            ) : looked?.kind === 'failed' ? (
              <span className="text-dead">{looked.message}</span>
            ) : dryRun ? (
              <Comes dryRun={dryRun} isOld={looked?.kind === 'asking'} />
            ) : looked ? (
              <span className="text-ink-3">Looking through {asked.name}…</span>
            ) : null}
          </span>
          <span className="ml-auto flex items-center gap-1.5">
            <Button look="ghost" size="sm" keys="Esc" onClick={leave} disabled={progress === 'starting'}>
              Cancel
            </Button>
            <Button
              type="submit"
              look={form === 'discard' ? 'danger' : 'primary'}
              size="sm"
              keys="Enter"
              aria-disabled={(!canConfirm && stale === null) || progress === 'starting'}
              {...(hasFields ? {} : { 'data-first': true })}
            >
              {stale !== null
                ? 'Take it as it is now'
                : action
                  ? buttonWords(action, dryRun?.eligible ?? asked.count)
                  : titles[form]}
            </Button>
          </span>
        </div>
      )}
    </form>
  )
}

function Fields({ pending }: { readonly pending: Pending }): ReactNode {
  switch (pending.form) {
    case 'discard':
      return <DiscardFields />
    case 'snooze':
      return <SnoozeFields asked={pending.asked} />
    case 'label':
      return <LabelFields asked={pending.asked} />
    case 'note':
      return <NoteFields asked={pending.asked} />
    case 'target':
      return <TargetFields asked={pending.asked} first={pending.first} />
    default:
      return null
  }
}

/** What it would come to: the cost, what is left out and why, and what speaks against it. */
export function Comes({ dryRun, isOld = false }: { readonly dryRun: DryRun; readonly isOld?: boolean }) {
  const { eligible, skipped } = dryRun
  const parts = [
    costWords(dryRun),
    ...(skipped.length > 0 ? [eligible === 0 ? skippedWords(skipped) : `left out: ${skippedWords(skipped)}`] : []),
  ].filter(Boolean)
  const warning = warningWords(dryRun)
  return (
    <span className={`tn ${isOld ? 'opacity-60' : ''}`}>
      {eligible === 0 && <b className="font-medium">There is nothing to do. </b>}
      <span className="text-ink-2">{sentence(parts)}</span>
      {warning && (
        <span className="font-medium text-ink">
          {parts.length > 0 && ' '}
          <Icon name="invalid" size={12} className="mr-1 inline-block align-[-2px]" />
          {warning}
        </span>
      )}
    </span>
  )
}

function sentence(parts: readonly string[]): string {
  const words = parts.join('; ')
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function Running({ action }: { readonly action: BulkAction }) {
  const stop = useRef<HTMLButtonElement>(null)
  const { total, waiting, failed } = action
  const words = progressWords(action)
  useEffect(() => stop.current?.focus(), [])
  return (
    <div className="flex min-h-7 items-center gap-3">
      <span className="tn shrink-0 font-semibold">{words}</span>
      <span
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={total - waiting}
        className="h-1 min-w-16 flex-1 overflow-hidden rounded-full bg-selected"
      >
        <span
          data-fill
          className="block size-full origin-left bg-ink-2"
          style={{ transform: `scaleX(${total === 0 ? 1 : (total - waiting) / total})` }}
        />
      </span>
      <span className="tn shrink-0 text-ink-3">
        {failed > 0 ? `${failed} could not be written` : 'What is done stays done'}
      </span>
      <Button ref={stop} size="sm" keys="Esc" onClick={leave}>
        Stop
      </Button>
    </div>
  )
}
