import { useEffect, useRef } from 'react'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { ComposeForm } from './ComposeForm'
import { ComposeHeading } from './ComposeHeading'
import { addToDraft, promptsOf, useDraft } from './draft'
import { StartLine } from './StartLine'
import { useSubmit } from './use-submit'

/** A prompt, or one per line, typed and queued. Closing keeps what was typed. */
export function ComposeSheet() {
  const compose = useStore((store) => store.compose)
  const closeSheets = useStore((store) => store.closeSheets)
  return compose && <OpenSheet seed={compose.prompt} onClose={closeSheets} />
}

function OpenSheet({ seed, onClose }: { readonly seed: string; readonly onClose: () => void }) {
  const prompt = useRef<HTMLTextAreaElement>(null)
  const { submit, error, queued, isSending, canSubmit } = useSubmit(onClose)
  const count = useDraft((draft) => promptsOf(draft).length)
  useEffect(() => addToDraft(seed), [seed])
  const queue = (keepOpen: boolean) => {
    void submit(keepOpen).then((went) => {
      if (went && keepOpen) prompt.current?.focus()
    })
  }
  return (
    <Sheet
      title="New prompt"
      open
      onClose={onClose}
      width={740}
      height={628}
      initialFocus={prompt}
      losesNothing
      subtitle={<ComposeHeading queued={queued} />}
      footer={
        <>
          <StartLine />
          <Button keys="Mod Shift Enter" disabled={!canSubmit} onClick={() => queue(true)}>
            Queue, keep open
          </Button>
          <Button look="primary" keys="Mod Enter" disabled={!canSubmit} onClick={() => queue(false)}>
            Queue
          </Button>
        </>
      }
    >
      <ComposeForm promptRef={prompt} count={count} error={error} isSending={isSending} onQueue={queue} />
    </Sheet>
  )
}
