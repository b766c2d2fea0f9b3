import { useEffect, useRef, useState } from 'react'
import { promptOf } from '#shared/request'
import type { TaskDetail, TaskView } from '#shared/task'
import { hasMod } from '../../platform'
import { runAgain, stopAndRequeue } from '../../state/again'
import { useStore } from '../../state/store'
import { requeueEdited, requeueTasks } from '../../state/work'
import { Button } from '../../ui/Button'
import { TextArea } from '../../ui/TextArea'
import { dropDraft, keepDraft, useDrafts } from '../dead-letters/drafts'

type End = 'open' | 'answered' | 'stopped'
const endOf = ({ state: { kind } }: TaskView): End =>
  kind === 'succeeded' ? 'answered' : kind === 'dead' || kind === 'cancelled' ? 'stopped' : 'open'

const words: Readonly<Record<End, Readonly<Record<'title' | 'note' | 'edited' | 'asItIs', string>>>> = {
  stopped: {
    title: 'Edit and requeue',
    note: 'The original is kept next to the edit, with every attempt made so far.',
    ...{ edited: 'Requeue with the edit', asItIs: 'Requeue as it is' },
  },
  open: {
    title: 'Edit and requeue',
    note: 'It is stopped first; what was sent already may be billed. The original is kept next to the edit.',
    ...{ edited: 'Stop and requeue with the edit', asItIs: 'Stop and requeue as it is' },
  },
  answered: {
    title: 'Edit and run again',
    note: 'It becomes a task of its own. This one and its answer stay as they are.',
    ...{ edited: 'Run again with the edit', asItIs: 'Run again as it is' },
  },
}

/** Whether it went. @param prompt other words; undefined leaves them as they are */
function send(task: TaskView, prompt: string | undefined): Promise<boolean> {
  const { id, version } = task
  switch (endOf(task)) {
    case 'answered':
      return runAgain(id, prompt)
    case 'open':
      return stopAndRequeue({ id, version }, prompt)
    case 'stopped':
      return prompt === undefined ? requeueTasks({ tasks: [{ id, version }] }) : requeueEdited(id, version, prompt)
  }
}

/** Another wording for a task; the one before is kept. What is typed stays, also when another task is opened meanwhile. */
export function Editor({ detail }: { readonly detail: TaskDetail }) {
  const { task, revisions } = detail
  const before = promptOf(revisions.at(-1)?.request ?? { kind: 'embedding', input: '' })
  const draft = useDrafts(({ texts }) => texts.get(task.id))
  const [hadDraft] = useState(draft !== undefined)
  const text = draft ?? before
  const [busy, setBusy] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const setEditing = useStore((store) => store.setEditing)
  useEffect(() => area.current?.focus(), [])
  const changed = text.trim() !== before.trim()
  const empty = text.trim() === ''
  const end = endOf(task)

  const change = (next: string) => (next === before ? dropDraft(task.id) : keepDraft(task.id, next))

  async function submit() {
    if (busy || empty) return
    setBusy(true)
    const sent = await send(task, changed ? text : undefined)
    setBusy(false)
    if (!sent) return
    dropDraft(task.id)
    setEditing(false)
  }

  return (
    <form
      aria-label={words[end].title}
      className="flex min-h-0 flex-1 flex-col gap-3 px-[18px] py-3"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          setEditing(false)
        } else if (event.key === 'Enter' && hasMod(event)) {
          event.preventDefault()
          void submit()
        }
      }}
    >
      <TextArea areaRef={area} label="Prompt" value={text} onChange={(event) => change(event.target.value)} />
      <p className="text-xs text-ink-3">
        {empty ? 'A prompt needs words.' : words[end].note}
        {hadDraft && changed && ' This is your edit from before.'}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" icon="requeue" keys="Mod Enter" disabled={busy || empty}>
          {changed ? words[end].edited : words[end].asItIs}
        </Button>
        <Button look="ghost" keys="Esc" onClick={() => setEditing(false)}>
          {changed ? 'Keep for later' : 'Back'}
        </Button>
        {changed && (
          <Button look="ghost" onClick={() => dropDraft(task.id)}>
            Undo the edit
          </Button>
        )}
      </div>
    </form>
  )
}
