import { useState } from 'react'
import type { TemplateDetail, TemplateId } from '#shared/template-view'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Input } from '../../ui/Input'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { Tabs } from '../../ui/Tabs'
import { nameProblem, type TemplateDraft } from './template-draft'
import type { Templates } from './use-templates'

type TemplateHeadProps = {
  readonly draft: TemplateDraft
  readonly saved: TemplateDetail | null // null: it is a new one
  readonly pane: 'prompt' | 'versions'
  readonly onPane: (pane: 'prompt' | 'versions') => void
  readonly onName: (name: string) => void
  readonly known: Templates
  /** Another template is shown next. */
  readonly onMoved: (id: TemplateId) => void
}

/** What it is called, its two sides, and what can be done with it. */
export function TemplateHead({ draft, saved, pane, onPane, onName, known, onMoved }: TemplateHeadProps) {
  const [typed, setTyped] = useState<string | null>(null) // null: it is not being renamed
  const [tried, setTried] = useState(false)
  const { toast } = useStore.getState()
  if (saved === null)
    return (
      <div className="shrink-0 border-b border-line px-5 py-3">
        <Input
          label="Name"
          value={draft.name}
          placeholder="Label a review"
          maxLength={120}
          error={tried ? nameProblem(draft.name) : null}
          autoFocus
          onBlur={() => setTried(draft.name !== '')}
          onChange={(event) => onName(event.target.value)}
        />
      </div>
    )
  const of = saved

  async function rename() {
    if (typed === null || nameProblem(typed) !== null) return
    const name = typed.trim()
    if (name !== of.name && !(await known.save(name, of.body, of))) return
    setTyped(null)
  }
  async function archive(archived: boolean) {
    const put = await known.archive(of.id, archived)
    if (!put) return
    if (archived)
      toast({
        ...{ kind: 'done', title: `“${put.name}” is archived` },
        detail: 'It is not offered any more. Batches keep what they were made with.',
        action: { label: 'Undo', run: () => void known.archive(of.id, false) },
      })
  }
  return (
    <div className="flex min-h-[46px] shrink-0 items-center gap-2 border-b border-line pr-3 pl-5">
      {typed === null ? (
        <h3 className="min-w-0 truncate text-[14px] font-semibold" title={of.name}>
          {of.name}
        </h3>
      ) : (
        <form
          className="flex min-w-0 flex-1 items-center gap-1.5 py-2"
          onSubmit={(event) => {
            event.preventDefault()
            void rename()
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            event.stopPropagation() // the name goes, and not the sheet
            setTyped(null)
          }}
        >
          <div className="min-w-0 flex-1">
            <Input
              label="New name"
              hideLabel
              height="sm"
              value={typed}
              maxLength={120}
              autoFocus
              error={typed.trim() === '' ? null : nameProblem(typed)}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          <Button type="submit" size="sm" disabled={nameProblem(typed) !== null}>
            Rename
          </Button>
          <Button look="ghost" size="sm" onClick={() => setTyped(null)}>
            Cancel
          </Button>
        </form>
      )}
      {typed === null && <span className="flex-1" />}
      <Tabs
        label="Of this template"
        value={pane}
        tabs={[
          { value: 'prompt', label: 'Prompt' },
          { value: 'versions', label: 'Versions', count: of.versions.length },
        ]}
        onChange={onPane}
      />
      <Menu align="end" trigger={<IconButton icon="more" size="sm" label={`Actions of ${of.name}`} />}>
        <MenuItem icon="edit" onClick={() => setTyped(of.name)}>
          Rename…
        </MenuItem>
        <MenuItem
          icon="copy"
          onClick={() => void known.duplicate(of.id, of.version).then((made) => made && onMoved(made.id))}
        >
          Duplicate
        </MenuItem>
        <MenuItem
          icon="export"
          onClick={() =>
            void known
              .toFile(of.id, of.version)
              .then((done) => done && toast({ kind: 'done', title: `Written to ${done.file}` }))
          }
        >
          Write to a file…
        </MenuItem>
        <MenuLine />
        {of.archivedAt === null ? (
          <MenuItem icon="discard" onClick={() => void archive(true)}>
            Archive
          </MenuItem>
        ) : (
          <MenuItem icon="undo" onClick={() => void archive(false)}>
            Offer it again
          </MenuItem>
        )}
      </Menu>
    </div>
  )
}
