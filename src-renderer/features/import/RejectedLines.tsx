import { type ReactNode, useState } from 'react'
import type { ImportPreview, RejectedLine } from '#shared/import'
import { counted, formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { BadLineEditor } from './BadLineEditor'
import { type BadBy, SaveBadLines } from './SaveBadLines'

type RejectedLinesProps = {
  readonly preview: ImportPreview
  readonly rejected: readonly RejectedLine[] // the first of them
  readonly count: number
  readonly by: BadBy // under what they are bad
  readonly alone: boolean // nothing else wants the room
  readonly disabled: boolean
  readonly children?: ReactNode // what can be done about all of them
}

/** The lines that will be left out, each with its reason and, where it can be corrected, the way to that. */
export function RejectedLines({ preview, rejected, count, by, alone, disabled, children }: RejectedLinesProps) {
  const { importId, files, fixed } = preview
  const [edited, setEdited] = useState<RejectedLine | null>(null)
  const all = Math.max(count, rejected.length)
  const manyFiles = files.length > 1
  const fixedWords = fixed > 0 && `${counted(fixed, 'line')} corrected here; the file stays as it is.`
  if (all === 0)
    return (
      <div className="flex shrink-0 items-center justify-end gap-3 text-xs text-ink-3 empty:hidden">
        {fixedWords}
        {children}
      </div>
    )
  // Without templates main finds those alone that the prompt column makes bad.
  const isUnder = by.into !== undefined || (by.variants ?? []).some(({ template, body }) => template ?? body)
  const known = isUnder ? null : new Set(preview.rejected.map(keyOf))
  return (
    <section
      aria-label="Lines that cannot be used"
      className={`text-xs ${alone ? 'flex min-h-24 flex-col' : 'shrink-0'}`}
    >
      <div className="flex shrink-0 flex-wrap items-center gap-x-2 pb-1">
        <h3 className="flex min-w-0 flex-1 items-center gap-2 font-medium">
          <Icon name="invalid" size={14} className="text-wait" />
          <span>
            {counted(all, 'line')} cannot be used and will be left out
            {all > rejected.length && (
              <span className="font-normal text-ink-3">, the first {formatCount(rejected.length)} are listed</span>
            )}
          </span>
        </h3>
        {children}
        <SaveBadLines
          importId={importId}
          rejected={rejected}
          by={by}
          canExport={isUnder || preview.rejected.length > 0}
        />
      </div>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label="Lines that cannot be used"
        className={`grid grid-cols-[repeat(auto-fill,minmax(min(100%,240px),1fr))] gap-x-6 overflow-y-auto ${alone ? 'min-h-0' : 'max-h-[104px]'}`}
      >
        {rejected.map((each) => (
          <li key={keyOf(each)} className="flex min-h-[24px] min-w-0 items-start gap-2">
            <span
              className={`tn shrink-0 truncate pt-[3px] text-ink-3 ${manyFiles ? 'max-w-40' : 'min-w-10'}`}
              title={each.file}
            >
              {manyFiles ? `${each.file} ${formatCount(each.line)}` : formatCount(each.line)}
            </span>
            <span data-selectable className="min-w-0 flex-1 pt-[3px] text-ink-2 wrap-anywhere">
              {each.reason}
            </span>
            {(known?.has(keyOf(each)) ?? true) && (
              <button
                type="button"
                disabled={disabled}
                aria-label={`Correct line ${formatCount(each.line)}`}
                onClick={() => setEdited(each)}
                className="grid size-6 shrink-0 place-items-center rounded-[6px] text-ink-3 hover:bg-selected hover:text-ink disabled:text-ink-disabled"
              >
                <Icon name="edit" size={12} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {fixedWords && <p className="pt-1 text-ink-3">{fixedWords}</p>}
      {edited && !disabled && (
        <BadLineEditor
          key={keyOf(edited)}
          importId={importId}
          place={{ file: edited.file, line: edited.line, nth: edited.nth ?? 0 }}
          by={by}
          reason={edited.reason}
          onClose={() => setEdited(null)}
          onFixed={(next) => {
            setEdited(null)
            useStore.getState().updateImport(next)
          }}
        />
      )}
    </section>
  )
}

const keyOf = ({ file, line, nth = 0, reason }: RejectedLine) => `${file}:${line}:${nth}:${reason}`
