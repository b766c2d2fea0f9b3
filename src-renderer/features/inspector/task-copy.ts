import { promptOf, systemOf } from '#shared/request'
import type { Attempt, TaskDetail } from '#shared/task'
import { formatCount, formatDuration, formatMoment } from '../../format'
import { codeOf, outcomeLabel } from './attempt-words'

/** All that is known of a task, to be read by a program. Times are ISO 8601 in UTC, costs are in nano-dollars. */
export function taskAsJson({ task, revisions, attempts, result, source }: TaskDetail): string {
  const { id, batchName, position, customId, lane, providerId, model, state, createdAt } = task
  const plain = {
    ...{ id, batch: batchName, position, customId, lane, providerId, model, state: state.kind },
    ...{ createdAt: iso(createdAt), source, request: revisions.at(-1)?.request ?? null },
    ...(revisions.length > 1 ? { originalRequest: revisions[0]?.request } : {}),
    result,
    attempts: attempts.map(({ startedAt, endedAt, wait, ...attempt }) => ({
      ...attempt,
      ...{ startedAt: iso(startedAt), endedAt: endedAt === null ? null : iso(endedAt) },
      wait: wait && { ...wait, until: iso(wait.until) },
    })),
  }
  return JSON.stringify(plain, null, 2)
}

const iso = (at: number) => new Date(at).toISOString()

/** The task as a document: what was asked, what came back, and how it went. */
export function taskAsMarkdown({ task, revisions, attempts, result }: TaskDetail): string {
  const request = revisions.at(-1)?.request
  const system = request ? systemOf(request) : ''
  const asked = request ? promptOf(request) || JSON.stringify(request, null, 2) : ''
  const failure = 'failure' in task.state ? task.state.failure : null
  const parts = [
    `# ${oneLine(task.title)}`,
    `${oneLine(task.batchName)}, ${formatCount(task.position)} · ${task.model} · ${task.lane} lane`,
    ...(system === '' ? [] : ['## System', fenced(system)]),
    ...['## Prompt', fenced(asked)],
    ...(result ? ['## Result', result.text === '' ? 'The answer is empty.' : result.text] : []),
    ...(failure ? ['## Why it stopped', `${codeOf(failure)}: ${oneLine(failure.message)}`] : []),
    ...(attempts.length === 0 ? [] : ['## Attempts', attemptTable(attempts)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function attemptTable(attempts: readonly Attempt[]): string {
  const rows = attempts.map((attempt) => {
    const { number, startedAt, endedAt, failure, tokensIn, tokensOut } = attempt
    const lasted = endedAt === null ? '' : formatDuration(endedAt - startedAt)
    const tokens = tokensIn === null && tokensOut === null ? '' : `${tokensIn ?? '–'} in, ${tokensOut ?? '–'} out`
    const what = failure ? `${outcomeLabel(attempt)} ${codeOf(failure)}` : outcomeLabel(attempt)
    return `| ${number} | ${formatMoment(startedAt)} | ${lasted} | ${cell(what)} | ${tokens} |`
  })
  return ['| Try | Started | Lasted | Came to | Tokens |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const cell = (text: string) => oneLine(text).replaceAll('|', '\\|')

/** In a fence longer than any run of backquotes in the text, so that nothing in it ends the fence. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}
