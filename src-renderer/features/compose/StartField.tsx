import { useState } from 'react'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { useNow } from '../../use-now'
import { readStart, startExamples } from '../task-changes/when-text'
import { changeDraft, useDraft } from './draft'

/** Now, or at a time; what was understood stands in the sheet's last line. */
export function StartField() {
  const start = useDraft((draft) => draft.start)
  const [left, setLeft] = useState(false)
  const read = readStart(start, useNow())
  return (
    <InputWithChoices
      label="Start"
      value={start}
      choices={startExamples}
      placeholder="Now"
      error={left && read.kind === 'unreadable' ? 'Names no time ahead.' : null}
      onChange={(next) => changeDraft({ start: next })}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  )
}
