import { type RefObject, useState } from 'react'
import type { ImportPreview } from '#shared/import'
import type { BodyProblem, TemplateBody, TemplateField } from '#shared/template-body'
import { Icon } from '../../ui/Icon'
import { Menu, MenuItem } from '../../ui/Menu'
import { AddTexts } from '../templates/AddTexts'
import { slotOf } from '../templates/completion'
import { PromptTexts } from '../templates/PromptTexts'
import type { TemplateFieldHandle } from '../templates/TemplateField'
import { TemplateMenu } from '../templates/TemplateMenu'
import type { RowPreview } from '../templates/use-row-preview'
import type { SavedTemplate, VariantDraft } from '../templates/variant-draft'
import { chipLook } from './ColumnTable'
import { RowStepper } from './RowStepper'

type PromptPanelProps = {
  readonly columns: ImportPreview['columns']
  readonly draft: VariantDraft
  readonly problems: readonly BodyProblem[]
  readonly canSave: boolean
  readonly body: () => TemplateBody
  readonly told: RowPreview
  readonly row: number
  readonly onRow: (row: number) => void
  readonly disabled: boolean
  readonly change: (part: Partial<VariantDraft>) => void
  readonly onUse: (saved: SavedTemplate) => void
  readonly into: RefObject<TemplateFieldHandle | null>
}

/** Columns that fit beside the heading; all of them are in a menu. */
const mostChips = 3

/** What is asked of the rows, beside what it becomes of one of them. */
export function PromptPanel(props: PromptPanelProps) {
  const { columns, draft, problems, canSave, body, told, row, onRow, disabled, change, onUse, into } = props
  const [added, setAdded] = useState<TemplateField | null>(null)
  const insert = (name: string) => into.current?.insert(slotOf(name))
  const { preview, isOld } = told
  const wanted = columns.filter(({ name }) => name !== draft.customId)
  const chips = wanted.slice(0, mostChips)
  return (
    <section aria-label="Prompt for each row" className="@container shrink-0">
      <div className="mb-1.5 flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 text-xs">
        <h3 className="font-medium text-ink-2">Prompt for each row</h3>
        <TemplateMenu
          draft={draft}
          body={body}
          canSave={canSave}
          disabled={disabled}
          onUse={onUse}
          onSaved={(saved) => change({ saved })}
        />
        <div className="ml-auto flex min-w-0 items-center gap-1.5">
          <span className="text-ink-3">Insert</span>
          {chips.map(({ name }) => (
            <button
              key={name}
              type="button"
              disabled={disabled}
              aria-label={`Insert ${name}`}
              onPointerDown={(event) => event.preventDefault()} // the caret stays where it is
              onClick={() => insert(name)}
              className={`${chipLook} h-6 max-w-28 shrink hover:bg-hover hover:text-ink disabled:text-ink-disabled @max-[620px]:hidden`}
            >
              {slotOf(name)}
            </button>
          ))}
          {columns.length > 0 && (
            <Menu
              align="end"
              trigger={
                <button
                  type="button"
                  disabled={disabled}
                  aria-label="Insert any column"
                  className="grid size-6 shrink-0 place-items-center rounded-[4px] text-ink-3 hover:bg-selected hover:text-ink disabled:text-ink-disabled"
                >
                  <Icon name="choose" size={12} />
                </button>
              }
            >
              {columns.map(({ name }) => (
                <MenuItem key={name} onClick={() => insert(name)}>
                  <span className="code truncate">{slotOf(name)}</span>
                </MenuItem>
              ))}
            </Menu>
          )}
        </div>
      </div>
      <PromptTexts {...{ draft, change, columns, problems, told, disabled, into, added }} />
      <div className="mt-1.5 flex flex-wrap items-center gap-x-1 gap-y-1">
        <AddTexts {...{ draft, disabled, change }} onAdded={setAdded} />
        <RowStepper
          row={row}
          rows={preview?.rows ?? null}
          tokens={preview?.tokens ?? null}
          isOld={isOld}
          onRow={onRow}
        />
      </div>
    </section>
  )
}
