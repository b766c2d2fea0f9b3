import type { BadBy, ImportSession } from '#io/scan'
import type { ResultField } from '#shared/export'
import type { RejectedLine } from '#shared/import'
import type { Columns } from '#shared/rows'
import type { Watch, WatchRetry } from '#shared/watch'
import type { FileProblem } from '#store/watches'
import type { WatchPlan } from './plan'

/** Why a file is not sent, and what a person can do. */
export type Refusal = { readonly problem: FileProblem; readonly reason: string }
/** What a file would become. column: its prompt column, where there is no template; told: why rows are left out. */
export type Checked = {
  readonly column: string | null
  readonly columns: Columns | null // of its rows; null where they have none
  readonly leftOut: number
  readonly told: string | null
  readonly badBy: BadBy // by what those rows are found again
}
type Asked = {
  readonly path: string // as a person knows it
  readonly watch: Watch
  readonly plan: WatchPlan
  readonly retry: WatchRetry | null
  readonly signal: AbortSignal
}

/** Columns that results have where a person names none: a file with all of them is most likely one of results. */
export const resultFields: readonly ResultField[] = ['result', 'state', 'error_code', 'error_message']
const mostTold = 3

/** Reads all of a file without queueing anything. Throws as the session does. */
export async function checkFile(session: ImportSession, asked: Asked): Promise<Checked | Refusal> {
  const { path, plan, retry, signal } = asked
  const { promptColumn: wanted, badRows } = asked.watch.options
  const chosen = plan.byTemplate || wanted === null ? {} : { promptColumn: wanted }
  const summary = await session.scan({ signal, ...chosen })
  const names = new Set(summary.columns.map(({ name }) => name))
  if (retry !== 'again' && resultFields.every((name) => names.has(name)))
    return {
      problem: 'looks_like_results',
      reason: `${path} has the columns of results (${resultFields.join(', ')}), so it was not sent. If it is to be asked, send it anyway.`,
    }
  if (!plan.byTemplate && summary.needsPromptColumn) {
    const unclear = columnProblem(path, wanted, names, summary.promptColumnCertain)
    if (unclear !== null) return { problem: 'other', reason: unclear }
  }
  const column = plan.byTemplate ? null : summary.promptColumn
  const bad: RejectedLine[] = []
  let leftOut = 0
  let tasks = 0
  let columns: Columns | null = null
  const onRejected = (line: RejectedLine) => {
    leftOut += 1
    if (bad.length < mostTold) bad.push(line)
  }
  const { refusalBy, variantRows } = await import('#io/render-rows') // what reads files is no part of the start
  for await (const row of variantRows(session, plan.rows, column, { signal }, { onRejected })) {
    signal.throwIfAborted()
    tasks += row.tasks.length
    if (row.source) columns = row.source.columns
  }
  const listed = bad.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ')
  const told = leftOut === 0 ? null : `${listed}${leftOut > mostTold ? '; …' : ''}`
  if (tasks === 0) {
    const why = told === null ? '' : ` (${told})`
    return {
      problem: 'other',
      reason: `${path} holds no row that can be used${why}. Mend it there: it is looked at again.`,
    }
  }
  if (leftOut > 0 && badRows === 'refuse' && retry !== 'without_bad') {
    const rows = leftOut === 1 ? 'One row' : `${leftOut.toLocaleString('en')} rows`
    return {
      problem: 'bad_rows',
      reason: `${rows} of ${path} cannot be used (${told}). Nothing of it was sent. Mend it there, or send the rest.`,
    }
  }
  return {
    column,
    columns,
    leftOut,
    told,
    badBy: plan.byTemplate ? { refuse: refusalBy(plan.rows) } : { promptColumn: column },
  }
}

function columnProblem(path: string, wanted: string | null, names: ReadonlySet<string>, isCertain: boolean) {
  const [first, more] = [[...names].slice(0, 5), names.size - 5]
  const listed = `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  if (wanted !== null && !names.has(wanted))
    return `${path} has no column ${wanted}. It has: ${listed}. Name its column so, or change the watch.`
  if (wanted === null && !isCertain)
    return `Which column of ${path} holds the prompt is not clear: ${listed}. Name it in the watch.`
  return null
}
