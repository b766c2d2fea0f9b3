import { useRef, useState } from 'react'
import type { TemplateDetail, TemplateId } from '#shared/template-view'
import { formatMoment } from '../../format'
import { useStore } from '../../state/store'
import { pickImport } from '../../state/work'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Sheet } from '../../ui/Sheet'
import { useNow } from '../../use-now'
import { TemplateEditor } from './TemplateEditor'
import { TemplateHead } from './TemplateHead'
import { TemplateList } from './TemplateList'
import { draftOf, makesVersion, nameProblem, newTemplate, savedBodyOf, type TemplateDraft } from './template-draft'
import { usedWords } from './template-words'
import { useTemplate, useTemplates } from './use-templates'
import { VersionsPane } from './VersionsPane'
import { hasFieldProblem, problemsOf } from './variant-draft'

/** What is being written and was not saved stays as long as the window: a look at another template loses nothing. */
const drafts = new Map<TemplateId | 'new', TemplateDraft>()

/** The saved templates: look, change, compare, give to others, and ask rows with them. */
export function TemplatesSheet() {
  const open = useStore((store) => store.templates)
  return open && <OpenTemplates />
}

function OpenTemplates() {
  const closeTemplates = useStore((store) => store.closeTemplates)
  const inImport = useStore((store) => store.importing !== null && store.importing.into === null)
  const known = useTemplates()
  const { templates } = known
  const [picked, setPicked] = useState<TemplateId | 'new' | null>(null) // null: the first
  const [pane, setPane] = useState<'prompt' | 'versions'>('prompt')
  const [, setEdits] = useState(0)
  const first = useRef<HTMLButtonElement>(null)
  const now = useNow()
  const offered = templates?.filter(({ archivedAt }) => archivedAt === null) ?? []
  const chosen = picked ?? offered[0]?.id ?? (templates?.length === 0 ? 'new' : (templates?.[0]?.id ?? null))
  const id = chosen === 'new' ? null : chosen
  const newest = useTemplate(id, null, templates)
  const isNew = chosen === 'new'
  const draft = isNew ? (drafts.get('new') ?? newTemplate) : newest ? (drafts.get(newest.id) ?? draftOf(newest)) : null
  const changed = draft !== null && (isNew || (newest !== null && makesVersion(draft, newest.body)))
  const isWrong = draft === null || draft.text.prompt.trim() === '' || hasFieldProblem(draft.text) || hasMistake(draft)
  const canSave = changed && !isWrong && draft !== null && nameProblem(draft.name) === null && !newest?.archivedAt

  function write(part: Partial<TemplateDraft>) {
    if (draft === null || chosen === null) return
    drafts.set(chosen, { ...draft, ...part })
    setEdits((count) => count + 1)
  }
  function forget(of: TemplateId | 'new') {
    drafts.delete(of)
    setEdits((count) => count + 1)
  }
  async function save() {
    if (!canSave || draft === null) return
    const saved = await known.save(
      isNew ? draft.name.trim() : (newest?.name ?? ''),
      savedBodyOf(draft),
      newest ?? undefined,
    )
    if (!saved) return
    forget(isNew ? 'new' : saved.id)
    setPicked(saved.id)
    useStore.getState().toast({ kind: 'done', title: `Saved “${saved.name}”, version ${saved.version}` })
  }
  async function use(of: TemplateDetail) {
    if (inImport) {
      useStore.getState().takeTemplate(of)
      closeTemplates()
    } else await pickImport(of.body.parameters.lane ?? 'auto', null, of)
  }

  return (
    <Sheet
      title="Templates"
      open
      onClose={closeTemplates}
      width={1028}
      height={736}
      losesNothing
      initialFocus={first}
      subtitle="One prompt for each row of a file. Each change is a new version; the old ones stay."
      footer={
        <>
          <span className="tn min-w-0 flex-1 truncate text-xs text-ink-3">
            {newest && !isNew && footWords(newest, changed, now)}
          </span>
          <Button look="ghost" keys="Esc" onClick={closeTemplates}>
            Close
          </Button>
          {newest && !isNew && changed && (
            <Button look="ghost" onClick={() => forget(newest.id)}>
              Back to version {newest.version}
            </Button>
          )}
          {newest && !isNew && newest.archivedAt !== null && (
            <Button icon="undo" look="primary" onClick={() => void known.archive(newest.id, false)}>
              Offer it again
            </Button>
          )}
          {newest && !isNew && newest.archivedAt === null && (
            <Button
              icon="import"
              look={changed ? 'default' : 'primary'}
              disabled={changed}
              onClick={() => void use(newest)}
            >
              {inImport ? 'Use in this import' : 'Use with a file…'}
            </Button>
          )}
          {(changed || isNew) && (
            <Button look="primary" disabled={!canSave} onClick={() => void save()}>
              {isNew ? 'Save' : `Save as version ${(newest?.version ?? 0) + 1}`}
            </Button>
          )}
        </>
      }
    >
      <div className="grid h-full grid-cols-[232px_minmax(0,1fr)] max-[760px]:grid-cols-[168px_minmax(0,1fr)]">
        <TemplateList
          templates={templates}
          chosen={chosen}
          isChanged={(of) => drafts.has(of)}
          now={now}
          firstRef={first}
          onPick={(next) => {
            setPicked(next)
            setPane('prompt')
          }}
          onFile={() => void known.fromFile().then((read) => read && setPicked(read.id))}
        />
        <div className="flex min-h-0 min-w-0 flex-col border-l border-line">
          {draft === null ? (
            <EmptyState title={templates === null ? '' : 'Choose a template'} />
          ) : (
            <>
              <TemplateHead
                key={`head ${chosen}`}
                draft={draft}
                saved={isNew ? null : newest}
                pane={pane}
                onPane={setPane}
                onName={(name) => write({ name })}
                known={known}
                onMoved={(next) => {
                  setPicked(next)
                  setPane('prompt')
                }}
              />
              {pane === 'versions' && newest && !isNew ? (
                <VersionsPane
                  newest={newest}
                  templates={templates}
                  onEdit={(of) => {
                    write(draftOf(of))
                    setPane('prompt')
                  }}
                />
              ) : (
                <TemplateEditor
                  key={`text ${chosen}`}
                  draft={draft}
                  disabled={newest?.archivedAt != null && !isNew}
                  change={(part) => write({ text: { ...draft.text, ...part } })}
                />
              )}
            </>
          )}
        </div>
      </div>
    </Sheet>
  )
}

const hasMistake = ({ text }: TemplateDraft): boolean => problemsOf(text, null).length > 0

function footWords(newest: TemplateDetail, changed: boolean, now: number): string {
  if (newest.archivedAt !== null) return 'Archived: it is not offered. Batches keep what they were made with.'
  if (changed) return 'Not saved yet; kept here until you do.'
  return `Version ${newest.version}, saved ${formatMoment(newest.versions[0]?.createdAt ?? newest.changedAt)}; ${usedWords(newest, now)}.`
}
