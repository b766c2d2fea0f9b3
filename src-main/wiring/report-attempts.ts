import { type AttemptThen, standingAtEnd } from '#shared/attempt-then'
import { gateWords, notKeptWords } from '#shared/attempt-then-words'
import { noJson } from '#shared/cause'
import { firstKeyId, type Gate } from '#shared/gate'
import type { ReportedAttempt } from '#shared/letter-report'
import type { Attempt, Failure, TaskView } from '#shared/task'
import type { Store } from '#store/store'
import { attemptRequest } from './attempt-request'
import type { Masks } from './mask-report'
import type { ReportTexts } from './report-texts'

type Parts = {
  readonly store: Pick<
    Store,
    'task' | 'attempts' | 'wires' | 'thens' | 'sentRequest' | 'providers' | 'keys' | 'batches' | 'idempotencyKey'
  >
  readonly practiceUrl: () => Promise<string>
  readonly gates: readonly Gate[]
}

/** Where a call of it went, as far as the attempt itself says so. */
export const placeOf = (attempt: Attempt, task: TaskView) => ({
  providerId: attempt.providerId ?? task.providerId,
  model: attempt.model,
  keyId: attempt.keyId ?? firstKeyId,
})

export const isAt =
  ({ providerId, model, keyId }: ReturnType<typeof placeOf>) =>
  (gate: Gate) =>
    gate.providerId === providerId && gate.model === model && gate.keyId === keyId

/** Where an answer came and was a refusal, the words are the model's; and where it was no JSON, the beginning of it is among them. */
const isModels = ({ code, status, message }: Failure) =>
  (code === 'content_policy' && (status === null || status < 400)) ||
  (code === 'invalid_answer' && message.startsWith(noJson))

export const reportFailure = (failure: Failure, masks: Masks, texts: ReportTexts) => ({
  ...masks.deep(failure, masks.told),
  message: texts.told(failure.message, isModels(failure)),
})

/** One attempt with all that is known of its call. `before`: the one before it. */
export async function reportAttempt(
  { store, practiceUrl, gates }: Parts,
  task: TaskView,
  attempt: Attempt,
  before: Attempt | undefined,
  masks: Masks,
  texts: ReportTexts,
): Promise<ReportedAttempt> {
  const { answer, failure, ...rest } = attempt
  const place = placeOf(attempt, task)
  const { request, problem } = await attemptRequest(store, practiceUrl, task.id, attempt.number)
  const wire = store.wires.get(task.id, attempt.number)
  const then = store.thens.get(task.id, attempt.number)
  const since = before ? before.endedAt : task.createdAt
  return {
    ...rest,
    ...{ providerId: place.providerId, keyId: place.keyId },
    failure: failure && reportFailure(failure, masks, texts),
    tookMs: attempt.endedAt === null ? null : attempt.endedAt - attempt.startedAt,
    waitedMs: since === null ? null : Math.max(0, attempt.startedAt - since),
    gate: masks.deep(gateThen(attempt, then, before, gates.find(isAt(place))), masks.told),
    rules: then?.rules ?? null,
    retriesUsed: then?.retriesUsed ?? null,
    request: request && {
      ...{ method: request.method, url: masks.told(request.url), headers: masks.headers(request.headers) },
      body: texts.orNull(request.body),
    },
    problem: problem === null ? null : masks.told(problem),
    response: wire && {
      ...{ status: wire.status, headers: masks.headers(wire.headers), cut: wire.cut },
      body: texts.orNull(wire.body === null ? null : masks.told(wire.body)),
    },
    answer: texts.orNull(answer),
  }
}

const iso = (at: number) => new Date(at).toISOString()
/** How a report writes what a person reads. */
export const reportFormats = {
  span: (ms: number) => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`),
  moment: iso,
  number: String,
}

/** How the gate stood, as it was kept. Of what was not, what attempts say of it is all that can be told. */
function gateThen(
  attempt: Attempt,
  then: AttemptThen | null,
  before: Attempt | undefined,
  gate: Gate | undefined,
): ReportedAttempt['gate'] {
  const gateId = gate?.id ?? null
  const kept = then?.gates ?? []
  const [through] = kept
  const known = through && standingAtEnd(through)?.state.kind
  if (known) return { gateId, known, told: `Its gate was ${gateWords(through, reportFormats)}.`, kept }
  const said = asSaid(attempt, before, gate)
  const { outcome } = attempt
  const note = outcome === null || outcome === 'succeeded' ? '' : ` ${notKeptWords(attempt)}`
  return { gateId, known: said.known, told: `${said.told}${note}`, kept }
}

function asSaid(
  attempt: Attempt,
  before: Attempt | undefined,
  gate: Gate | undefined,
): Pick<ReportedAttempt['gate'], 'known' | 'told'> {
  const { outcome, wait } = attempt
  if (outcome === 'rate_limited' || outcome === 'blocked' || (outcome === 'held' && wait?.reason === 'outage'))
    return {
      known: 'closed',
      told: `This attempt ended as ${outcome}, which closes its gate or finds it closed.`,
    }
  if (outcome === 'held')
    return { known: 'closed', told: 'It failed while its gate was closed for all, and so spent no retry.' }
  const { state } = gate ?? {}
  if (state && state.kind !== 'open' && state.since <= attempt.startedAt)
    return { known: state.kind, told: 'The gate has been so since before this attempt began.' }
  if (before?.wait && before.wait.reason !== 'backoff')
    return {
      ...{ known: 'not_told' },
      told: `The attempt before it waited for the gate (${before.wait.reason}); whether it had opened fully is not recorded.`,
    }
  return { known: 'not_told', told: 'No record says otherwise than that the gate let this call through.' }
}
