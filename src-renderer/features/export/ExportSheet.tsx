import { useRef, useState } from 'react'
import { settled, total } from '#shared/batch'
import { counted } from '../../format'
import { hasMod } from '../../platform'
import { ask } from '../../state/ask'
import type { Exporting } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { useWindowKey } from '../../use-window-key'
import { ExportColumns } from './ExportColumns'
import { ExportPanel } from './ExportPanel'
import { ExportPreview } from './ExportPreview'
import { allColumns, type ExportDraft, hasColumns, optionsOf } from './export-draft'
import { keepDraft, keptDraft } from './kept-draft'
import { LiveExports } from './LiveExports'
import { useExportPreview, useLiveExports } from './use-export'

/** Results as a file: what is in it, as what, and how it will begin. */
export function ExportSheet() {
  const exporting = useStore((store) => store.exporting)
  return exporting && <OpenExport key={JSON.stringify(exporting.source)} exporting={exporting} />
}

function OpenExport({ exporting: { source, name } }: { readonly exporting: Exporting }) {
  const closeSheets = useStore((store) => store.closeSheets)
  const batchId = 'batchId' in source && !('deadGroup' in source) ? source.batchId : null
  const batch = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId))
  const [draft, setDraft] = useState<ExportDraft>(keptDraft)
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const options = optionsOf(draft)
  const { preview, problem, isOld } = useExportPreview(source, options)
  const exports = useLiveExports().filter((each) => each.batchId === batchId)
  const isRunning = batch !== undefined && settled(batch.counts) < total(batch.counts)
  const follow = draft.follow && isRunning
  const hasVariants = (preview?.variants.length ?? 0) > 0
  const columns = draft.columns ?? (preview ? allColumns(preview.source, hasVariants) : [])
  const canExport = options !== null && !busy && problem === null && (follow || (preview?.tasks ?? 0) > 0)
  const change = (part: Partial<ExportDraft>) => setDraft((known) => ({ ...known, ...part }))

  async function write() {
    if (!canExport || options === null) return
    setBusy(true)
    const made = await ask('startExport', { source, options, follow }, { failed: 'Nothing was written' })
    setBusy(false)
    if (!made) return // the dialog was closed, or a toast says why
    keepDraft(draft)
    const { toast } = useStore.getState()
    if (made.kind === 'grows')
      toast({ kind: 'done', title: 'The file is written as rows end', detail: made.export.path })
    else {
      const detail = [made.file, ...made.notes].join(' ')
      toast({ kind: 'done', title: `Exported ${counted(made.rows, 'row')}`, detail })
    }
    closeSheets()
  }
  async function copy() {
    if (options === null) return
    const copied = await ask('copyRows', { source, options }, { failed: 'Nothing was copied' })
    if (copied)
      useStore.getState().toast({ kind: 'done', title: `Copied ${counted(copied.rows, 'row')}`, detail: 'As a table.' })
  }
  useWindowKey((event) => {
    if (event.key !== 'Enter' || !hasMod(event) || event.defaultPrevented) return
    event.preventDefault()
    void write()
  })

  return (
    <Sheet
      title="Export"
      open
      onClose={closeSheets}
      width={1028}
      height={736}
      losesNothing
      initialFocus={first}
      subtitle={name}
      footer={
        <>
          <span className="tn min-w-0 flex-1 truncate text-xs text-ink-3">
            {options === null
              ? 'Choose a column.'
              : isRunning && !follow
                ? 'Some of this batch has not ended: the file has what is there now.'
                : ''}
          </span>
          <Button look="ghost" keys="Esc" onClick={closeSheets}>
            Cancel
          </Button>
          {hasColumns(draft) && (
            <Button icon="copy" disabled={options === null || (preview?.tasks ?? 0) === 0} onClick={() => void copy()}>
              Copy as a table
            </Button>
          )}
          <Button ref={first} look="primary" keys="Mod Enter" disabled={!canExport} onClick={() => void write()}>
            {busy ? 'Writing…' : follow ? 'Write as they end' : `Export ${counted(preview?.tasks ?? 0, 'row')}`}
          </Button>
        </>
      }
    >
      <div className="grid h-full grid-cols-[minmax(0,1fr)_272px] min-[1000px]:grid-cols-[minmax(0,1fr)_316px]">
        <div className="flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto px-5 py-4">
          {hasColumns(draft) && columns.length > 0 && (
            <ExportColumns columns={columns} onChange={(next) => change({ columns: next })} />
          )}
          <ExportPreview preview={preview} problem={problem} isOld={isOld} />
          <LiveExports exports={exports} onStop={(id) => void ask('stopExport', { id }, { failed: 'It goes on' })} />
        </div>
        <ExportPanel
          draft={draft}
          hasVariants={hasVariants}
          isRunning={isRunning}
          grows={preview?.grows ?? true}
          change={change}
        />
      </div>
    </Sheet>
  )
}
