import type { Overview } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { busy } from './overviews'
import { busyTasks } from './tasks'

/** Names, models and errors as long as people and providers make them, and a single one of what is usually many. */
const model = 'accounts/research-platform/models/llama-5-maverick-17b-128e-instruct-fp8-2026-11-preview'
const batchName = 'customer-feedback-export_2026-11-23T14-05-12_final_corrected-by-legal (2)'
const provider = 'Research cluster behind the gateway of the northern data centre'
const message =
  'Request failed: upstream connect error or disconnect/reset before headers; retried and the latest reset reason was remote connection failure, transport failure reason: delayed connect error: 111. ' +
  'Details: {"error":{"type":"upstream_unavailable","code":"UC_UPSTREAM_CONNECTION_TERMINATION_BEFORE_RESPONSE_WAS_COMPLETE","request_id":"req_7f9c1b2e4d5a6f8091a2b3c4d5e6f708"}}'
const title =
  'Classify_the_following_support_conversation_into_exactly_one_of_the_forty-two_categories_below_and_answer_with_its_number'

const long = <T extends Pick<TaskView, 'state'>>(state: T['state']): T['state'] =>
  state.kind === 'dead'
    ? {
        ...state,
        failure: { ...state.failure, message, providerCode: 'upstream_connection_terminated_before_response' },
      }
    : state

export const longTasks: readonly TaskView[] = busyTasks.map((task, n) => ({
  ...task,
  ...{ model, batchName, position: 1_000_000 + n, state: long(task.state) },
  ...(n % 3 === 0 ? { title } : {}),
}))

export const longNames: Overview = {
  ...busy,
  providers: busy.providers.map((each, n) => (n < 2 ? { ...each, name: provider } : each)),
  batches: busy.batches.map((each, n) => (n < 2 ? { ...each, name: batchName } : each)),
  gates: busy.gates.map((gate) => ({ ...gate, model })),
  deadGroups: busy.deadGroups.map((group, n) => ({
    ...group,
    ...{ model, providerCode: 'upstream_connection_terminated_before_response' },
    ...(n === 0 ? { count: 1_000_000 } : {}),
  })),
}
