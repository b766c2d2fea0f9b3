import { Button } from '../../ui/Button'
import { ImportNotice } from './ImportNotice'
import type { ImportStage } from './import-stage'
import type { ImportFailure } from './use-import'

type ImportNoticesProps = {
  readonly stage: ImportStage
  readonly failure: ImportFailure | null // why it was not queued just now
  readonly onReadAgain: () => void
  readonly adds: boolean // to a batch that exists
  readonly hasTemplates: boolean // which columns are used is a person's to change
}

/** What stands in the way of an import, if anything does. */
export function ImportNotices({ stage, failure, onReadAgain, adds, hasTemplates }: ImportNoticesProps) {
  const nothing = adds ? 'Nothing was added.' : 'Nothing was queued.'
  const readAgain = (
    <Button size="sm" onClick={onReadAgain}>
      Read again
    </Button>
  )
  return (
    <>
      {failure?.code === 'bad_file' && (
        <ImportNotice title="The files are to be read again." action={readAgain}>
          {failure.message} What you chose and wrote here is kept.
        </ImportNotice>
      )}
      {failure !== null && failure.code !== 'bad_file' && (
        <ImportNotice title={nothing}>
          {failure.message}{' '}
          {adds ? 'Try again, or change the file.' : 'Your choices are kept: queue again, or change the file.'}
        </ImportNotice>
      )}
      {stage.kind === 'unreadable' && (
        <ImportNotice title="The file could not be read to its end." action={readAgain}>
          {stage.message} {nothing} Mend the file or choose another with Change file.
        </ImportNotice>
      )}
      {stage.kind === 'empty' && (
        <ImportNotice title="No line of this file can be used.">
          {nothing} {hasTemplates ? 'Use other columns, or change the file.' : 'Change the file.'}
        </ImportNotice>
      )}
      {stage.kind === 'unfit' && (
        <ImportNotice title="These rows cannot be added.">
          {stage.message} {nothing}
        </ImportNotice>
      )}
    </>
  )
}
