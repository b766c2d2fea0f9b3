import { useMemo, useState } from 'react'
import type { TemplateDetail } from '#shared/template-view'
import { countChanges, lineDiff } from '../../diff/line-diff'
import { counted, formatCount, formatMoment } from '../../format'
import { Button } from '../../ui/Button'
import { changedWords } from '../dead-letters/changed-words'
import { DiffLineRow } from '../dead-letters/DiffLineRow'
import { changeWords } from '../dead-letters/diff-rows'
import { bodyText } from './template-words'
import { type Templates, useTemplate } from './use-templates'

type VersionsPaneProps = {
  readonly newest: TemplateDetail
  readonly templates: Templates['templates']
  /** Goes on from that version: saving makes a new one of it. */
  readonly onEdit: (version: TemplateDetail) => void
}

/** The versions, newest first, and what each changed of the one before it. */
export function VersionsPane({ newest, templates, onEdit }: VersionsPaneProps) {
  const [picked, setPicked] = useState(newest.version)
  const { id, versions } = newest
  const before = versions.find(({ version }) => version < picked)?.version ?? null
  const shown = useTemplate(id, picked, templates)
  const older = useTemplate(before === null ? null : id, before, templates)
  const isRead = shown?.shown === picked && (before === null || older?.shown === before)
  const text = isRead ? bodyText(shown.body) : null
  const was = isRead && older !== null && before !== null ? bodyText(older.body) : null
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[188px_minmax(0,1fr)]">
      <ul aria-label="Versions" className="min-h-0 overflow-y-auto border-r border-line p-2">
        {versions.map(({ version, createdAt, batches }) => (
          <li key={version}>
            <button
              type="button"
              aria-current={version === picked ? 'true' : undefined}
              onClick={() => setPicked(version)}
              className={`block w-full rounded-[6px] px-2 py-1.5 text-left text-xs ${version === picked ? 'bg-selected' : 'hover:bg-hover'}`}
            >
              <span className="tn block font-medium text-ink">Version {version}</span>
              <span className="tn block truncate text-ink-3">{formatMoment(createdAt)}</span>
              <span className="tn block truncate text-ink-3">
                {batches === 0 ? 'no batch' : counted(batches, 'batch', 'batches')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="flex min-h-0 min-w-0 flex-col">
        {text !== null && <Compared text={text} was={was} version={picked} before={before} />}
        {isRead && picked !== newest.version && (
          <div className="flex shrink-0 justify-end border-t border-line px-4 py-2">
            <Button size="sm" icon="edit" onClick={() => onEdit(shown)}>
              Go on from version {picked}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

type ComparedProps = {
  readonly text: string
  readonly was: string | null // null: it is the first
  readonly version: number
  readonly before: number | null
}

function Compared({ text, was, version, before }: ComparedProps) {
  const lines = useMemo(() => lineDiff(was ?? text, text), [was, text])
  const marks = useMemo(() => changedWords(lines), [lines])
  const changed = changeWords(countChanges(lines), formatCount)
  return (
    <>
      <p className="tn shrink-0 border-b border-line px-4 py-2 text-xs text-ink-3">
        {was === null
          ? `Version ${version}, the first`
          : `What version ${version} changed of version ${before}: ${changed || 'nothing that is sent'}`}
      </p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={`Version ${version}`}
        data-selectable
        className="code min-h-0 flex-1 overflow-y-auto py-1 leading-5"
      >
        {lines.map((line) => {
          const number = line.kind === 'removed' ? line.before : line.after
          const span =
            line.kind === 'removed'
              ? marks.before.get(line.before)
              : line.kind === 'added'
                ? marks.after.get(line.after)
                : undefined
          return (
            <DiffLineRow
              key={`${line.kind} ${number}`}
              number={number}
              text={line.text}
              change={line.kind}
              start={span?.start}
              end={span?.end}
            />
          )
        })}
      </section>
    </>
  )
}
