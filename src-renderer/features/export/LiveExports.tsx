import type { LiveExport } from '#shared/export'
import { counted, formatCount } from '../../format'
import { Button } from '../../ui/Button'

type LiveExportsProps = { readonly exports: readonly LiveExport[]; readonly onStop: (id: number) => void }

/** The files that results of this batch go to by themselves, how far each is, and what is in its way. */
export function LiveExports({ exports, onStop }: LiveExportsProps) {
  if (exports.length === 0) return null
  return (
    <section aria-label="Files that are written" className="shrink-0">
      <h3 className="mb-1 text-xs font-medium text-ink-2">Files that are written by themselves</h3>
      <ul className="max-h-28 overflow-y-auto">
        {exports.map((each) => (
          <li key={each.id} className="flex min-h-8 items-center gap-2 text-xs">
            <span className="min-w-0 flex-1">
              <span className="code block truncate" title={each.path}>
                {fileOf(each.path)}
              </span>
              <span className={`tn block truncate ${each.trouble ? 'text-dead' : 'text-ink-3'}`}>
                {stateWords(each)}
              </span>
            </span>
            {each.endedAt === null && (
              <Button
                size="sm"
                look="ghost"
                aria-label={`Stop writing ${fileOf(each.path)}`}
                onClick={() => onStop(each.id)}
              >
                Stop
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const fileOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

/** '1,204 rows written so far', '1,319 rows. 2 changed since.' */
export function stateWords({ state, rows, trouble, newer }: LiveExport): string {
  if (trouble) return `${trouble} It is tried again by itself.`
  switch (state) {
    case 'following':
      return `${counted(rows, 'row')} written so far`
    case 'writing':
    case 'placing':
      return 'Being finished'
    case 'stopped':
      return `Stopped after ${counted(rows, 'row')}; what was written stays`
    case 'done':
      return `${counted(rows, 'row')}.${newer > 0 ? ` ${formatCount(newer)} of the batch changed since: export again.` : ''}`
  }
}
