import type { ExportPreview as Preview } from '#shared/export'
import { formatCount } from '../../format'
import { EmptyState } from '../../ui/EmptyState'
import { SkeletonRows } from '../../ui/Skeleton'

type ExportPreviewProps = {
  readonly preview: Preview | null
  readonly problem: string | null
  readonly isOld: boolean // a newer one is on its way
}

/** The beginning of the file as it will stand. */
export function ExportPreview({ preview, problem, isOld }: ExportPreviewProps) {
  return (
    <section aria-label="The file" className="flex min-h-[150px] min-w-0 flex-1 flex-col">
      <h3 className="mb-1.5 flex shrink-0 items-baseline gap-2 text-xs">
        <span className="font-medium text-ink-2">How the file begins</span>
        {preview && preview.columns.length > 0 && preview.rows.length > 0 && (
          <span className="tn ml-auto text-ink-3">
            {formatCount(Math.min(preview.rows.length, preview.tasks))} of {formatCount(preview.tasks)}
          </span>
        )}
      </h3>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        className={`min-h-0 flex-1 overflow-auto rounded-[8px] border border-line-strong bg-code ${isOld ? 'opacity-60' : ''}`}
      >
        {problem !== null ? (
          <EmptyState title="It cannot be shown.">{problem}</EmptyState>
        ) : !preview ? (
          <SkeletonRows count={4} />
        ) : preview.tasks === 0 ? (
          <EmptyState title="No row would be in it.">Choose other rows, or come back once some have ended.</EmptyState>
        ) : preview.columns.length > 0 ? (
          <Table preview={preview} />
        ) : (
          <pre data-selectable className="code px-3 py-2 leading-5 wrap-anywhere whitespace-pre-wrap">
            {preview.text}
          </pre>
        )}
      </div>
      {preview && preview.notes.length > 0 && (
        <ul className="mt-1.5 shrink-0 text-xs text-ink-3">
          {preview.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Table({ preview: { columns, rows } }: { readonly preview: Preview }) {
  return (
    <table className="tn border-separate border-spacing-0 text-xs">
      <thead>
        <tr>
          {columns.map((name) => (
            <th
              key={name}
              scope="col"
              className="code sticky top-0 max-w-60 truncate border-b border-line bg-canvas px-3 py-1.5 text-left font-medium text-ink-2"
              title={name}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          <tr key={row}>
            {columns.map((name, at) => (
              <td
                key={name}
                data-selectable
                className="max-w-56 truncate border-b border-line px-3 py-1.5"
                title={cells[at]}
              >
                {cells[at]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
