import { type ReactNode, useState } from 'react'
import type { Backup, StartupChoice } from '#shared/startup'
import { formatMoment } from '../../format'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { betterOf, holds, lostWords } from './problem-words'
import { type Blocked, type Survey, useSurvey } from './use-startup'

type ChoicesProps = {
  readonly blocked: Blocked
  readonly busy: StartupChoice['choice'] | null
  readonly decide: (choice: StartupChoice) => void
}

/** A backup, what can still be read, or nothing: what may take the damaged file's place, each with what it holds. */
export function Choices({
  blocked: { problem, backups },
  busy,
  round,
  decide,
}: ChoicesProps & { readonly round: number }) {
  const readable = problem.kind === 'damaged'
  const survey = useSurvey(readable, round)
  const better = survey.kind === 'read' ? betterOf(survey.survey) : null
  const look = (choice: 'restore' | 'salvage') => (better === choice ? 'primary' : 'default')
  return (
    <ul className="mt-5 divide-y divide-line rounded-lg edge bg-surface">
      <Restore backups={backups} survey={survey} look={look('restore')} busy={busy} decide={decide} />
      {readable && (
        <Choice title="Use what can still be read" note={<Readable survey={survey} />}>
          <Button
            look={look('salvage')}
            disabled={busy !== null || survey.kind !== 'read' || survey.survey.salvage.tasks === 0}
            onClick={() => decide({ choice: 'salvage' })}
          >
            {busy === 'salvage' ? 'Opening…' : 'Use this'}
          </Button>
        </Choice>
      )}
      <StartEmpty busy={busy} decide={decide} />
    </ul>
  )
}

type RestoreProps = Omit<ChoicesProps, 'blocked'> & {
  readonly backups: readonly Backup[]
  readonly survey: Survey
  readonly look: 'primary' | 'default'
}

function Restore({ backups, survey, look, busy, decide }: RestoreProps) {
  const good = survey.kind === 'read' ? survey.survey.backup : null
  const [chosen, setChosen] = useState<string | null>(null)
  const newest = good?.backup ?? backups[0]
  if (!newest) return <Choice title="Restore a backup" note="There is none yet." />
  const name = chosen ?? newest.name
  const note =
    name === good?.backup.name
      ? holds(good)
      : survey.kind === 'reading' && chosen === null
        ? 'Checking it…'
        : 'It is checked before it takes the place.'
  return (
    <Choice title="Restore a backup" note={note}>
      <div className="w-56">
        <Select
          label="Backup"
          hideLabel
          value={name}
          options={backups.map((backup) => ({ value: backup.name, label: formatMoment(backup.at) }))}
          onChange={setChosen}
        />
      </div>
      <Button look={look} disabled={busy !== null} onClick={() => decide({ choice: 'restore', name })}>
        {busy === 'restore' ? 'Restoring…' : 'Restore'}
      </Button>
    </Choice>
  )
}

function Readable({ survey }: { readonly survey: Survey }) {
  if (survey.kind === 'reading')
    return <span role="status">Reading it row by row… You may decide before it is done.</span>
  if (survey.kind === 'failed') return survey.message
  const { salvage } = survey.survey
  if (salvage.tasks === 0) return 'Nothing could be read.'
  const lost = lostWords(salvage)
  return lost === '' ? holds(salvage) : `${holds(salvage)}; ${lost}`
}

/** Asked once more: it looks like losing everything, though nothing is deleted. */
function StartEmpty({ busy, decide }: Omit<ChoicesProps, 'blocked'>) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Choice title="Start empty" note="What is there is moved aside and kept.">
        <Button disabled={busy !== null} onClick={() => setAsked(true)}>
          Start empty…
        </Button>
      </Choice>
    )
  return (
    <Choice title="Start empty?" note="No task, result or key will be in the app.">
      <Button look="ghost" onClick={() => setAsked(false)} autoFocus>
        Back
      </Button>
      <Button look="danger" disabled={busy !== null} onClick={() => decide({ choice: 'start_empty' })}>
        {busy === 'start_empty' ? 'Starting…' : 'Start empty'}
      </Button>
    </Choice>
  )
}

type ChoiceProps = { readonly title: string; readonly note: ReactNode; readonly children?: ReactNode }

function Choice({ title, note, children }: ChoiceProps) {
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-[180px] flex-1">
        <h2 className="font-medium">{title}</h2>
        <p className="tn mt-0.5 text-xs text-ink-3">{note}</p>
      </div>
      <div className="flex items-center gap-2">{children}</div>
    </li>
  )
}
