import { useRef } from 'react'
import { offersBatches } from '#shared/half-price'
import type { ImportPreview } from '#shared/import'
import type { ProviderView } from '#shared/provider'
import { hasMod } from '../../platform'
import { firstRowsOf, isWorthADryRun, readFirstRows } from '../../state/first-rows'
import { saveSetting } from '../../state/save-setting'
import type { Importing } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Sheet } from '../../ui/Sheet'
import { useNow } from '../../use-now'
import { useWindowKey } from '../../use-window-key'
import { readBudget } from '../spending/budget'
import { useEstimate } from '../spending/use-estimate'
import { readStart } from '../task-changes/when-text'
import { slotOf } from '../templates/completion'
import type { TemplateFieldHandle } from '../templates/TemplateField'
import { TemplatesSheet } from '../templates/TemplatesSheet'
import {
  hasFieldProblem,
  isChanged,
  isColumnAlone,
  isWritten,
  letterOf,
  type SavedTemplate,
  usedColumns,
  type VariantDraft,
  withSaved,
} from '../templates/variant-draft'
import { AddRowsBody } from './AddRowsBody'
import { ColumnTable } from './ColumnTable'
import { Duplicates } from './Duplicates'
import { isTable, mayNameModels } from './file-words'
import { ImportFooter } from './ImportFooter'
import { ImportHeading } from './ImportHeading'
import { ImportNotices } from './ImportNotices'
import { MissingChoice } from './MissingChoice'
import { PreviewRows } from './PreviewRows'
import { PromptPanel } from './PromptPanel'
import { RejectedLines } from './RejectedLines'
import { TargetPanel } from './TargetPanel'
import { useAdding } from './use-adding'
import { savedBody, useAsked } from './use-asked'
import { useImport } from './use-import'
import { useTakenTemplate } from './use-taken-template'
import { useBatchChoices } from './use-target'
import { useVariants } from './use-variants'
import { VariantTabs } from './VariantTabs'
import { WhereTo } from './WhereTo'

const noProviders: readonly ProviderView[] = []

/** What files would become, before anything is queued. */
export function ImportSheet() {
  const importing = useStore((store) => store.importing)
  return importing && <OpenImport importing={importing} />
}

function OpenImport({ importing }: { readonly importing: Importing }) {
  const { preview, lane: droppedOn, into: batchId } = importing
  const providers = useStore((store) => store.overview?.providers) ?? noProviders
  const { choices, choose } = useBatchChoices(preview.importId, droppedOn)
  const { drafts, shown, draft, show, change, add, remove } = useVariants(preview)
  const isScanned = preview.progress.phase === 'scanned'
  const adds = batchId !== null
  const of = useAsked({ preview, drafts, shown, providers, choices, isScanned, isIdle: adds })
  const adding = useAdding(preview, batchId, isScanned)
  const {
    stage,
    progress,
    failure,
    readAs,
    choose: chooseColumn,
    queue,
    add: addTo,
    cancel,
    ...more
  } = useImport(preview, adds ? adding.asked : of.asked)
  const queueRef = useRef<HTMLButtonElement>(null)
  const into = useRef<TemplateFieldHandle>(null)
  const busy = stage.kind === 'queueing'
  const noRows = preview.rows.length === 0
  const start = readStart(choices.start, useNow())
  const lastFirstRows = useStore(({ settings }) => settings?.dryRunRows)
  const isWorth = isWorthADryRun(
    progress.prompts,
    of.targets.map(({ provider }) => provider),
  )
  const firstRows = firstRowsOf(choices.firstRows, isWorth, lastFirstRows)
  const target = of.targets[shown] ?? { provider: undefined, providerId: '', model: '' }
  const incomplete =
    of.targets.some(({ model }) => model === '') ||
    drafts.some(hasFieldProblem) ||
    start.kind === 'unreadable' ||
    readFirstRows(firstRows) === 'unreadable' ||
    !readBudget(choices.budget).ok
  const halfPriced = choices.halfPrice && of.targets.every(({ provider }) => provider && offersBatches(provider))
  const { importId } = preview
  const { providerId, model } = target
  const told = useEstimate(
    stage.kind === 'ready' && adds
      ? { kind: 'import', importId, into: batchId, ...(adding.skipPresent ? { skipPresent: true } : {}) }
      : stage.kind === 'ready' && of.targets.every((each) => each.model !== '')
        ? {
            ...{ kind: 'import', importId, lane: choices.lane },
            ...(of.variants ? { variants: of.variants } : { providerId, model }),
            ...(halfPriced ? { halfPrice: true } : {}),
          }
        : null,
  )
  const warnedOf = useRef<readonly VariantDraft[] | null>(null)
  /** By Esc, or a click beside the sheet: either is easily done by mistake, and what was written would be gone. */
  function leave() {
    if (busy || adds || warnedOf.current === drafts || !drafts.some(isWritten)) return cancel()
    warnedOf.current = drafts
    useStore.getState().toast({
      ...{ kind: 'info', title: 'The import stays open' },
      detail: 'The prompt that you wrote would be lost. Esc once more closes it, as Cancel does.',
    })
  }
  const canQueue = stage.kind === 'ready' && (adds || !incomplete)
  const check = adds ? adding.check : of.check
  const rejected = check ?? {
    rejected: preview.rejected,
    rejectedCount: (busy ? preview.progress : progress).rejected,
  }
  const queueAll = () => {
    const { variants } = of
    const leftOut = rejected.rejectedCount
    if (adds)
      void addTo({
        into: batchId,
        name: adding.batch?.name ?? 'the batch',
        waits: adding.batch?.dryRun != null,
        skipPresent: adding.skipPresent && (adding.check?.already ?? 0) > 0,
        leftOut,
      })
    else {
      const chosen = readFirstRows(firstRows)
      // Kept for the next time that one is proposed, and for no other: a small batch says nothing of a large one.
      if (isWorth && choices.firstRows !== undefined && chosen !== 'unreadable')
        void saveSetting('dryRunRows', chosen ?? 0)
      void queue({ firstRows, choices: { ...choices, halfPrice: halfPriced }, target, variants, leftOut })
    }
  }

  useWindowKey((event) => {
    if (event.key !== 'Enter' || !hasMod(event) || event.defaultPrevented) return // by what lies over it
    if (useStore.getState().templates) return
    event.preventDefault()
    if (canQueue) queueAll()
  })

  /** What was written by hand can be had back. */
  function replacePrompt(part: Partial<VariantDraft>) {
    const isOwn = !isColumnAlone(draft, preview.promptColumn, preview.columns) && (!draft.saved || isChanged(draft))
    change(part)
    if (isOwn && draft.prompt.trim() !== '')
      useStore.getState().toast({
        ...{ kind: 'info', title: 'The prompt was replaced', detail: 'What you had written is kept until this goes.' },
        action: { label: 'Undo', run: () => change(draft) },
      })
  }
  function takeSaved(saved: SavedTemplate) {
    replacePrompt(withSaved(draft, saved))
    const { lane } = saved.body.parameters
    if (lane !== undefined) choose({ lane })
  }
  useTakenTemplate(importing.template, of.hasTemplates, takeSaved)
  async function makeWholePrompt(column: string) {
    if (column === preview.promptColumn || (await chooseColumn(column))) replacePrompt({ prompt: slotOf(column) })
  }

  const notices = (
    <ImportNotices {...{ stage, failure, adds }} onReadAgain={more.readAgain} hasTemplates={of.hasTemplates && !adds} />
  )
  const rejectedLines = stage.kind !== 'choose' && stage.kind !== 'unfit' && (
    <RejectedLines
      preview={preview}
      rejected={rejected.rejected}
      count={rejected.rejectedCount}
      disabled={busy}
      by={adds ? { into: batchId } : of.variants ? { variants: of.variants } : {}}
      alone={noRows && !of.hasTemplates && !adds}
    >
      {!adds && of.hasTemplates && (rejected.rejectedCount > 0 || draft.missing.kind !== 'refuse') && (
        <MissingChoice
          rule={draft.missing}
          missing={of.check?.missing ?? null}
          onChange={(missing) => change({ missing })}
          disabled={busy}
        />
      )}
    </RejectedLines>
  )
  const duplicates = stage.kind === 'ready' && (
    <Duplicates
      preview={check ? { ...preview, duplicates: check.duplicates } : preview}
      disabled={busy}
      onMerge={(mergeDuplicates) => readAs({ mergeDuplicates })}
    />
  )
  return (
    <Sheet
      title={adds ? `Add rows to ${adding.batch?.name ?? 'a batch'}` : 'Import'}
      hideTitle
      open
      onClose={leave}
      width={1028}
      height={736}
      initialFocus={queueRef}
      subtitle={
        <ImportHeading
          preview={preview}
          progress={busy ? preview.progress : progress}
          onRead={readAs}
          onResetReading={more.readAsGuessed}
          onChange={() => more.changeFile(choices.lane, batchId)}
          busy={busy}
        />
      }
      footer={
        <ImportFooter
          stage={stage}
          start={start}
          told={told}
          adds={adds}
          firstRows={firstRows}
          onFirstRows={(firstRows) => choose({ firstRows })}
          canQueue={canQueue}
          onQueue={queueAll}
          onCancel={cancel}
          queueRef={queueRef}
        />
      }
    >
      <div className="flex h-full flex-col">
        <WhereTo />
        <TemplatesSheet />
        {adds && (
          <AddRowsBody
            {...{ preview, adding, told, providers, notices, duplicates }}
            rejected={rejectedLines}
            total={stage.kind === 'ready' ? stage.prompts : null}
            disabled={busy}
            onColumn={(column) => void chooseColumn(column)}
          />
        )}
        {!adds && drafts.length > 1 && (
          <VariantTabs
            variants={drafts.map(({ key }, at) => ({
              ...{ key, difference: of.differences[at] ?? '', isWrong: of.isWrong[at] ?? false },
            }))}
            shown={shown}
            disabled={busy}
            onShow={show}
            onAdd={add}
            onRemove={remove}
          />
        )}
        {!adds && (
          <div
            {...(drafts.length > 1 ? { role: 'tabpanel', 'aria-label': `Variant ${letterOf(shown)}` } : {})}
            className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_272px] min-[1000px]:grid-cols-[minmax(0,1fr)_316px] max-[700px]:block max-[700px]:overflow-y-auto"
          >
            <div className="flex min-h-0 min-w-0 flex-col gap-3.5 overflow-y-auto px-5 py-4 max-[700px]:overflow-visible">
              {notices}
              {of.hasTemplates ? (
                <>
                  <ColumnTable
                    header={headerOf(preview)}
                    onHeader={(header) => readAs({ header })}
                    columns={preview.columns}
                    draft={draft}
                    used={usedColumns(draft)}
                    disabled={busy}
                    onInsert={(column) => into.current?.insert(slotOf(column))}
                    onWholePrompt={(column) => void makeWholePrompt(column)}
                    change={change}
                  />
                  <PromptPanel
                    key={draft.key}
                    columns={preview.columns}
                    draft={draft}
                    problems={of.problems[shown] ?? []}
                    canSave={draft.prompt.trim() !== '' && !hasFieldProblem(draft)}
                    body={() => savedBody(draft, target, choices)}
                    told={of.rowPreview}
                    row={of.row}
                    onRow={of.setRow}
                    disabled={busy}
                    change={change}
                    onUse={takeSaved}
                    into={into}
                  />
                </>
              ) : (
                <PreviewRows preview={preview} total={stage.kind === 'ready' ? stage.prompts : null} />
              )}
              {rejectedLines}
            </div>
            <TargetPanel
              {...{ choices, choose, draft, change, target, providers, told }}
              variant={drafts.length > 1 ? letterOf(shown) : null}
              onAddVariant={drafts.length === 1 ? add : null}
              takesParameters={!mayNameModels(preview)}
              linesMayNameModels={mayNameModels(preview)}
              disabled={busy}
            >
              {duplicates}
            </TargetPanel>
          </div>
        )}
      </div>
    </Sheet>
  )
}

/** Whether the first rows of the tables name the columns; null where the files name them otherwise. */
function headerOf({ files }: ImportPreview): boolean | null {
  const tables = files.filter(isTable)
  return tables.length === 0 ? null : tables.every(({ header }) => header)
}
