import { ImportNotice } from './ImportNotice'
import type { ImportStage } from './import-stage'

type ImportNoticesProps = {
  readonly stage: ImportStage
  readonly failure: string | null // why it was not queued just now
  readonly adds: boolean // to a batch that exists
  readonly hasTemplates: boolean // which columns are used is a person's to change
}

/** What stands in the way of an import, if anything does. */
export function ImportNotices({ stage, failure, adds, hasTemplates }: ImportNoticesProps) {
  const nothing = adds ? 'Nothing was added.' : 'Nothing was queued.'
  return (
    <>
      {failure !== null && (
        <ImportNotice title={nothing}>
          {failure}{' '}
          {adds ? 'Try again, or change the file.' : 'Your choices are kept: queue again, or change the file.'}
        </ImportNotice>
      )}
      {stage.kind === 'unreadable' && (
        <ImportNotice title="The file could not be read to its end.">
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
