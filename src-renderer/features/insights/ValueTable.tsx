import { Scroll } from './Scroll'

export type Table = {
  readonly columns: readonly string[] // the first names the rows
  readonly rows: readonly (readonly string[])[]
}

/** Of points over time, what is new stands on top. */
export const newestFirst = (rows: Table['rows']): Table['rows'] => rows.toReversed()

/** A chart's numbers. It can be scrolled with the keyboard. */
export function ValueTable({ label, table: { columns, rows } }: { readonly label: string; readonly table: Table }) {
  return (
    <Scroll label={`${label}, as a table`}>
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr className="text-left">
            {columns.map((name, column) => (
              <th
                key={name}
                scope="col"
                className={`sticky top-0 h-6 border-b border-line bg-canvas px-1.5 text-2xs font-medium whitespace-nowrap text-ink-3 first:pl-0 last:pr-0 ${column > 0 ? 'text-right' : ''}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tn">
          {rows.map(([name, ...values], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: where clocks are put back a time stands there twice
            <tr key={`${name} ${index}`} className="border-b border-line last:border-0">
              <th scope="row" className="h-6 pr-2 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {values.map((value, column) => (
                <td
                  key={columns[column + 1]}
                  className={`px-1.5 text-right whitespace-nowrap last:pr-0 ${value === '0' || value === '–' ? 'text-ink-3' : ''}`}
                >
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
