import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Switch } from '../../ui/Switch'
import { formatBytes } from '../import/format-bytes'
import type { WatchFormState } from './use-watch-form'

const existing = [
  { value: 'leave', label: 'Leave them' },
  { value: 'take', label: 'Send them' },
] as const

/** Which folder, and what becomes of the files that are in it already. */
export function FolderFields({ form }: { readonly form: WatchFormState }) {
  const { draft, change, problem, choose, look, isNew } = form
  return (
    <>
      {isNew && (
        <div className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Input
              label="Folder"
              value={draft.folder}
              placeholder="The path of a folder"
              error={problem('folder')}
              onChange={(event) => change({ folder: event.target.value })}
              onBlur={look}
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          </div>
          <div className="pt-[21px]">
            <Button icon="folder" onClick={() => void choose()}>
              Choose…
            </Button>
          </div>
        </div>
      )}
      {isNew && <Surveyed form={form} />}
      <Switch
        label="Also files of the folders in it"
        checked={draft.subfolders}
        onChange={(subfolders) => change({ subfolders })}
      />
    </>
  )
}

/** What is there already, and whether it is to be sent. */
function Surveyed({ form: { draft, change, known } }: { readonly form: WatchFormState }) {
  const { survey } = known
  if (!survey) return null
  if (survey.failure !== null)
    return (
      <p role="alert" className="text-xs text-dead">
        {survey.failure}
      </p>
    )
  const { files = 0, bytes = 0, first = [], notes = [] } = survey.found ?? {}
  return (
    <div className="space-y-1.5 text-xs text-ink-3">
      {files === 0 ? (
        <p>No file in it could be sent: whatever appears there is new.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
          <span title={first.join('\n')}>
            {counted(files, 'file')} in it already ({formatBytes(bytes)})
          </span>
          <SegmentedControl
            label="Files that are in it already"
            value={draft.existing}
            segments={existing}
            onChange={(next) => change({ existing: next })}
          />
        </div>
      )}
      {notes.map((note) => (
        <p key={note} className="text-wait">
          {note}
        </p>
      ))}
    </div>
  )
}
