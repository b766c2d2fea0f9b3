import { useEffect, useState } from 'react'
import type { BadPlace, ImportPreview } from '#shared/import'
import { bridge } from '../../bridge'
import { formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { TextArea } from '../../ui/TextArea'
import type { BadBy } from './SaveBadLines'

type BadLineEditorProps = {
  readonly importId: string
  readonly place: BadPlace
  readonly by: BadBy
  readonly reason: string
  readonly onFixed: (preview: ImportPreview) => void
  readonly onClose: () => void
}

/** One line as it stands in the file, to be corrected for this import; the file stays as it is. */
export function BadLineEditor({ importId, place, by, reason, onFixed, onClose }: BadLineEditorProps) {
  const [text, setText] = useState<string | null>(null) // null: not read yet, or it cannot be
  const [problem, setProblem] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is the same by what it says
  useEffect(() => {
    let isCurrent = true
    void bridge.readBadLine({ importId, place, ...by }).then((result) => {
      if (!isCurrent) return
      if (!result.ok) setProblem(result.error.message)
      else if (result.value.text === null)
        setProblem('What stands there cannot be shown, or is too long to be edited here.')
      else setText(result.value.text)
    })
    return () => {
      isCurrent = false
    }
  }, [importId, place.file, place.line, place.nth])

  async function save() {
    if (text === null) return
    setSaving(true)
    const result = await bridge.fixBadLine({ importId, place, text, ...by })
    setSaving(false)
    if (result.ok) onFixed(result.value)
    else setProblem(result.error.message)
  }
  return (
    <section
      aria-label={`Line ${place.line}`}
      className="mt-2 rounded-[8px] border border-line-strong bg-surface p-3"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation() // the line goes, and not the sheet
          onClose()
        }
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault() // this line, and not the import
          event.stopPropagation()
          void save()
        }
      }}
    >
      <p className="mb-1.5 text-xs text-ink-2">
        <span className="tn font-medium text-ink">Line {formatCount(place.line)}</span>: {reason}. What you change holds
        for this import; the file stays as it is.
      </p>
      {text !== null && (
        <TextArea
          label={`Line ${place.line}, corrected`}
          hideLabel
          mono
          value={text}
          spellCheck={false}
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {problem !== null && (
        <p role="alert" data-selectable className="mt-1.5 text-xs text-dead wrap-anywhere">
          {problem}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button look="ghost" size="sm" onClick={onClose}>
          Leave it out
        </Button>
        <Button size="sm" keys="Mod Enter" disabled={text === null || saving} onClick={() => void save()}>
          Use this line
        </Button>
      </div>
    </section>
  )
}
