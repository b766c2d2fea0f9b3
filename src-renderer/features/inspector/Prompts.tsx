import { promptOf, systemOf } from '#shared/request'
import type { Revision, TaskDetail } from '#shared/task'
import { formatCount } from '../../format'
import { copy } from '../../state/work'
import { IconButton } from '../../ui/IconButton'
import { LongText } from './LongText'
import { Part } from './Part'

type PromptsProps = Pick<TaskDetail, 'revisions' | 'task'> & { readonly whole?: boolean }

/** What was asked; an edit, and the original beside it. @param whole nothing is folded away: the pane scrolls */
export function Prompts({ revisions, task, whole = false }: PromptsProps) {
  const current = revisions.at(-1)
  const original = revisions.length > 1 ? revisions[0] : undefined
  if (!current) return null
  const title = original ? `Prompt, edited (revision ${current.revision})` : 'Prompt'
  return (
    <>
      <Prompt
        revision={current}
        title={title}
        note={task.tokensIn === null ? '' : `${formatCount(task.tokensIn)} tokens`}
        whole={whole}
      />
      {original && <Prompt revision={original} title="Original prompt, kept" quiet whole={whole} />}
    </>
  )
}

type PromptProps = {
  readonly revision: Revision
  readonly title: string
  readonly note?: string
  readonly quiet?: boolean
  readonly whole: boolean
}

function Prompt({ revision: { request }, title, note = '', quiet = false, whole }: PromptProps) {
  const prompt = promptOf(request)
  const system = systemOf(request)
  const body = prompt === '' && request.kind === 'verbatim' ? JSON.stringify(request.body, null, 2) : prompt
  return (
    <Part
      title={title}
      note={note}
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
        <>
          <p className="mb-0.5 text-2xs text-ink-3">System</p>
          <LongText text={system} quiet={false} whole={whole} />
          <p className="mt-1.5 mb-0.5 text-2xs text-ink-3">User</p>
        </>
      )}
      <LongText text={body} quiet={quiet} whole={whole} />
    </Part>
  )
}
