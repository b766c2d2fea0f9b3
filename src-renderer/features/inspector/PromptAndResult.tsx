import { promptOf, systemOf } from '#shared/request'
import type { Revision, TaskDetail } from '#shared/task'
import { formatTokens } from '../../format'
import { copy } from '../../state/work'
import { IconButton } from '../../ui/IconButton'
import { codeOf, failureMeaning } from './attempt-words'
import { LateAnswers } from './LateAnswers'
import { LiveResult } from './LiveResult'
import { LongText } from './LongText'
import { Needs } from './Needs'
import { Part } from './Part'
import { RequestFields } from './RequestFields'

/** What was asked, what came back, or why nothing did. */
export function PromptAndResult({ detail }: { readonly detail: TaskDetail }) {
  const { task, revisions, result, needs, lateAnswers } = detail
  const current = revisions.at(-1)
  const original = revisions.length > 1 ? revisions[0] : undefined
  const failure = 'failure' in task.state ? task.state.failure : null
  return (
    <div className="flex flex-col gap-3 px-[18px] py-3">
      {failure && (
        <Part title="Why it stopped">
          <div data-selectable className="rounded-md bg-dead-tint px-3 py-2.5 text-[12.5px]">
            <div className="flex flex-wrap gap-x-2">
              {failure.status !== null && failure.status >= 400 && <b className="tn font-semibold">{failure.status}</b>}
              <span className="code text-ink-2">{codeOf(failure)}</span>
            </div>
            <p className="mt-1 wrap-break-word">{failure.message}</p>
            <p className="mt-1.5 text-ink-2">{failureMeaning(failure)}</p>
            {failure.requestId && <p className="code mt-1 text-[11px] text-ink-2">{failure.requestId}</p>}
          </div>
        </Part>
      )}
      <Needs needs={needs} />
      {current && (
        <Prompt revision={current} title={original ? `Prompt, edited (revision ${current.revision})` : 'Prompt'} />
      )}
      {original && <Prompt revision={original} title="Original prompt, kept" quiet />}
      <LiveResult task={task} />
      {result && (
        <Part
          title="Result"
          note={[
            task.cached ? 'answer of an identical request: no call, no cost' : '',
            task.cached || result.usage.tokensOut === null ? '' : `${formatTokens(result.usage.tokensOut)} tokens`,
            result.cutOff ? 'cut off at the token limit' : '',
          ]
            .filter(Boolean)
            .join(', ')}
          action={
            <IconButton icon="copy" label="Copy result" size="sm" onClick={() => void copy(result.text, 'Result')} />
          }
        >
          <div
            data-selectable
            className={
              result.kind === 'embedding'
                ? 'code line-clamp-6 break-all'
                : 'leading-[19.5px] whitespace-pre-wrap wrap-break-word'
            }
          >
            {result.text === '' ? <span className="text-ink-3">The answer is empty.</span> : result.text}
          </div>
        </Part>
      )}
      {current && <RequestFields request={current.request} />}
      <LateAnswers answers={lateAnswers} />
    </div>
  )
}

type PromptProps = { readonly revision: Revision; readonly title: string; readonly quiet?: boolean }

function Prompt({ revision: { request }, title, quiet = false }: PromptProps) {
  const prompt = promptOf(request)
  const system = systemOf(request)
  const body = prompt === '' && request.kind === 'verbatim' ? JSON.stringify(request.body, null, 2) : prompt
  return (
    <Part
      title={title}
      action={
        <IconButton
          icon="copy"
          label={`Copy ${title.toLowerCase()}`}
          size="sm"
          onClick={() => void copy(body, 'Prompt')}
        />
      }
    >
      {system && !quiet && (
        <p data-selectable className="mb-1.5 text-xs whitespace-pre-wrap wrap-break-word text-ink-3">
          <span className="font-medium">System:</span> {system}
        </p>
      )}
      <LongText text={body} quiet={quiet} />
    </Part>
  )
}
