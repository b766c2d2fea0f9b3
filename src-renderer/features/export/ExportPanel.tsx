import { type ExportFormat, formatNames } from '#shared/export'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { type ExportDraft, hasColumns, isTable, isText } from './export-draft'

type ExportPanelProps = {
  readonly draft: ExportDraft
  readonly hasVariants: boolean
  readonly isRunning: boolean // some of the batch has not ended
  readonly grows: boolean // the file can be read while it grows
  readonly change: (part: Partial<ExportDraft>) => void
}

const formats = (Object.keys(formatNames) as ExportFormat[]).map((value) => ({ value, label: formatNames[value] }))

/** What is written, and how. */
export function ExportPanel({ draft, hasVariants, isRunning, grows, change }: ExportPanelProps) {
  const { content, format, order, tasks } = draft
  const isResults = content === 'results'
  return (
    <div className="flex min-h-0 flex-col gap-3.5 overflow-y-auto border-l border-line bg-canvas px-5 py-4">
      <div>
        <Select
          label="What"
          value={content}
          options={[
            { value: 'results', label: 'Results' },
            { value: 'rows', label: 'Rows as they came' },
          ]}
          onChange={(next) => change({ content: next, ...(next === 'rows' ? { tasks: 'failed' } : { tasks: 'all' }) })}
        />
        {!isResults && <Note>With nothing of Trilane’s in it: the file can be dropped back in.</Note>}
      </div>
      <div>
        <Select label="Format" value={format} options={formats} onChange={(next) => change({ format: next })} />
      </div>
      <div>
        <Select
          label="Rows"
          value={tasks}
          options={[
            { value: 'all', label: 'All' },
            { value: 'succeeded', label: 'With an answer' },
            { value: 'failed', label: 'Dead letters' },
          ]}
          onChange={(next) => change({ tasks: next })}
        />
      </div>
      <div>
        <Select
          label="Order"
          value={order}
          options={[
            { value: 'input', label: 'As they came in' },
            { value: 'completion', label: 'As they ended' },
          ]}
          onChange={(next) => change({ order: next })}
        />
      </div>
      {hasVariants && isResults && format !== 'openai-batch' && (
        <div>
          <Select
            label="Variants"
            value={draft.sideBySide ? 'side' : 'lines'}
            options={[
              { value: 'lines', label: 'A line each' },
              { value: 'side', label: 'Side by side' },
            ]}
            onChange={(next) => change({ sideBySide: next === 'side' })}
          />
        </div>
      )}
      {hasVariants && hasColumns(draft) && (
        <div>
          <Switch
            label="Columns for ratings"
            checked={draft.ratings}
            onChange={(ratings) => change({ ratings, ...(ratings ? { follow: false } : {}) })}
          />
        </div>
      )}
      {hasColumns(draft) && (
        <div>
          <Switch
            label="A column for each key of JSON answers"
            checked={draft.spread}
            onChange={(spread) => change({ spread })}
          />
        </div>
      )}
      {format === 'markdown' && (
        <div>
          <Select
            label="Layout"
            value={draft.markdown}
            options={[
              { value: 'table', label: 'A table' },
              { value: 'sections', label: 'A section for each row' },
            ]}
            onChange={(markdown) => change({ markdown })}
          />
        </div>
      )}
      {isTable(format) && (
        <div>
          <Switch label="Guard against formulas" checked={draft.guard} onChange={(guard) => change({ guard })} />
          <Note>What a spreadsheet would run as a formula gets an apostrophe before it.</Note>
        </div>
      )}
      {isText(format) && (
        <>
          <Switch label="Marked for Excel (UTF-8 BOM)" checked={draft.bom} onChange={(bom) => change({ bom })} />
          <Switch label="Windows line ends" checked={draft.crlf} onChange={(crlf) => change({ crlf })} />
        </>
      )}
      {isRunning && !draft.ratings && (
        <div className="border-t border-line pt-3.5">
          <Switch
            label="Go on writing while it runs"
            checked={draft.follow}
            onChange={(follow) => change({ follow })}
          />
          <Note>
            {grows
              ? 'A file beside it grows as rows end, also after a restart. It takes its name once nothing is left to do.'
              : 'This format is written once nothing is left to do, also after a restart.'}
          </Note>
        </div>
      )}
    </div>
  )
}

const Note = ({ children }: { readonly children: string }) => <p className="mt-1 text-xs text-ink-3">{children}</p>
