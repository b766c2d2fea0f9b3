import { useState } from 'react'
import type { DataKeeping as Keeping, Retention } from '#shared/retention'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { choiceOf, copyWords, daysOf, keepOptions, lastWords, planWords, sizeWords } from './keeping-words'
import { RawAnswersChoice } from './RawAnswersChoice'
import { Line, Section } from './Section'
import { SetAsideList } from './SetAsideList'
import { useDataKeeping } from './use-data-keeping'

const title = 'Keeping and removing'
const what =
  'Only tasks that succeeded are ever removed; one whose result another task still needs stays as well. Receipts can be checked afterwards: hashes stay.'

/** How long what succeeded is kept, how much room everything takes, and removing what is old now. */
export function DataKeeping() {
  const { keeping, purging, save, saveRaw, dropRaw, purge, removeSetAside } = useDataKeeping()
  if (!keeping) return <Section of="keeping" title={title} note={what} />
  return (
    <Section of="keeping" title={title} note={what}>
      <dl>
        <Choices retention={keeping.retention} onChange={(next) => void save(next)} />
        <RawAnswersChoice
          chosen={keeping.rawAnswers}
          bytes={keeping.size.rawAnswers}
          onChange={(next) => void saveRaw(next)}
          onDrop={() => void dropRaw()}
        />
        <Line title="Takes">
          <span className="tn">{sizeWords(keeping.size)}</span>
        </Line>
        <Line title="Old now">
          <PurgeNow keeping={keeping} purging={purging} onPurge={() => void purge()} />
        </Line>
        {keeping.setAside.length > 0 && (
          <Line title="Set aside">
            <SetAsideList copies={keeping.setAside} onRemove={(copy) => void removeSetAside(copy)} />
          </Line>
        )}
      </dl>
      {lastWords(keeping) && <p className="mt-2 max-w-[68ch] text-xs text-ink-3">{lastWords(keeping)}</p>}
    </Section>
  )
}

type ChoicesProps = { readonly retention: Retention; readonly onChange: (next: Retention) => void }

function Choices({ retention, onChange }: ChoicesProps) {
  const { taskDays, textDays } = retention
  return (
    <>
      <Line title="Keep prompts and answers" note="After that they are removed. The task’s row, tokens and times stay.">
        <Keep
          label="Keep prompts and answers"
          days={textDays}
          onChange={(days) => onChange({ ...retention, textDays: days })}
        />
      </Line>
      <Line title="Keep whole tasks" note="After that they are removed with all their attempts.">
        <Keep
          label="Keep whole tasks"
          days={taskDays}
          onChange={(days) => onChange({ ...retention, taskDays: days })}
        />
      </Line>
    </>
  )
}

type KeepProps = {
  readonly label: string
  readonly days: number | null
  readonly onChange: (days: number | null) => void
}

function Keep({ label, days, onChange }: KeepProps) {
  return (
    <div className="w-32 shrink-0">
      <Select
        label={label}
        hideLabel
        value={choiceOf(days)}
        options={keepOptions(days)}
        onChange={(choice) => onChange(daysOf(choice))}
      />
    </div>
  )
}

type PurgeProps = { readonly keeping: Keeping; readonly purging: boolean; readonly onPurge: () => void }

/** Removing cannot be taken back, so it is asked once. */
function PurgeNow({ keeping: { plan, size, untidySince }, purging, onPurge }: PurgeProps) {
  const [asked, setAsked] = useState(false)
  const old = planWords(plan)
  if (purging) return <span role="status">Removing… Other work waits while the file is rewritten.</span>
  if (old === '' && untidySince === null) return <span>Nothing is older than you keep it.</span>
  if (!asked) {
    return (
      <>
        <span className="tn">{old === '' ? 'Only traces are left' : `${old}, removed by itself within a day`}</span>
        <Button size="sm" look="danger" icon="discard" onClick={() => setAsked(true)}>
          Remove now
        </Button>
      </>
    )
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <span className="max-w-[68ch] text-xs text-ink-2">
        {old === '' ? 'The file is rewritten.' : `Removes ${old} for good.`} {copyWords(size)}
      </span>
      <Button size="sm" look="ghost" onClick={() => setAsked(false)} autoFocus>
        Keep
      </Button>
      <Button
        size="sm"
        look="danger"
        onClick={() => {
          setAsked(false)
          onPurge()
        }}
      >
        Remove
      </Button>
    </div>
  )
}
