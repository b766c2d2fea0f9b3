import { promptOf, systemOf } from '#shared/request'
import type { Revision, TaskDetail } from '#shared/task'
import { copy } from '../../state/work'
import { IconButton } from '../../ui/IconButton'
import { LongText } from './LongText'
import { Part } from './Part'

/** What was asked; an edit, and the original beside it. @param whole nothing is folded away: the pane scrolls */
export function Prompts({ revisions, whole = false }: Pick<TaskDetail, 'revisions'> & { readonly whole?: boolean }) {
  const current = revisions.at(-1)
  const original = revisions.length > 1 ? revisions[0] : undefined
  if (!current) return null
  const title = original ? `Prompt, edited (revision ${current.revision})` : 'Prompt'
  return (
    <>
      <Prompt revision={current} title={title} whole={whole} />
      {original && <Prompt revision={original} title="Original prompt, kept" quiet whole={whole} />}
    </>
  )
}

type PromptProps = {
  readonly revision: Revision
  readonly title: string
  readonly quiet?: boolean
  readonly whole: boolean
}

function Prompt({ revision: { request }, title, quiet = false, whole }: PromptProps) {
  const prompt = promptOf(request)
  const system = systemOf(request)
  const body = prompt === '' && request.kind === 'verbatim' ? JSON.stringify(request.body, null, 2) : prompt
  return (
    <Part
      title={title}
      action={
        <IconButton
          icon="copy"
          label={`Copy ${title.toLowerCase()}`}
          size="sm"
          onClick={() => void copy(body, 'Prompt')}
        />
      }
    >
      {system && !quiet && (
        <div className="mb-1.5 text-xs text-ink-3">
          <p className="font-medium">System</p>
          <LongText text={system} quiet whole={whole} />
        </div>
      )}
      <LongText text={body} quiet={quiet} whole={whole} />
    </Part>
  )
}
