import type { RefObject } from 'react'
import { practiceProviderId } from '#shared/provider'
import { counted, formatCount } from '../../format'
import { hasMod } from '../../platform'
import { Banner } from '../../ui/Banner'
import { Icon } from '../../ui/Icon'
import { Switch } from '../../ui/Switch'
import { AdvancedFields } from './AdvancedFields'
import { ComposeEstimate } from './ComposeEstimate'
import { changeDraft, linesOf, useDraft } from './draft'
import { SystemField } from './SystemField'
import { TargetFields } from './TargetFields'
import { useTarget } from './use-target'

type ComposeFormProps = {
  readonly promptRef: RefObject<HTMLTextAreaElement | null>
  readonly count: number // of prompts that would be queued
  readonly error: string | null
  readonly isSending: boolean
  readonly onQueue: (keepOpen: boolean) => void
}

export function ComposeForm({ promptRef, count, error, isSending, onQueue }: ComposeFormProps) {
  const prompt = useDraft((draft) => draft.prompt)
  const { provider } = useTarget()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons below, wherever one types in the form
    <div
      className="flex min-h-full flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        onQueue(event.shiftKey)
      }}
    >
      <SystemField />
      <textarea
        ref={promptRef}
        aria-label="Prompt"
        placeholder="What should the model do?"
        value={prompt}
        readOnly={isSending}
        onChange={(event) => changeDraft({ prompt: event.target.value })}
        className="min-h-32 w-full flex-1 resize-none bg-transparent px-5 pt-4 pb-3 text-[15px]/[24px] tracking-[-0.008em] wrap-anywhere outline-none"
      />
      <EachLine count={count} />
      {error && (
        <div className="shrink-0 pb-2.5">
          <Banner hue="dead" icon="invalid" title="Nothing was queued.">
            {error} Your text is kept.
          </Banner>
        </div>
      )}
      {provider?.id === practiceProviderId && (
        <p className="flex shrink-0 items-center gap-2 px-5 pb-2.5 text-xs text-ink-3">
          <Icon name="practice" size={14} />
          No model is called: the Practice provider gives practice answers, on this computer.
        </p>
      )}
      <TargetFields />
      <AdvancedFields />
      <ComposeEstimate />
    </div>
  )
}

/** Offered once several lines have something on them. */
function EachLine({ count }: { readonly count: number }) {
  const eachLine = useDraft((draft) => draft.eachLine)
  const lines = useDraft((draft) => linesOf(draft.prompt).length)
  if (lines < 2 && !eachLine) return null
  return (
    <div className="edge mr-4 mb-3 ml-5 flex shrink-0 items-center gap-3 rounded-[8px] bg-canvas py-2 pr-2.5 pl-3 text-xs text-ink-2">
      <Switch label="Each line is a prompt" checked={eachLine} onChange={(next) => changeDraft({ eachLine: next })} />
      <span className="flex-1" />
      <span className="tn text-ink-3">
        {eachLine
          ? `${counted(count, 'prompt')}${count > 1 ? ', a batch of their own' : ''}`
          : `one prompt of ${formatCount(lines)} lines`}
      </span>
    </div>
  )
}
