// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; cells and headings are read with it
import { metaOf } from './columns'
import type { useTaskTable } from './use-task-table'

type Model = ReturnType<typeof useTaskTable>

/** The names of the columns. Where the lane is an icon, its name is for those who hear the table. */
export function TableHead({ table, shape }: Model) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
      {table.getHeaderGroups().map((group) => (
        <div
          key={group.id}
          role="row"
          aria-rowindex={1}
          className="grid h-6 items-center gap-x-[11px] px-4 text-2xs font-medium whitespace-nowrap text-ink-3"
          style={{ gridTemplateColumns: shape.tracks }}
        >
          {group.headers.map((header) => {
            const name = String(header.column.columnDef.header)
            const narrowLane = header.id === 'lane' && shape.tracks.includes(' 14px ')
            return (
              <div
                key={header.id}
                role="columnheader"
                className={`min-w-0 ${metaOf(header.id).end ? 'text-right' : ''}`}
              >
                {narrowLane || header.id === 'state' ? <span className="sr-only">{name || 'State'}</span> : name}
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
