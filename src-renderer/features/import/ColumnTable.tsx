import type { ImportPreview } from '#shared/import'
import { Icon } from '../../ui/Icon'
import { Menu, MenuItem, MenuLine, MenuSwitch } from '../../ui/Menu'
import { Switch } from '../../ui/Switch'
import { slotOf } from '../templates/completion'
import type { VariantDraft } from '../templates/variant-draft'

type ColumnTableProps = {
  readonly header: boolean | null // whether the first row holds their names; null: there is no such row
  readonly onHeader: (header: boolean) => void
  readonly columns: ImportPreview['columns']
  readonly draft: Pick<VariantDraft, 'customId' | 'images' | 'prompt'>
  readonly used: ReadonlySet<string> // in the texts
  readonly disabled: boolean
  readonly onInsert: (column: string) => void
  readonly onWholePrompt: (column: string) => void
  readonly change: (part: Partial<VariantDraft>) => void
}

/** The columns of the rows, and what each is used for. */
export function ColumnTable(props: ColumnTableProps) {
  const { columns, draft, header, onHeader, disabled } = props
  return (
    <section aria-label="Columns" className="shrink-0">
      <div className="mb-1.5 flex min-h-[18px] items-center gap-2 text-xs">
        <h3 className="font-medium text-ink-2">Columns</h3>
        {draft.prompt.trim() === '' && (
          <span className="text-ink">Choose the column that holds the prompts, or write one below.</span>
        )}
        {header !== null && (
          <span className="ml-auto text-ink-3">
            <Switch label="First row holds the names" checked={header} onChange={onHeader} disabled={disabled} />
          </span>
        )}
      </div>
      <div className="max-h-[196px] overflow-y-auto rounded-[8px] border border-line-strong text-xs [@media(max-height:700px)]:max-h-[132px]">
        <table className="w-full table-fixed border-collapse text-left">
          <colgroup>
            <col className="w-[27%] max-w-[148px]" />
            <col className="w-[30%]" />
            <col />
          </colgroup>
          <thead className="sticky top-0 z-10 bg-canvas text-2xs text-ink-3">
            <tr className="h-[26px]">
              <th scope="col" className="px-3 font-medium">
                Column
              </th>
              <th scope="col" className="px-1.5 font-medium">
                Use as
              </th>
              <th scope="col" className="px-3 font-medium">
                First value
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <Row key={column.name} {...props} column={column} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

type RowProps = ColumnTableProps & { readonly column: ImportPreview['columns'][number] }

function Row({ column: { name, first }, draft, used, disabled, onInsert, onWholePrompt, change }: RowProps) {
  const slot = slotOf(name)
  const isId = draft.customId === name
  const isImage = draft.images.includes(name)
  const inTexts = used.has(name)
  const isUsed = inTexts || isId || isImage
  const also = [isId ? 'Row id' : '', isImage ? 'Image' : ''].filter(Boolean).join(', ')
  const words = [inTexts ? slot : '', also].filter(Boolean).join(', ') || 'Not used'
  return (
    <tr className="h-8 border-t border-line">
      <th scope="row" className={`code truncate px-3 font-normal ${isUsed ? 'text-ink' : 'text-ink-3'}`} title={name}>
        {name}
      </th>
      <td className="px-1.5">
        <Menu
          trigger={
            <button
              type="button"
              disabled={disabled}
              aria-label={`Use ${name} as: ${words}`}
              className="edge-strong flex h-6 w-full min-w-0 items-center gap-1.5 rounded-md bg-surface px-2 text-left hover:bg-hover disabled:pointer-events-none"
            >
              {inTexts && <span className={chipLook}>{slot}</span>}
              <span className={`min-w-0 flex-1 truncate ${isUsed ? '' : 'text-ink-3'}`}>
                {also || (inTexts ? '' : 'Not used')}
              </span>
              <Icon name="choose" size={12} className="shrink-0 text-ink-3" />
            </button>
          }
        >
          <MenuItem onClick={() => onInsert(name)}>
            Put <span className="code max-w-48 truncate">{slot}</span> into the prompt
          </MenuItem>
          <MenuItem onClick={() => onWholePrompt(name)}>Make it the whole prompt</MenuItem>
          <MenuLine />
          <MenuSwitch checked={isId} onChange={(on) => change({ customId: on ? name : null })}>
            Row id
          </MenuSwitch>
          <MenuSwitch
            checked={isImage}
            onChange={(on) =>
              change({ images: on ? [...draft.images, name] : draft.images.filter((each) => each !== name) })
            }
          >
            Address of an image
          </MenuSwitch>
        </Menu>
      </td>
      <td className={`truncate px-3 ${isUsed ? 'text-ink-2' : 'text-ink-3'}`} title={first}>
        {first === '' ? <i className="text-ink-3 not-italic">empty</i> : first}
      </td>
    </tr>
  )
}

export const chipLook =
  'code min-w-0 max-w-full truncate rounded-[4px] bg-selected px-1 text-[11.5px] shadow-[inset_0_0_0_1px_var(--line-strong)]'
