import type { Request } from '#shared/contract'
import type { RejectedLine } from '#shared/import'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { Menu, MenuItem } from '../../ui/Menu'

/** Under what they are bad; {}: as the prompt column has it. */
export type BadBy = Pick<Request<'exportBadLines'>, 'variants' | 'into'>

type SaveBadLinesProps = {
  readonly importId: string
  readonly rejected: readonly RejectedLine[] // as they are listed
  readonly by: BadBy
  readonly canExport: boolean // main can find them again
}

/** Bad lines out into a file, to be mended there and imported again; or a list of them. */
export function SaveBadLines({ importId, rejected, by, canExport }: SaveBadLinesProps) {
  return (
    <Menu
      align="end"
      trigger={
        <Button look="ghost" size="sm" icon="export">
          Save them
        </Button>
      }
    >
      {canExport && (
        <>
          <MenuItem onClick={() => void save(importId, by, 'lines')}>The lines, to mend and import again…</MenuItem>
          <MenuItem onClick={() => void save(importId, by, 'list')}>A list with reasons…</MenuItem>
        </>
      )}
      <MenuItem icon="copy" onClick={() => void copy(csvOf(rejected), 'The list')}>
        Copy as CSV
      </MenuItem>
    </Menu>
  )
}

async function save(importId: string, by: BadBy, as: 'lines' | 'list') {
  const done = await ask('exportBadLines', { importId, as, ...by }, { failed: 'The lines were not written' })
  if (!done) return
  const { files, lines, left } = done
  useStore.getState().toast({
    ...{ kind: 'done', title: `Wrote ${counted(lines, 'line')}` },
    detail: [files.join(', '), left > 0 ? `Of ${counted(left, 'line')} no text can be told.` : '']
      .filter(Boolean)
      .join(' '),
  })
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
/** For a table or an editor, where the lines are mended. */
const csvOf = (rejected: readonly RejectedLine[]): string =>
  ['file,line,reason', ...rejected.map(({ file, line, reason }) => `${cell(file)},${line},${cell(reason)}`)].join('\n')
