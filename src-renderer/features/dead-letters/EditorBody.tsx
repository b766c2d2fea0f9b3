import { useState } from 'react'
import type { TaskDetail } from '#shared/task'
import { hasMod } from '../../platform'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { ComparePanes } from './ComparePanes'
import { dropDraft, keepDraft, useDrafts } from './drafts'
import { shortStatus } from './group-words'
import { currentPrompt, originalPrompt, type Refused, requeueEdit } from './requeue-edit'
import { useKeys } from './use-keys'

type EditorBodyProps = {
  readonly detail: TaskDetail
  readonly onLeave: () => void
  readonly onRequeued: () => void
}

/** What is typed lives in the draft, so nothing that main sends can touch it. Requeueing names the version that was opened. */
export function EditorBody({ detail, onLeave, onRequeued }: EditorBodyProps) {
  const { id, state } = detail.task
  const [opened, setOpened] = useState({ version: detail.task.version, prompt: currentPrompt(detail) })
  const draft = useDrafts(({ texts }) => texts.get(id))
  const [hadDraft] = useState(draft !== undefined)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [isSending, setSending] = useState(false)
  const text = draft ?? opened.prompt
  const isDead = state.kind === 'dead'
  const canRequeue = isDead && !isSending && text.trim() !== ''

  const change = (next: string) => (next === opened.prompt ? dropDraft(id) : keepDraft(id, next))
  const requeue = async () => {
    if (!canRequeue) return
    setSending(true)
    const refusal = await requeueEdit(detail, opened.version, text)
    setSending(false)
    setRefused(refusal)
    if (refusal === null) onRequeued()
  }
  // After a refusal the next try is for the letter as it is then, which is on screen beside the text.
  const [refusedAt, setRefusedAt] = useState<Refused | null>(null)
  if (refused !== refusedAt) {
    setRefusedAt(refused)
    setOpened({ ...opened, version: detail.task.version })
  }
  useKeys((event) => {
    if (event.key !== 'Enter' || !hasMod(event) || event.shiftKey) return false
    void requeue()
    return true
  })

  return (
    <>
      {isDead && (
        <p
          className="shrink-0 truncate border-b border-line px-5 py-2 text-xs text-ink-2"
          title={state.failure.message}
        >
          <span className="code mr-2 text-ink-3">{shortStatus(state.failure)}</span>
          {state.failure.message}
        </p>
      )}
      <ComparePanes original={originalPrompt(detail)} text={text} hadDraft={hadDraft} onChange={change} />
      {refused && (
        <div className="shrink-0 pb-2">
          <Banner hue="dead" icon="invalid" title={refused.title}>
            {refused.rest}
          </Banner>
        </div>
      )}
      {!isDead && !refused && (
        <div className="shrink-0 pb-2">
          <Banner hue="plain" icon="info" title="This letter has been requeued meanwhile.">
            {draft === undefined ? 'There is nothing left to edit.' : 'What you typed is kept as a draft.'}
          </Banner>
        </div>
      )}
      <div className="flex h-[54px] shrink-0 items-center gap-2 border-t border-line bg-chrome pr-4 pl-5">
        <span className="min-w-0 flex-1 truncate text-xs text-ink-3">
          {text.trim() === ''
            ? 'A prompt needs at least one word.'
            : draft === undefined
              ? 'Requeued as it is until you change something.'
              : 'Only this letter changes.'}
        </span>
        <Button look="ghost" keys="Esc" onClick={onLeave}>
          Cancel
        </Button>
        <Button look="primary" keys="Mod Enter" disabled={!canRequeue} onClick={() => void requeue()}>
          Requeue this one
        </Button>
      </div>
    </>
  )
}
