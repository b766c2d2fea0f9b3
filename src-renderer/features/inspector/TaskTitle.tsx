import type { TaskView } from '#shared/task'

/** 'contract-summaries 141', in a heading that is a row: a long name of a batch gives way, the number does not. */
export function TaskTitle({ batchName, position }: Pick<TaskView, 'batchName' | 'position'>) {
  return (
    <>
      <span className="truncate" title={batchName}>
        {batchName}
      </span>
      <span className="shrink-0">{` ${position}`}</span>
    </>
  )
}
