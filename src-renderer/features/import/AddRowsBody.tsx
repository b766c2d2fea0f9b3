import type { ReactNode } from 'react'
import type { ColumnFit } from '#shared/column-fit'
import type { ImportPreview } from '#shared/import'
import type { ProviderView } from '#shared/provider'
import type { LlmRequest } from '#shared/request'
import { counted } from '../../format'
import { providerName } from '../../frame/gates'
import { Icon } from '../../ui/Icon'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { EstimateFigures } from '../spending/EstimateFigures'
import type { Told } from '../spending/use-estimate'
import { PreviewRows } from './PreviewRows'
import { RowStepper } from './RowStepper'
import { type Adding, listed, type MadeBy } from './use-adding'

type AddRowsBodyProps = {
  readonly preview: ImportPreview
  readonly adding: Adding
  readonly total: number | null // of prompts, once that is known
  readonly told: Told
  readonly providers: readonly ProviderView[]
  readonly disabled: boolean
  readonly onColumn: (column: string) => void
  readonly notices: ReactNode
  readonly rejected: ReactNode
  readonly duplicates: ReactNode
}

/** Rows that go to the end of a batch: as it asks them, and what becomes of their columns. */
export function AddRowsBody(props: AddRowsBodyProps) {
  const { preview, adding, total, told, providers, disabled, onColumn, notices, rejected, duplicates } = props
  const { madeBy, fit, usesColumn, rowPreview, asked } = adding
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_272px] min-[1000px]:grid-cols-[minmax(0,1fr)_316px] max-[700px]:block max-[700px]:overflow-y-auto">
      <div className="flex min-h-0 min-w-0 flex-col gap-3.5 overflow-y-auto px-5 py-4 max-[700px]:overflow-visible">
        {notices}
        {fit && madeBy?.columns && fit.empty.length < madeBy.columns.length && (
          <ColumnsFit fit={fit} own={madeBy.columns} />
        )}
        {usesColumn && (
          <div className="max-w-72 shrink-0">
            <Select
              label="Prompt column"
              value={preview.promptColumn ?? ''}
              options={[
                ...(preview.promptColumn === null ? [{ value: '', label: 'Choose a column' }] : []),
                ...preview.columns.map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(column) => column !== '' && onColumn(column)}
              disabled={disabled}
            />
          </div>
        )}
        {asked.kind !== 'unfit' &&
          (rowPreview ? <OneRow adding={adding} /> : <PreviewRows preview={preview} total={total} />)}
        {rejected}
      </div>
      <div className="flex min-h-0 flex-col overflow-y-auto border-line bg-canvas min-[700px]:border-l max-[700px]:border-t">
        <div className="flex flex-1 flex-col gap-3.5 px-5 py-4">
          {madeBy && <AsTheBatch madeBy={madeBy} providers={providers} />}
          <p className="text-xs text-ink-3">They go to its end, under its priority, budget and rules.</p>
          <Present adding={adding} disabled={disabled} />
          {adding.batch?.dryRun && (
            <p className="text-xs text-ink-2">Its dry run is not released yet: they wait with the rest of it.</p>
          )}
          {duplicates}
        </div>
        {told.estimate && (
          <div className="shrink-0 border-t border-line px-5 py-3">
            <EstimateFigures estimate={told.estimate} isOld={told.isOld} providers={providers} />
          </div>
        )}
      </div>
    </div>
  )
}

/** Rows that the batch asked before, and whether they are asked once more. */
function Present({ adding, disabled }: { readonly adding: Adding; readonly disabled: boolean }) {
  const { check, skipPresent, setSkipPresent } = adding
  if (!check || check.already === 0) return null
  return (
    <div>
      <Switch
        label={`Skip ${counted(check.already, 'row')} that the batch has`}
        checked={skipPresent}
        onChange={setSkipPresent}
        disabled={disabled}
      />
      <p className="mt-1 pl-9 text-xs text-ink-3">
        {skipPresent
          ? 'They were asked there already, and are left out.'
          : 'They ask the same, and are asked once more unless skipped.'}
      </p>
    </div>
  )
}

/** What becomes of each column. */
function ColumnsFit({ fit: { dropped, empty }, own }: { readonly fit: ColumnFit; readonly own: readonly string[] }) {
  const same = own.filter((name) => !empty.includes(name))
  const lines: readonly (readonly [string, readonly string[], string])[] = [
    ['Same name', same, 'Their order does not matter.'],
    [
      'Left out',
      dropped,
      `The batch has no such ${dropped.length === 1 ? 'column' : 'columns'}; the file stays as it is.`,
    ],
    [
      'Empty',
      empty,
      `Only the batch has ${empty.length === 1 ? 'it: it stays' : 'them: they stay'} empty in these rows.`,
    ],
  ]
  return (
    <section aria-label="Columns" className="shrink-0 text-xs">
      <h3 className="mb-1.5 font-medium text-ink-2">Columns</h3>
      <dl className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 gap-y-1.5 rounded-[8px] border border-line-strong px-3 py-2.5">
        {lines.map(
          ([title, names, why]) =>
            names.length > 0 && (
              <div key={title} className="contents">
                <dt className={title === 'Same name' ? 'text-ink-3' : 'text-wait'}>{title}</dt>
                <dd className="min-w-0">
                  <span className="code wrap-anywhere text-ink" title={names.join(', ')}>
                    {listed(names)}
                  </span>{' '}
                  <span className="text-ink-3">{why}</span>
                </dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}

/** One row as the batch asks it, under one of its variants. */
function OneRow({ adding }: { readonly adding: Adding }) {
  const { rowPreview, madeBy, row, setRow, variant, setVariant } = adding
  if (!rowPreview) return null
  const { preview, isOld, failure } = rowPreview
  const variants = madeBy?.variants ?? []
  return (
    <section aria-label="One row" className="flex shrink-0 flex-col">
      <div className="mb-1.5 flex min-h-6 items-center gap-2 text-xs">
        <h3 className="shrink-0 font-medium text-ink-2">As it will be sent</h3>
        {variants.length > 1 && (
          <div className="max-w-64 min-w-0">
            <Select
              label="Variant"
              hideLabel
              value={String(variant)}
              options={variants.map((each) => ({ value: String(each.variant), label: each.name }))}
              onChange={(next) => setVariant(Number(next))}
            />
          </div>
        )}
        <RowStepper
          row={row}
          rows={preview?.rows ?? null}
          tokens={preview?.tokens ?? null}
          isOld={isOld}
          onRow={setRow}
        />
      </div>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        className="max-h-72 min-h-24 overflow-y-auto rounded-[8px] border border-line-strong bg-code"
      >
        {preview?.problem != null ? (
          <p className="px-3.5 py-2.5 text-wait wrap-anywhere">This row would be left out: {preview.problem}.</p>
        ) : preview?.request ? (
          <Turns request={preview.request} isOld={isOld} />
        ) : (
          <p className="px-3.5 py-2.5 text-ink-3 wrap-anywhere">{failure ?? ''}</p>
        )}
      </div>
    </section>
  )
}

const roles: Record<string, string> = { system: 'System prompt', user: 'Prompt', assistant: 'Answer of an example' }
const longest = 20_000

function Turns({ request, isOld }: { readonly request: LlmRequest; readonly isOld: boolean }) {
  if (request.kind !== 'chat') return null
  const { messages } = request
  return messages.map(({ role, content }, at) => {
    const text = typeof content === 'string' ? content : content.map((part) => textOfPart(part)).join('\n')
    const shown = text.length > longest ? `${text.slice(0, longest)}…` : text
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place
      <div key={at} className="border-t border-line px-3.5 py-2 first:border-t-0">
        {messages.length > 1 && <p className="text-2xs font-medium text-ink-3">{roles[role] ?? role}</p>}
        <p data-selectable className={`whitespace-pre-wrap wrap-anywhere ${isOld ? 'text-ink-3' : 'text-ink-2'}`}>
          {shown}
        </p>
      </div>
    )
  })
}

const textOfPart = (part: { readonly [key: string]: unknown }): string =>
  typeof part.text === 'string' ? part.text : '[an image]'

/** Where and by which templates the batch asks its rows. */
function AsTheBatch({ madeBy, providers }: { readonly madeBy: MadeBy; readonly providers: readonly ProviderView[] }) {
  const { variants, target } = madeBy
  if (variants.length === 0)
    return (
      <div className="text-xs">
        <h3 className="mb-1 font-medium text-ink-2">Asked as the batch was</h3>
        <p className="text-ink">
          {target
            ? `${target.model}, ${providerName(providers, target.providerId)}`
            : 'By the default provider and its model: rows of the batch went to several.'}
        </p>
      </div>
    )
  return (
    <section aria-label="Asked as the batch was" className="text-xs">
      <h3 className="mb-1 font-medium text-ink-2">
        Asked as the batch was{variants.length > 1 && `, under ${counted(variants.length, 'variant')}`}
      </h3>
      <ul className="flex flex-col gap-1.5">
        {variants.map(({ variant, name, model, providerId, template }) => (
          <li key={variant} className="flex min-w-0 gap-2">
            <Icon name="variables" size={14} className="mt-px shrink-0 text-ink-3" />
            <span className="min-w-0">
              <span className="block truncate text-ink" title={name}>
                {template ? `${template.name}, version ${template.version}` : name}
              </span>
              <span className="block truncate text-ink-3">
                {model}, {providerName(providers, providerId)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
