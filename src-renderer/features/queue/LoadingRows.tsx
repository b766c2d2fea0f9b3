import { useWidth } from '../../frame/use-width'
import { useAfter } from '../../use-now'
import { metaOf } from './columns'
import { Placeholders } from './TaskRow'
import { useTaskTable } from './use-task-table'

const rows = 24
const lateMs = 120

/** The table while its first rows are on their way: its own columns, with grey bars where text will be. What is there at once does not flash. */
export function LoadingRows() {
  const late = useAfter(lateMs)
  const [measure, width] = useWidth()
  const { shape } = useTaskTable(noIds, width, rows)
  const columns = { gridTemplateColumns: shape.tracks }
  return (
    <div ref={measure} className="min-h-0 flex-1 overflow-hidden" role="status" aria-label="Loading tasks">
      {late && width > 0 && (
        <div aria-hidden>
          <div
            className="grid h-[25px] items-center gap-x-[11px] border-b border-line px-4 text-2xs font-medium whitespace-nowrap text-ink-3"
            style={columns}
          >
            {shape.ids.map((id) => (
              <span key={id} className={`truncate ${metaOf(id).end ? 'text-right' : ''}`}>
                {id === 'state' || (id === 'lane' && !shape.wide) ? '' : metaOf(id).name}
              </span>
            ))}
          </div>
          {Array.from({ length: rows }, (_, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
              key={index}
              className="grid items-center gap-x-[11px] px-4"
              style={{ ...columns, height: shape.height }}
            >
              <Placeholders ids={shape.ids} index={index} />
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

const noIds = [] as const
