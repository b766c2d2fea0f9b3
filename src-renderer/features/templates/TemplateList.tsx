import { type RefObject, useState } from 'react'
import type { TemplateId, TemplateView } from '#shared/template-view'
import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { usedWords } from './template-words'

type TemplateListProps = {
  readonly templates: readonly TemplateView[] | null
  readonly chosen: TemplateId | 'new' | null
  readonly isChanged: (id: TemplateId | 'new') => boolean // something was written that is not saved
  readonly now: number
  readonly firstRef: RefObject<HTMLButtonElement | null>
  readonly onPick: (id: TemplateId | 'new') => void
  readonly onFile: () => void
}

/** Beyond so many they are searched. */
const fewest = 8

/** The templates by name, and the ways to another. */
export function TemplateList({ templates, chosen, isChanged, now, firstRef, onPick, onFile }: TemplateListProps) {
  const [typed, setTyped] = useState('')
  const [withArchived, setWithArchived] = useState(false)
  const all = templates ?? []
  const archived = all.filter(({ archivedAt }) => archivedAt !== null).length
  const wanted = typed.trim().toLowerCase()
  const shown = all.filter(
    ({ name, archivedAt, id }) =>
      name.toLowerCase().includes(wanted) && (archivedAt === null || withArchived || wanted !== '' || id === chosen),
  )
  return (
    <nav aria-label="Templates" className="flex min-h-0 flex-col bg-canvas">
      <div className="flex shrink-0 flex-col gap-2 p-3 pb-2">
        <div className="flex gap-1">
          <Button ref={firstRef} size="sm" icon="new" onClick={() => onPick('new')}>
            New
          </Button>
          <Button size="sm" look="ghost" icon="import" onClick={onFile}>
            From a file…
          </Button>
        </div>
        {all.length > fewest && (
          <Input
            label="Search templates"
            hideLabel
            icon="search"
            height="sm"
            value={typed}
            placeholder="Search"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {chosen === 'new' || isChanged('new') ? (
          <Row isChosen={chosen === 'new'} title="New template" note="not saved yet" onPick={() => onPick('new')} />
        ) : null}
        {shown.map((each) => (
          <Row
            key={each.id}
            isChosen={each.id === chosen}
            title={each.name}
            badge={isChanged(each.id) ? 'changed' : `v${each.version}`}
            note={each.archivedAt === null ? usedWords(each, now) : 'archived'}
            onPick={() => onPick(each.id)}
          />
        ))}
        {templates !== null && shown.length === 0 && wanted === '' && archived > 0 && (
          <li className="px-2 py-1.5 text-xs text-ink-3">All of them are archived.</li>
        )}
        {templates !== null && shown.length === 0 && wanted !== '' && (
          <li className="px-2 py-1.5 text-xs text-ink-3">No template is called so.</li>
        )}
        {templates?.length === 0 && (
          <li className="px-2 py-1.5 text-xs text-ink-3">
            None is saved yet. Write one here, or save the prompt of an import.
          </li>
        )}
      </ul>
      {archived > 0 && (
        <div className="shrink-0 border-t border-line p-2">
          <Button size="sm" look="ghost" aria-pressed={withArchived} onClick={() => setWithArchived(!withArchived)}>
            {withArchived ? 'Hide' : 'Show'} {counted(archived, 'archived one')}
          </Button>
        </div>
      )}
    </nav>
  )
}

type RowProps = {
  readonly isChosen: boolean
  readonly title: string
  readonly badge?: string
  readonly note: string
  readonly onPick: () => void
}

const Row = ({ isChosen, title, badge = '', note, onPick }: RowProps) => (
  <li>
    <button
      type="button"
      aria-current={isChosen ? 'true' : undefined}
      title={title}
      onClick={onPick}
      className={`block w-full rounded-[6px] px-2 py-1.5 text-left ${isChosen ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <span className="flex items-baseline gap-2">
        <span className={`min-w-0 flex-1 truncate ${isChosen ? 'font-medium text-ink' : 'text-ink-2'}`}>{title}</span>
        <span className={`tn shrink-0 text-2xs ${badge === 'changed' ? 'text-wait' : 'text-ink-3'}`}>{badge}</span>
      </span>
      <span className="tn block truncate text-xs text-ink-3">{note}</span>
    </button>
  </li>
)
