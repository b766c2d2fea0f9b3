import { extensionOf, formatNames } from '#shared/export'
import { WatchFormat } from '#shared/watch'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import type { WatchFormState } from './use-watch-form'

const formats = WatchFormat.options.map((value) => ({ value, label: formatNames[value] }))
const badRows = [
  { value: 'refuse', label: 'The file waits for me' },
  { value: 'leave_out', label: 'They are left out' },
] as const

const changes = [
  { value: 'new_rows', label: 'Unanswered rows' },
  { value: 'all', label: 'All of its rows again' },
] as const

/** How results are written beside a file. */
export function ResultFields({ form: { draft, change, problem, touch } }: { readonly form: WatchFormState }) {
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <div className="min-w-0">
        <Select label="Results as" value={draft.format} options={formats} onChange={(format) => change({ format })} />
      </div>
      <Input
        label="Word in their names"
        value={draft.word}
        error={problem('word')}
        hint={`reviews.${draft.word.trim() || '…'}.${extensionOf[draft.format]}`}
        onChange={(event) => change({ word: event.target.value })}
        onBlur={() => touch('word')}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  )
}

/** Which files are taken, when, and how much of each at first. */
export function TakingFields({ form: { draft, change, problem, touch } }: { readonly form: WatchFormState }) {
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <div className="min-w-0">
        <Select
          label="Rows that cannot be used"
          value={draft.badRows}
          options={badRows}
          onChange={(next) => change({ badRows: next })}
        />
      </div>
      <div className="min-w-0">
        <Select
          label="Of a file that changes, ask"
          value={draft.changed}
          options={changes}
          onChange={(next) => change({ changed: next })}
        />
      </div>
      <Input
        label="Complete once still for"
        value={draft.settle}
        inputMode="numeric"
        error={problem('settle')}
        trailing={<span className="text-xs text-ink-3">s</span>}
        onChange={(event) => change({ settle: event.target.value })}
        onBlur={() => touch('settle')}
        autoComplete="off"
      />
      <Input
        label="Dry run of each file"
        value={draft.dryRun}
        inputMode="numeric"
        placeholder="None"
        trailing={<span className="text-xs text-ink-3">rows</span>}
        error={problem('dryRun')}
        hint={draft.dryRun.trim() === '' ? undefined : 'The rest of it waits for your release.'}
        onChange={(event) => change({ dryRun: event.target.value })}
        onBlur={() => touch('dryRun')}
        autoComplete="off"
      />
    </div>
  )
}
