import { useState } from 'react'
import type { Backup } from '#shared/startup'
import { formatMoment } from '../../format'
import { Button } from '../../ui/Button'
import { formatBytes } from '../import/format-bytes'
import { Section } from './Section'
import { useBackups } from './use-backups'

const note =
  'A verified copy is made every day, when the app closes, and before a new version changes how the data is stored. Three of each are kept; those that you make stay until you delete them.'
const reasons: Record<Backup['reason'], string> = {
  quit: 'when the app closed',
  daily: 'daily',
  migration: 'before an update',
  manual: 'by you',
}

/** The copies of the data: what there are, one more now, and one put back. */
export function DataBackups() {
  const { backups, making, backUp, remove, restore } = useBackups()
  if (!backups) return <Section of="backups" title="Backups" note={note} />
  return (
    <Section
      of="backups"
      title="Backups"
      note={note}
      action={
        <Button size="sm" icon="saved" disabled={making} onClick={() => void backUp()}>
          {making ? 'Backing up…' : 'Back up now'}
        </Button>
      }
    >
      {backups.length === 0 ? (
        <p className="text-xs text-ink-2">There is none yet.</p>
      ) : (
        <ul>
          {backups.map((backup) => (
            <BackupRow
              key={backup.name}
              backup={backup}
              onRemove={() => void remove(backup)}
              onRestore={() => restore(backup)}
            />
          ))}
        </ul>
      )}
    </Section>
  )
}

type RowProps = {
  readonly backup: Backup
  readonly onRemove: () => void
  readonly onRestore: () => Promise<void>
}

/** Restoring closes the app, and deleting cannot be taken back, so both are asked once. */
function BackupRow({ backup, onRemove, onRestore }: RowProps) {
  const [asked, setAsked] = useState<'restore' | 'delete' | null>(null)
  const [restoring, setRestoring] = useState(false)
  const { at, bytes, reason } = backup
  const when = formatMoment(at)
  return (
    <li
      aria-label={`Backup of ${when}`}
      className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-1 text-xs"
    >
      <span className="tn w-48">{when}</span>
      <span className="tn w-16 text-right text-ink-2">{formatBytes(bytes)}</span>
      <span className="flex-1 text-ink-3">{reasons[reason]}</span>
      {asked === null && (
        <>
          <Button size="sm" onClick={() => setAsked('restore')}>
            Restore…
          </Button>
          <Button size="sm" look="ghost" onClick={() => setAsked('delete')}>
            Delete
          </Button>
        </>
      )}
      {asked === 'restore' && (
        <>
          <span role="status" className="text-ink-2">
            {restoring
              ? 'Checking it; then Trilane starts again…'
              : 'Trilane starts again with it. What is here now is kept aside.'}
          </span>
          <Button size="sm" look="ghost" disabled={restoring} onClick={() => setAsked(null)} autoFocus>
            Back
          </Button>
          <Button
            size="sm"
            look="danger"
            disabled={restoring}
            onClick={() => {
              setRestoring(true)
              void onRestore().finally(() => {
                setRestoring(false)
                setAsked(null)
              })
            }}
          >
            Restore
          </Button>
        </>
      )}
      {asked === 'delete' && (
        <>
          <span className="text-ink-2">It cannot be brought back.</span>
          <Button size="sm" look="ghost" onClick={() => setAsked(null)} autoFocus>
            Keep
          </Button>
          <Button size="sm" look="danger" onClick={onRemove}>
            Delete
          </Button>
        </>
      )}
    </li>
  )
}
