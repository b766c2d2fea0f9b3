import { useRef, useState } from 'react'
import { counted } from '../../format'
import type { Starting } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { changeSelection } from '../../state/task-changes'
import { Button } from '../../ui/Button'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { Sheet } from '../../ui/Sheet'
import { useNow } from '../../use-now'
import { readStart, startExamples } from './when-text'

/** Tasks that shall start at another time. */
export function StartSheet() {
  const starting = useStore((store) => store.starting)
  const closeSheets = useStore((store) => store.closeSheets)
  return starting && <OpenStart starting={starting} onClose={closeSheets} />
}

const waitsWords = (count: number): string =>
  count === 1
    ? 'It waits until then and keeps the tries it has had.'
    : 'They wait until then and keep the tries they have had.'

function OpenStart({ starting, onClose }: { readonly starting: Starting; readonly onClose: () => void }) {
  const { selection, count, batch } = starting
  const [text, setText] = useState('')
  const [left, setLeft] = useState(false)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const read = readStart(text, useNow())
  const empty = text.trim() === ''

  async function send() {
    const now = readStart(text, Date.now())
    if (busy || now.kind === 'unreadable' || empty) return setLeft(true)
    setBusy(true)
    const change = now.kind === 'at' ? ({ kind: 'start_at', at: now.at } as const) : ({ kind: 'start_now' } as const)
    const changed = await changeSelection(selection, change)
    setBusy(false)
    if (!changed) return
    if ('tasks' in selection || 'pick' in selection) useStore.getState().clearSelection()
    onClose()
  }

  return (
    <Sheet
      title="Start at"
      open
      onClose={onClose}
      width={440}
      initialFocus={field}
      subtitle={batch === undefined ? counted(count, 'task') : `${counted(count, 'task')} of ${batch}`}
      footer={
        <>
          <span className="flex-1" />
          <Button look="ghost" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="start-at" look="primary" disabled={busy || empty}>
            {read.kind === 'now' ? 'Start now' : 'Set start'}
          </Button>
        </>
      }
    >
      <form
        id="start-at"
        noValidate
        className="px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <InputWithChoices
          label="Start"
          inputRef={field}
          value={text}
          choices={startExamples}
          placeholder="22:00, tomorrow 9:00, in 2 h"
          error={left && read.kind === 'unreadable' ? read.advice : null}
          hint={read.kind === 'at' ? read.words : waitsWords(count)}
          onChange={setText}
          onBlur={() => setLeft(!empty)}
        />
      </form>
    </Sheet>
  )
}
