import { LlmRequest } from '#shared/request'
import { fillSteps } from '#shared/steps'
import type { TaskId } from '#shared/task'
import type { DependenciesTable } from './dependencies'
import { type payloadsTable, sha256 } from './payloads'
import type { resultsTable } from './results'

type Parts = {
  readonly payloads: ReturnType<typeof payloadsTable>
  readonly results: ReturnType<typeof resultsTable>
  readonly dependencies: DependenciesTable
}
/** What a call asks, and its text, which is what is hashed. */
export type Asked = { readonly text: string; readonly request: LlmRequest }

/** What tasks really ask: their requests with the results of other tasks filled in. */
export function askedRequests({ payloads, results, dependencies }: Parts) {
  /** @throws when the text is no request, or is none any more once it is filled */
  function fill(id: TaskId, text: string): Asked {
    const request = LlmRequest.parse(JSON.parse(text))
    if (!dependencies.any() || !text.includes('{{')) return { text, request }
    const found = dependencies.parents(id).map(({ name, taskId }) => [name, results.text(taskId) ?? ''] as const)
    if (found.length === 0) return { text, request }
    const filled = fillSteps(request, new Map(found))
    return { text: JSON.stringify(filled), request: filled }
  }
  return {
    fill,
    /** The hash of what a task really asked. Undefined when the text of its result, or of one that it used, was removed since. */
    hash(id: TaskId, revision: number): Buffer | undefined {
      const parents = dependencies.any() ? dependencies.parents(id) : []
      if (parents.length === 0) return payloads.hash(id, revision)
      const texts = [id, ...parents.map(({ taskId }) => taskId)]
      if (texts.some((each) => results.text(each) === undefined)) return undefined
      return sha256(fill(id, payloads.text(id, revision)).text)
    },
  }
}
export type AskedRequests = ReturnType<typeof askedRequests>
