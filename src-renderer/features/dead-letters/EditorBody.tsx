import { useMemo, useState } from 'react'
import type { PromptEdit } from '#shared/prompt-edit'
import type { TaskDetail } from '#shared/task'
import { formatCount } from '../../format'
import { hasMod } from '../../platform'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { ComparePanes } from './ComparePanes'
import { dropDraft, keepDraft, useDrafts } from './drafts'
import { shortStatus } from './group-words'
import { currentPrompt, originalPrompt, type Refused, requeueEdit } from './requeue-edit'
import { sameChange } from './same-change'
import { TokenBars } from './TokenBars'
import { useKeys } from './use-keys'

type EditorBodyProps = {
  readonly detail: TaskDetail
  readonly onLeave: () => void
  readonly onRequeued: () => void
  readonly others: number // letters of the group besides this one
  readonly onApply: (edit: PromptEdit) => void
}

/** What is typed lives in the draft, so nothing that main sends can touch it. Requeueing names the version that was opened. */
export function EditorBody({ detail, onLeave, onRequeued, others, onApply }: EditorBodyProps) {
  const { id, state } = detail.task
  const [opened, setOpened] = useState({ version: detail.task.version, prompt: currentPrompt(detail) })
  const draft = useDrafts(({ texts }) => texts.get(id))
  const [hadDraft] = useState(draft !== undefined)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [isSending, setSending] = useState(false)
  const text = draft ?? opened.prompt
  const isDead = state.kind === 'dead'
  const [withOthers, setWithOthers] = useState(false)
  // Only short texts are compared at every key.
  const same = useMemo(
    () => (text.length + opened.prompt.length > 200_000 ? null : sameChange(opened.prompt, text.trim())),
    [opened.prompt, text],
  )
  const canRequeue = isDead && !isSending && text.trim() !== ''

  const change = (next: string) => (next === opened.prompt ? dropDraft(id) : keepDraft(id, next))
  const requeue = async () => {
    if (!canRequeue) return
    setSending(true)
    const refusal = await requeueEdit(detail, opened.version, text)
    setSending(false)
    setRefused(refusal)
    if (refusal !== null) return
    if (withOthers && same && others > 0) onApply(same)
    else onRequeued()
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
      {isDead && state.failure.code === 'context_length' && <TokenBars detail={detail} text={text} />}
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
          {same && others > 0 ? (
            <Checkbox
              label={`Apply the same change to the other ${formatCount(others)}`}
              checked={withOthers}
              onChange={setWithOthers}
            />
          ) : text.trim() === '' ? (
            'A prompt needs at least one word.'
          ) : draft === undefined ? (
            'Requeued as it is until you change something.'
          ) : (
            'Only this letter changes.'
          )}
        </span>
        <Button look="ghost" keys="Esc" onClick={onLeave}>
          Cancel
        </Button>
        <Button look="primary" keys="Mod Enter" disabled={!canRequeue} onClick={() => void requeue()}>
          {withOthers && same && others > 0 ? 'Requeue, then the others' : 'Requeue this one'}
        </Button>
      </div>
    </>
  )
}
