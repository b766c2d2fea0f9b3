import type { TaskDetail } from '#shared/task'
import { LateAnswers } from './LateAnswers'
import { Needs } from './Needs'
import { Prompts } from './Prompts'
import { RequestFields } from './RequestFields'
import { Results } from './Results'
import { WhyStopped } from './WhyStopped'

/** What was asked, what came back, or why nothing did. */
export function PromptAndResult({ detail }: { readonly detail: TaskDetail }) {
  const { task, revisions, needs, lateAnswers } = detail
  const current = revisions.at(-1)
  return (
    <div className="flex flex-col gap-3">
      <WhyStopped state={task.state} />
      <Needs needs={needs} />
      <Prompts revisions={revisions} task={task} />
      <Results detail={detail} />
      {current && <RequestFields request={current.request} />}
      <LateAnswers answers={lateAnswers} />
    </div>
  )
}
