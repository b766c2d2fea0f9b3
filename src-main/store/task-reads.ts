import type { LlmRequest } from '#shared/request'
import type { TaskDetail, TaskId } from '#shared/task'
import type { attemptsTable } from './attempts'
import { idempotencyKeyOf } from './claim'
import type { DependenciesTable } from './dependencies'
import type { lateAnswersTable } from './late-answers'
import type { payloadsTable } from './payloads'
import type { resultsTable } from './results'
import { purgedRequest } from './retention/purged'
import type { TasksTable } from './tasks'

type Parts = {
  readonly tasks: Pick<TasksTable, 'get'>
  readonly payloads: Pick<ReturnType<typeof payloadsTable>, 'get' | 'text'>
  readonly attempts: Pick<ReturnType<typeof attemptsTable>, 'ofTask'>
  readonly results: Pick<ReturnType<typeof resultsTable>, 'get'>
  readonly dependencies: Pick<DependenciesTable, 'parents'>
  readonly lateAnswers: Pick<ReturnType<typeof lateAnswersTable>, 'ofTask'>
  readonly installationId: string
  /** What a revision's call says, as it goes out. */
  readonly request: (id: TaskId, revision: number) => LlmRequest
}

/** Everything that is kept of one task. */
export function taskReads({ tasks, payloads, attempts, results, dependencies, lateAnswers, ...parts }: Parts) {
  return {
    /** What is sent with every call of a revision, so that a provider that honours it answers once. */
    idempotencyKey: (id: TaskId, revision: number): string => idempotencyKeyOf(parts.installationId, id, revision),
    /** What a revision's call says, as it goes out. Null where its text was removed. */
    sentRequest: (id: TaskId, revision: number): LlmRequest | null =>
      payloads.text(id, revision) === purgedRequest ? null : parts.request(id, revision),
    detail(id: TaskId): TaskDetail | null {
      const task = tasks.get(id)
      if (!task) return null
      const { source, ...first } = payloads.get(id, 1)
      const current = task.revision === 1 ? [] : [payloads.get(id, task.revision)]
      const revisions = [first, ...current.map(({ source: _, ...revision }) => revision)]
      return {
        ...{ task, revisions, source, attempts: attempts.ofTask(id), result: results.get(id) },
        ...{ needs: dependencies.parents(id), lateAnswers: lateAnswers.ofTask(id) },
      }
    },
  }
}
