import { type ReactNode, useId, useState } from 'react'
import { Button } from '../../ui/Button'
import { Legend, type SwatchLook } from './Swatch'
import { type Table, ValueTable } from './ValueTable'

type CardProps = {
  readonly title: string
  readonly says: ReactNode // one line: what it shows, and what stands out
  readonly legend?: readonly { readonly look?: SwatchLook; readonly name: string }[]
  readonly controls?: ReactNode // which of its views is shown
  readonly table?: () => Table // the same numbers; left out where it is a table already
  readonly children: ReactNode
}

/** One look at the numbers: a heading, what stands out, and a chart that can be had as a table. */
export function Card({ title, says, legend, controls, table, children }: CardProps) {
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  return (
    <section aria-labelledby={id} className="@container flex min-h-0 min-w-0 flex-col px-4 pt-3 pb-2">
      <div className="flex h-7 items-center gap-2">
        <h2 id={id} className="text-[13.5px]/[18px] font-semibold whitespace-nowrap">
          {title}
        </h2>
        {controls}
        {table && (
          <span className="ml-auto">
            <Button
              size="sm"
              look="ghost"
              icon={asTable ? 'insights' : 'table'}
              aria-label={asTable ? 'Show as chart' : 'Show as table'}
              onClick={() => setAsTable(!asTable)}
            >
              <span className="@max-[480px]:hidden">{asTable ? 'Show as chart' : 'Show as table'}</span>
            </Button>
          </span>
        )}
      </div>
      <div className="mt-0.5 mb-2 flex items-start gap-3">
        <p className="line-clamp-2 min-w-0 flex-1 text-xs text-ink-3">{says}</p>
        {legend && !asTable && <Legend items={legend} />}
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        {asTable && table ? <ValueTable label={title} table={table()} /> : children}
      </div>
    </section>
  )
}

/** What stands out in a card's line. */
export const Strong = ({ children }: { readonly children: ReactNode }) => (
  <b className="font-medium text-ink-2">{children}</b>
)
