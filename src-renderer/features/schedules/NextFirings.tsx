import type { SchedulePreview } from '#shared/schedule'
import { isTimeZone } from '#shared/zoned-time'
import { useNow } from '../../use-now'
import { nextWords } from './next-words'

type NextFiringsProps = { readonly preview: SchedulePreview | null; readonly timeZone: string }

/** What the expression means, and when it fires next. */
export function NextFirings({ preview, timeZone }: NextFiringsProps) {
  const now = useNow()
  // Main's last answer may be of another zone than the one that is being typed.
  const usable = preview !== null && preview.problem === null && isTimeZone(timeZone)
  return (
    <div className="edge min-h-[130px] rounded-md bg-code px-3 py-2.5 text-xs" role="status" aria-label="What it means">
      <p className="mb-1.5 text-[12.5px] font-medium">{usable ? (preview.words ?? 'Fires next') : 'No firings'}</p>
      <ol aria-label="Next five firings" className="space-y-0.5">
        {(usable ? preview.next : []).map((at) => {
          const { there, here } = nextWords(at, now, timeZone)
          return (
            <li key={at} className="tn flex gap-2 text-ink-2">
              <span className="min-w-[132px]">{there}</span>
              {here !== null && <span className="truncate text-ink-3">{here}</span>}
            </li>
          )
        })}
      </ol>
    </div>
  )
}
