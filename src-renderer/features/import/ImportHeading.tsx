import type { ImportPreview, ImportProgress, ReadChoices } from '#shared/import'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { fileFacts, fileIcon, fileTitle } from './file-words'
import { ReadingMenu } from './ReadingMenu'

type ImportHeadingProps = {
  readonly preview: ImportPreview
  readonly progress: ImportProgress
  readonly onRead: (part: ReadChoices) => void
  readonly onResetReading: () => void
  readonly onChange: () => void
  readonly busy: boolean
}

/** Which files these are, what they are read as, and the way to others. */
export function ImportHeading({ preview, progress, onRead, onResetReading, onChange, busy }: ImportHeadingProps) {
  const facts = fileFacts(preview, progress)
  return (
    <div className="flex items-center gap-2.5 py-1">
      <Icon name={fileIcon(preview)} size={16} className="text-ink-3" />
      <span
        className="max-w-[45%] shrink-0 truncate text-[14px] font-semibold text-ink"
        title={preview.files.map(({ name }) => name).join('\n')}
      >
        {fileTitle(preview)}
      </span>
      <span className="tn min-w-0 shrink truncate" title={facts}>
        {facts}
      </span>
      <span className="flex min-w-0 flex-1 items-center">
        <ReadingMenu preview={preview} disabled={busy} onChange={onRead} onReset={onResetReading} />
      </span>
      <Button look="ghost" size="sm" onClick={onChange} disabled={busy}>
        Change file
      </Button>
    </div>
  )
}
