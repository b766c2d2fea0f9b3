import type { ImportPreview } from '#shared/import'
import { counted, formatCount } from '../../format'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'

type RejectedLinesProps = { readonly preview: ImportPreview; readonly count: number; readonly alone: boolean }

/** The lines that will be left out, each with its reason. */
export function RejectedLines({ preview: { rejected, files }, count, alone }: RejectedLinesProps) {
  if (count === 0 && rejected.length === 0) return null
  const all = Math.max(count, rejected.length)
  const manyFiles = files.length > 1
  return (
    <section
      aria-label="Lines that cannot be used"
      className={`text-xs ${alone ? 'flex min-h-24 flex-col' : 'shrink-0'}`}
    >
      <div className="flex shrink-0 items-center gap-2 pb-1">
        <h3 className="flex min-w-0 flex-1 items-center gap-2 font-medium">
          <Icon name="invalid" size={14} className="text-wait" />
          {counted(all, 'line')} cannot be used and will be left out
          {all > rejected.length && (
            <span className="font-normal text-ink-3">the first {formatCount(rejected.length)} are listed</span>
          )}
        </h3>
        <Button look="ghost" size="sm" icon="copy" onClick={() => void copy(csvOf(rejected), 'The list')}>
          Copy as CSV
        </Button>
      </div>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label="Lines that cannot be used"
        className={`grid grid-cols-[repeat(auto-fill,minmax(min(100%,300px),1fr))] gap-x-6 overflow-y-auto ${alone ? 'min-h-0' : 'max-h-[92px]'}`}
      >
        {rejected.map(({ file, line, reason }) => (
          <li key={`${file}:${line}:${reason}`} className="flex min-w-0 gap-2 py-[3px]">
            <span className={`tn shrink-0 truncate text-ink-3 ${manyFiles ? 'max-w-40' : 'min-w-10'}`} title={file}>
              {manyFiles ? `${file} ${formatCount(line)}` : formatCount(line)}
            </span>
            <span data-selectable className="min-w-0 text-ink-2 wrap-anywhere">
              {reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
/** For a table or an editor, where the lines are mended. */
const csvOf = (rejected: ImportPreview['rejected']): string =>
  ['file,line,reason', ...rejected.map(({ file, line, reason }) => `${cell(file)},${line},${cell(reason)}`)].join('\n')
