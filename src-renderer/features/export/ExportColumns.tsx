import { Checkbox } from '../../ui/Checkbox'
import { IconButton } from '../../ui/IconButton'
import { changed, type DraftColumn, fieldNames, moved } from './export-draft'

type ExportColumnsProps = {
  readonly columns: readonly DraftColumn[]
  readonly onChange: (columns: readonly DraftColumn[]) => void
}

/** Which columns the file has, in their order, and what each is called. */
export function ExportColumns({ columns, onChange }: ExportColumnsProps) {
  const last = columns.length - 1
  return (
    <section aria-label="Columns" className="flex max-h-[46%] min-h-[130px] shrink-0 flex-col">
      {/* As wide as the rows beside their scroll bar. */}
      <h3 className={`${grid} mb-1.5 border-x border-transparent pr-[18px] text-xs font-medium text-ink-2`}>
        <span className="col-span-2 -ml-3">Columns</span>
        <span className="px-1.5 text-ink-3">Name in the file</span>
      </h3>
      <ol className="min-h-0 overflow-y-auto [scrollbar-gutter:stable] rounded-[8px] border border-line-strong text-xs">
        {columns.map((column, at) => (
          <li key={column.key} className={`${grid} h-8 border-t border-line first:border-t-0`}>
            <Checkbox
              label={`In the file: ${titleOf(column)}`}
              hideLabel
              checked={column.on}
              onChange={(on) => onChange(changed(columns, column.key, { on }))}
            />
            <span
              className={`truncate ${column.from === 'source' ? 'code' : ''} ${column.on ? 'text-ink' : 'text-ink-3'}`}
              title={titleOf(column)}
            >
              {titleOf(column)}
            </span>
            <input
              aria-label={`Name of ${titleOf(column)} in the file`}
              placeholder={column.of}
              maxLength={200}
              spellCheck={false}
              disabled={!column.on}
              value={column.name}
              onChange={(event) => onChange(changed(columns, column.key, { name: event.target.value }))}
              className="code h-6 min-w-0 rounded-[5px] bg-transparent px-1.5 placeholder:text-ink-3 hover:bg-hover focus:bg-surface disabled:opacity-0"
            />
            <span className="flex">
              <IconButton
                icon="up"
                size="sm"
                label={`Before: ${titleOf(column)}`}
                disabled={at === 0}
                onClick={() => onChange(moved(columns, column.key, -1))}
              />
              <IconButton
                icon="down"
                size="sm"
                label={`After: ${titleOf(column)}`}
                disabled={at === last}
                onClick={() => onChange(moved(columns, column.key, 1))}
              />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const grid = 'grid grid-cols-[16px_minmax(0,1fr)_minmax(0,1fr)_60px] items-center gap-x-2.5 pr-1.5 pl-3'

const titleOf = ({ from, of }: DraftColumn): string =>
  from === 'source' ? of : ((fieldNames as Readonly<Record<string, string>>)[of] ?? of)
