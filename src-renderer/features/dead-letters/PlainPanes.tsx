type PlainPanesProps = {
  readonly original: string
  readonly text: string
  readonly onChange: (text: string) => void
}

/** For prompts that are too long to be compared at every key stroke: both texts, each with its own scroll bar. */
export function PlainPanes({ original, text, onChange }: PlainPanesProps) {
  const pane = 'size-full resize-none overflow-y-auto bg-transparent px-5 py-2 wrap-anywhere outline-none'
  return (
    <>
      <textarea aria-label="Original prompt" readOnly value={original} className={`${pane} text-ink-2`} />
      <textarea
        aria-label="Edited prompt"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed in
        autoFocus
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className={`${pane} border-l border-line`}
      />
    </>
  )
}
