import { useState } from 'react'
import type { TemplateBody } from '#shared/template-body'
import { formatMoment } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { Menu, MenuChoices, MenuItem, MenuLine, Submenu } from '../../ui/Menu'
import { useSavedTemplates } from './use-saved-templates'
import { isChanged, type SavedTemplate, type VariantDraft } from './variant-draft'

type TemplateMenuProps = {
  readonly draft: VariantDraft
  readonly body: () => TemplateBody // as it would be saved, with what the sheet chooses
  readonly canSave: boolean
  readonly disabled: boolean
  readonly onUse: (saved: SavedTemplate) => void
  /** It was saved: what is written stays as it is. */
  readonly onSaved: (saved: SavedTemplate | null) => void
}

/** Which saved template this is, whether it was changed, and what can be done with it. */
export function TemplateMenu({ draft, body, canSave, disabled, onUse, onSaved }: TemplateMenuProps) {
  const { templates, load, open, save, archive, fromFile, toFile } = useSavedTemplates()
  const [name, setName] = useState<string | null>(null) // null: nothing is being named
  const { saved } = draft
  const changed = isChanged(draft)

  async function use(id: SavedTemplate['id'], version?: number) {
    const found = await open(id, version)
    if (found) onUse(found)
  }
  async function keep(as: string, of?: SavedTemplate) {
    const done = await save(as, body(), of)
    if (!done) return
    setName(null)
    onSaved(done)
  }

  if (name !== null)
    return (
      <form
        className="flex min-w-0 items-center gap-1.5"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') void keep(name.trim())
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation() // the name goes, and not the sheet
          setName(null)
        }}
      >
        <Input
          label="Name of the template"
          hideLabel
          height="sm"
          value={name}
          placeholder="Name of the template"
          maxLength={120}
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" size="sm" disabled={name.trim() === ''}>
          Save
        </Button>
        <Button look="ghost" size="sm" onClick={() => setName(null)}>
          Cancel
        </Button>
      </form>
    )
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Menu
        trigger={
          <button
            type="button"
            disabled={disabled}
            onPointerDown={() => void load()}
            onKeyDown={() => void load()}
            className="flex h-6 min-w-0 items-center gap-1 rounded-[6px] px-1.5 text-xs font-medium text-ink-2 hover:bg-selected hover:text-ink disabled:pointer-events-none disabled:text-ink-disabled"
          >
            <span className="truncate">{saved ? saved.name : 'Templates'}</span>
            {saved && <span className="tn shrink-0 font-normal text-ink-3">version {saved.shown}</span>}
            <Icon name="choose" size={12} className="shrink-0 text-ink-3" />
          </button>
        }
      >
        {templates === null || templates.length === 0 ? (
          <p className="px-2 py-1.5 text-xs text-ink-3">
            {templates === null ? 'Looking for templates…' : 'No template is saved yet.'}
          </p>
        ) : (
          templates.map((each) => (
            <MenuItem key={each.id} onClick={() => void use(each.id)}>
              <span className="w-3.5">{each.id === saved?.id && <Icon name="check" size={14} />}</span>
              <span className="min-w-0 flex-1 truncate">{each.name}</span>
              <span className="tn pl-3 text-xs text-ink-3">version {each.version}</span>
            </MenuItem>
          ))
        )}
        <MenuLine />
        {saved && (
          <MenuItem disabled={!canSave || !changed} onClick={() => void keep(saved.name, saved)}>
            Save as version {saved.version + 1}
          </MenuItem>
        )}
        <MenuItem disabled={!canSave} onClick={() => setName(saved ? `${saved.name} copy` : '')}>
          {saved ? 'Save as another…' : 'Save as a template…'}
        </MenuItem>
        {saved && saved.versions.length > 1 && (
          <Submenu label="Versions" hint={String(saved.versions.length)}>
            <MenuChoices
              value={String(saved.shown)}
              onChange={(version) => void use(saved.id, Number(version))}
              choices={saved.versions.map(({ version, createdAt }) => ({
                ...{ value: String(version), label: `Version ${version}`, hint: formatMoment(createdAt) },
              }))}
            />
          </Submenu>
        )}
        {saved && changed && (
          <MenuItem icon="undo" onClick={() => void use(saved.id, saved.shown)}>
            Back to version {saved.shown}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon="variables" onClick={() => useStore.getState().openTemplates()}>
          Manage templates…
        </MenuItem>
        <MenuItem icon="import" onClick={() => void fromFile().then((read) => read && onUse(read))}>
          Open from a file…
        </MenuItem>
        {saved && (
          <>
            <MenuItem icon="export" onClick={() => void toFile(saved.id, saved.shown)}>
              Write to a file…
            </MenuItem>
            <MenuItem icon="discard" onClick={() => void archive(saved.id).then((isPut) => isPut && onSaved(null))}>
              Archive
            </MenuItem>
          </>
        )}
      </Menu>
      {changed && <Chip hue="outline">changed</Chip>}
    </span>
  )
}
