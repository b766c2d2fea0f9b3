import { useEffect, useRef } from 'react'
import { offersBatches } from '#shared/half-price'
import type { ImportPreview } from '#shared/import'
import type { ProviderView } from '#shared/provider'
import { hasMod } from '../../platform'
import type { Lane } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { useNow } from '../../use-now'
import { readBudget } from '../spending/budget'
import { useEstimate } from '../spending/use-estimate'
import { readStart } from '../task-changes/when-text'
import { ColumnTable } from './ColumnTable'
import { fileFacts, fileTitle, mayNameModels } from './file-words'
import { ImportFooter } from './ImportFooter'
import { ImportNotice } from './ImportNotice'
import { PreviewRows } from './PreviewRows'
import { RejectedLines } from './RejectedLines'
import { TargetPanel } from './TargetPanel'
import { useImport } from './use-import'
import { useTarget } from './use-target'

const noProviders: readonly ProviderView[] = []

/** What files would become, before anything is queued. */
export function ImportSheet() {
  const importing = useStore((store) => store.importing)
  return importing && <OpenImport preview={importing.preview} droppedOn={importing.lane} />
}

function OpenImport({ preview, droppedOn }: { readonly preview: ImportPreview; readonly droppedOn: Lane }) {
  const providers = useStore((store) => store.overview?.providers) ?? noProviders
  const { stage, progress, choosing, failure, choose, queue, cancel, changeFile } = useImport(preview)
  const { target, provider, ...change } = useTarget(providers, preview.importId, droppedOn)
  const queueRef = useRef<HTMLButtonElement>(null)
  const busy = stage.kind === 'queueing'
  const noRows = preview.rows.length === 0
  const start = readStart(target.start, useNow())
  const incomplete = target.model.trim() === '' || start.kind === 'unreadable' || !readBudget(target.budget).ok
  const model = target.model.trim()
  const halfPrice = target.halfPrice && provider && offersBatches(provider) ? { halfPrice: true } : {}
  const told = useEstimate(
    stage.kind === 'ready' && model !== ''
      ? { kind: 'import', importId: preview.importId, providerId: target.providerId, model, ...halfPrice }
      : null,
  )
  const canQueue = stage.kind === 'ready' && !incomplete

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !hasMod(event) || event.defaultPrevented) return // by what lies over it
      event.preventDefault()
      if (canQueue) void queue(target)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  return (
    <Sheet
      title="Import"
      open
      onClose={cancel}
      width={1028}
      height={736}
      initialFocus={queueRef}
      subtitle={
        <Heading
          preview={preview}
          facts={fileFacts(preview, busy ? preview.progress : progress)}
          onChange={() => changeFile(target.lane)}
          busy={busy}
        />
      }
      footer={
        <ImportFooter
          stage={stage}
          start={start}
          told={told}
          canQueue={canQueue}
          onQueue={() => void queue(target)}
          onCancel={cancel}
          queueRef={queueRef}
        />
      }
    >
      <div className="grid h-full grid-cols-[minmax(0,1fr)_272px] min-[1000px]:grid-cols-[minmax(0,1fr)_316px]">
        <div className="flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto px-5 py-4">
          {failure !== null && (
            <ImportNotice title="Nothing was queued.">
              {failure} Your choices are kept: queue again, or change the file.
            </ImportNotice>
          )}
          {stage.kind === 'unreadable' && (
            <ImportNotice title="The file could not be read to its end.">
              {stage.message} Nothing was queued. Mend the file or choose another with Change file.
            </ImportNotice>
          )}
          {stage.kind === 'empty' && (
            <ImportNotice title="No line of this file can be used.">
              Nothing was queued.{' '}
              {preview.needsPromptColumn ? 'Choose another column, or change the file.' : 'Change the file.'}
            </ImportNotice>
          )}
          {preview.needsPromptColumn && preview.columns.length > 0 && (
            <ColumnTable
              columns={preview.columns}
              chosen={choosing ?? preview.promptColumn}
              onChoose={(column) => void choose(column)}
              disabled={busy}
              alone={noRows && stage.kind === 'choose'}
            />
          )}
          <PreviewRows preview={preview} total={stage.kind === 'ready' ? stage.prompts : null} />
          {stage.kind !== 'choose' && (
            <RejectedLines
              preview={preview}
              count={busy ? preview.progress.rejected : progress.rejected}
              alone={noRows}
            />
          )}
        </div>
        <TargetPanel
          {...{ target, providers, provider }}
          linesMayNameModels={mayNameModels(preview)}
          disabled={busy}
          told={told}
          change={change}
        />
      </div>
    </Sheet>
  )
}

type HeadingProps = {
  readonly preview: ImportPreview
  readonly facts: string
  readonly onChange: () => void
  readonly busy: boolean
}

function Heading({ preview, facts, onChange, busy }: HeadingProps) {
  return (
    <div className="flex items-center gap-2.5 py-1">
      <span className="max-w-[45%] shrink-0 truncate text-sm font-medium text-ink" title={names(preview)}>
        {fileTitle(preview)}
      </span>
      <span className="tn min-w-0 flex-1 truncate" title={facts}>
        {facts}
      </span>
      <Button look="ghost" size="sm" onClick={onChange} disabled={busy}>
        Change file
      </Button>
    </div>
  )
}

const names = ({ files }: ImportPreview): string => files.map(({ name }) => name).join('\n')
