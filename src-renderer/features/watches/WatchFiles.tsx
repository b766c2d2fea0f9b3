import type { BatchId } from '#shared/task'
import type { WatchFile, WatchView } from '#shared/watch'
import { counted, formatTime } from '../../format'
import { showBatch } from '../../state/work'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { type FileWords, fileWords, retryWords, waitingWords } from './file-words'
import { retryFile, showFile } from './watch-actions'

type WatchFilesProps = {
  readonly watch: WatchView
  readonly held: ReadonlySet<BatchId> // batches that the budget of its day holds
  readonly onChanged: (watch: WatchView) => void
}

/** The last files of a folder and what became of each, those that are to come first. */
export function WatchFiles({ watch, held, onChanged }: WatchFilesProps) {
  const { waiting, waitingCount, files, filesCount } = watch
  if (files.length === 0 && waiting.length === 0)
    return <p className="text-xs text-ink-3">No file was taken yet. One that appears in the folder stands here.</p>
  const moreWaiting = waitingCount - waiting.length
  const more = filesCount - files.length
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <ul aria-label="Files" className="divide-y divide-line">
        {waiting.map(({ path, why }) => (
          <li key={`waiting ${path}`} className="px-2.5 py-1.5">
            <Line path={path} said={waitingWords[why]} />
          </li>
        ))}
        {moreWaiting > 0 && <More words={`and ${counted(moreWaiting, 'file')} more to come`} />}
        {files.map((file) => (
          <li key={file.id} className="px-2.5 py-1.5">
            <FileLine file={file} held={file.batchId !== null && held.has(file.batchId)} onChanged={onChanged} />
          </li>
        ))}
        {more > 0 && <More words={`and ${counted(more, 'file')} before these`} />}
      </ul>
    </div>
  )
}

function More({ words }: { readonly words: string }) {
  return <li className="px-2.5 py-1.5 pl-[34px] text-xs text-ink-3">{words}</li>
}

type LineProps = { readonly path: string; readonly said: FileWords; readonly children?: React.ReactNode }

function Line({ path, said, children }: LineProps) {
  return (
    <div className="grid grid-cols-[14px_minmax(0,1fr)_auto] items-start gap-x-2.5 text-xs">
      <span className="pt-px">
        <StateGlyph glyph={said.glyph} size={14} label={said.state} />
      </span>
      <span className="min-w-0">
        <b className="block truncate font-medium" title={path}>
          {path}
        </b>
        <span className={`block [overflow-wrap:anywhere] ${said.isBad ? 'text-dead' : 'text-ink-3'}`}>
          {said.words}
        </span>
      </span>
      <span className="flex flex-wrap items-center justify-end gap-1">{children}</span>
    </div>
  )
}

type FileLineProps = Pick<WatchFilesProps, 'onChanged'> & { readonly file: WatchFile; readonly held: boolean }

function FileLine({ file, held, onChanged }: FileLineProps) {
  const { path, batchId, offers, resultsState, state, at, badRows } = file
  const isWritten = resultsState === 'written'
  return (
    <Line path={path} said={fileWords(file, held)}>
      {offers.map((as) => (
        <Button
          key={as}
          size="sm"
          aria-label={`${retryWords[as]}: ${path}`}
          onClick={() => void retryFile(file, as).then((watch) => watch && onChanged(watch))}
        >
          {retryWords[as]}
        </Button>
      ))}
      {batchId !== null && (
        <Button size="sm" look="ghost" aria-label={`Show batch of ${path}`} onClick={() => showBatch(batchId)}>
          Show batch
        </Button>
      )}
      {badRows?.state === 'written' && (
        <Button
          size="sm"
          look="ghost"
          aria-label={`Show bad rows of ${path} in the folder`}
          onClick={() => void showFile(file, 'bad_rows')}
        >
          Show bad rows
        </Button>
      )}
      <IconButton
        icon="folder"
        label={isWritten ? `Show the results of ${path} in the folder` : `Show ${path} in the folder`}
        size="sm"
        onClick={() => void showFile(file, isWritten ? 'results' : 'file')}
      />
      <span className="tn w-12 text-right text-ink-3">{state === 'asked' ? '' : formatTime(at)}</span>
    </Line>
  )
}
