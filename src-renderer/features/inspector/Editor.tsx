import { useEffect, useRef, useState } from 'react'
import { promptOf } from '#shared/request'
import type { TaskDetail } from '#shared/task'
import { hasMod } from '../../platform'
import { useStore } from '../../state/store'
import { requeueEdited, requeueTasks } from '../../state/work'
import { Button } from '../../ui/Button'
import { TextArea } from '../../ui/TextArea'

/** Another wording for a task that stopped; the one before is kept. */
export function Editor({ detail }: { readonly detail: TaskDetail }) {
  const { task, revisions } = detail
  const before = promptOf(revisions.at(-1)?.request ?? { kind: 'embedding', input: '' })
  const [text, setText] = useState(before)
  const [busy, setBusy] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const setEditing = useStore((store) => store.setEditing)
  useEffect(() => area.current?.focus(), [])
  const changed = text.trim() !== before.trim()
  const empty = text.trim() === ''

  async function send() {
    if (busy || empty) return
    setBusy(true)
    const { id, version } = task
    const sent = changed ? await requeueEdited(id, version, text) : await requeueTasks({ tasks: [{ id, version }] })
    setBusy(false)
    if (sent) setEditing(false)
  }

  return (
    <form
      aria-label="Edit and requeue"
      className="flex min-h-0 flex-1 flex-col gap-3 px-[18px] py-3"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          setEditing(false)
        } else if (event.key === 'Enter' && hasMod(event)) {
          event.preventDefault()
          void send()
        }
      }}
    >
      <TextArea areaRef={area} label="Prompt" value={text} onChange={(event) => setText(event.target.value)} />
      <p className="text-xs text-ink-3">
        {empty ? 'A prompt needs words.' : 'The original is kept next to the edit, with every attempt made so far.'}
      </p>
      <div className="flex gap-2">
        <Button type="submit" look="primary" icon="requeue" keys="Mod Enter" disabled={busy || empty}>
          {changed ? 'Requeue with the edit' : 'Requeue as it is'}
        </Button>
        <Button look="ghost" keys="Esc" onClick={() => setEditing(false)}>
          Let go
        </Button>
      </div>
    </form>
  )
}
