import { useId, useState } from 'react'
import { Icon } from '../../ui/Icon'
import { changeDraft, useDraft } from './draft'

/** The system message, folded to one line until it is wanted. */
export function SystemField() {
  const system = useDraft((draft) => draft.system)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="shrink-0 border-b border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex h-[38px] w-full items-center gap-2.5 px-5 text-left text-[12.5px] -outline-offset-2 hover:bg-hover"
      >
        <span className="text-2xs font-medium text-ink-3">System</span>
        <span className={`min-w-0 flex-1 truncate ${system ? 'text-ink-2' : 'text-ink-3'}`}>
          {isOpen ? '' : system || 'How the model should behave, for every prompt here'}
        </span>
        <Icon name={isOpen ? 'up' : 'down'} size={14} className="text-ink-3" />
      </button>
      {isOpen && (
        <textarea
          id={id}
          aria-label="System"
          // biome-ignore lint/a11y/noAutofocus: it was unfolded to be typed in
          autoFocus
          value={system}
          placeholder="How the model should behave, for every prompt here"
          onChange={(event) => changeDraft({ system: event.target.value })}
          className="block h-24 w-full resize-none bg-transparent px-5 pb-3 text-[13px]/[20px] text-ink-2 outline-none"
        />
      )}
    </div>
  )
}
