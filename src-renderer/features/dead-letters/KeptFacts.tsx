import type { ReactNode } from 'react'
import { promptOf } from '#shared/request'
import type { TaskDetail, TaskView } from '#shared/task'
import { counted, formatCount, formatMoment, formatTaskCost } from '../../format'
import { attemptsWords, billedWords, endedStatuses, keptAnswerWords } from './kept-words'

/** Everything of the letter that a requeue, an edit or a discard leaves in place. */
export function KeptFacts({ detail, error }: { readonly detail: TaskDetail | null; readonly error: string | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, so the keyboard must reach it
    <section tabIndex={0} aria-label="What was kept" className="min-h-0 min-w-0 overflow-y-auto -outline-offset-2">
      <h3 className="mt-[3px] mb-[9px] text-xs font-medium text-ink-2">What was kept</h3>
      {error && <p className="text-xs text-ink-3">The rest of this letter could not be read. {error}</p>}
      {detail && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-[5px] text-xs">
          <Marks task={detail.task} />
          <Fact name="Prompt">{counted(promptOf(detail.revisions[0]?.request ?? noRequest).length, 'character')}</Fact>
          {detail.task.revision > 1 && <Fact name="Edited">{counted(detail.task.revision - 1, 'time')}</Fact>}
          <Fact name="Attempts">{attemptsWords(detail.attempts)}</Fact>
          <Fact name="Ended">{endedStatuses(detail.attempts)}</Fact>
          {keptAnswerWords(detail.attempts) !== '' && <Fact name="What came">{keptAnswerWords(detail.attempts)}</Fact>}
          {(detail.task.cost ?? 0) > 0 && <Fact name="Cost">{formatTaskCost(detail.task.cost ?? 0)}</Fact>}
          <Fact name="May be billed">{billedWords(detail.attempts)}</Fact>
          <Fact name="Batch">
            <span title={detail.task.batchName} className="block truncate normal-nums">
              {detail.task.batchName}
            </span>
          </Fact>
          <Fact name="Original">
            <Source source={detail.source} />
          </Fact>
        </dl>
      )}
    </section>
  )
}

/** What a person noted, and how often it came back: first, since it tells what was tried. */
function Marks({ task: { letter, deaths = 1 } }: { readonly task: TaskView }) {
  const { label, note, snoozedUntil, part } = letter ?? {}
  return (
    <>
      {deaths > 1 && <Fact name="Died of it">{formatCount(deaths)} times in a row</Fact>}
      {snoozedUntil != null && <Fact name="Snoozed until">{formatMoment(snoozedUntil)}</Fact>}
      {label && <Fact name="Label">{label}</Fact>}
      {note && <Fact name="Note">{note}</Fact>}
      {part && <Fact name="Part">{`${formatCount(part.part)} of ${formatCount(part.of)} of one prompt`}</Fact>}
    </>
  )
}

const noRequest = { kind: 'embedding', input: '' } as const

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="whitespace-nowrap text-ink-3">{name}</dt>
      <dd className="tn min-w-0 text-right wrap-anywhere">{children}</dd>
    </>
  )
}

const longestName = 90

/** A very long file name gives way at its beginning, since files of one kind differ at their end; its line does not. */
function Source({ source: { file, line } }: { readonly source: TaskDetail['source'] }) {
  if (file === null) return 'typed here'
  const name = file.length > longestName ? `…${file.slice(1 - longestName)}` : file
  return (
    <span title={file} className="normal-nums">
      {name}
      {line !== null && `, line\u00a0${formatCount(line)}`}
    </span>
  )
}
