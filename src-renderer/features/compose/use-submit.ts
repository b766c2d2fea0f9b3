import { useState } from 'react'
import type { ErrorCode, Failed } from '#shared/result'
import { bridge } from '../../bridge'
import { counted, formatCount, formatMoment } from '../../format'
import { useStore } from '../../state/store'
import { showBatch } from '../../state/work'
import { useNow } from '../../use-now'
import { readStart } from '../task-changes/when-text'
import { clearWords, fits, mostPrompts, promptsOf, requestOf, useDraft } from './draft'

const remedies: Partial<Record<ErrorCode, string>> = {
  bad_request: 'Change what it names, then queue again.',
  provider: 'Check it under Providers, then queue again.',
  not_found: 'Choose another provider, then queue again.',
  storage: 'Free some space or close what holds the folder, then queue again.',
}

/** What happened and what to do; that the text is kept, the sheet says itself. */
const errorWords = ({ code, message }: Failed): string => `${message} ${remedies[code] ?? 'Queue again to retry.'}`

/** Queues the draft. `queued` is how many went since the sheet was opened. */
export function useSubmit(onClose: () => void) {
  const draft = useDraft()
  const [error, setError] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const [queued, setQueued] = useState(0)
  const count = promptsOf(draft).length
  const start = readStart(draft.start, useNow())
  const canSubmit = count > 0 && fits(draft) && start.kind !== 'unreadable' && !isSending

  /** Whether it went. */
  const submit = async (keepOpen: boolean): Promise<boolean> => {
    if (!canSubmit) return false
    if (count > mostPrompts) {
      setError(`${formatCount(count)} prompts are more than fit at once. Save them as a .txt file and import that.`)
      return false
    }
    setSending(true)
    const result = await bridge.submitPrompts(requestOf(draft, Date.now()))
    setSending(false)
    setError(result.ok ? null : errorWords(result.error))
    if (!result.ok) return false
    clearWords()
    setQueued(queued + count)
    if (keepOpen) return true
    const { batchId } = result.value
    const told = [
      count > 1 ? 'They are a batch of their own, and take turns with the others.' : '',
      start.kind === 'at' ? `Not before ${formatMoment(start.at)}.` : '',
    ]
    useStore.getState().toast({
      ...{ kind: 'done', title: `Queued ${counted(count, 'prompt')}`, detail: told.filter(Boolean).join(' ') },
      ...(count > 1 ? { action: { label: 'Show', run: () => showBatch(batchId) } } : {}),
    })
    onClose()
    return true
  }
  return { submit, error, queued, isSending, canSubmit }
}
