import { withoutAddressSecrets } from '#providers/address-secrets'
import { adviceOf } from '#shared/advice'
import { effectivePolicy } from '#shared/lane'
import { type LetterReport, letterReportFormat, type ReportedAttempt } from '#shared/letter-report'
import { defaultOptions } from '#shared/provider'
import { type LlmRequest, promptOf, systemOf } from '#shared/request'
import type { Attempt, EpochMs, LateAnswer, Revision, TaskId, TaskView } from '#shared/task'
import type { StoredProvider } from '#store/providers'
import type { Store } from '#store/store'
import { createMasks, secretsIn } from './mask-report'
import { isAt, placeOf, reportAttempt, reportFailure } from './report-attempts'
import { reportTexts } from './report-texts'

type Parts = {
  readonly store: Pick<
    Store,
    | 'detail'
    | 'task'
    | 'attempts'
    | 'wires'
    | 'thens'
    | 'sentRequest'
    | 'providers'
    | 'keys'
    | 'batches'
    | 'idempotencyKey'
    | 'payloads'
    | 'gates'
    | 'loadLanes'
    | 'db'
  >
  readonly practiceUrl: () => Promise<string>
  readonly version: string // of the app
  readonly now: () => EpochMs
}
export type ReportOptions = { readonly withTexts: boolean }

/** Letter reports: all that is known of a task, for a bug report. See LetterReport for what is in it and what is masked. */
export function createLetterReports({ store, practiceUrl, version, now }: Parts) {
  const schema = Number(store.db.pragma('user_version', { simple: true }))
  const app = { version, schema, platform: `${process.platform} ${process.arch}`, node: process.versions.node }

  function revisionsOf(id: TaskId, newest: number): Revision[] {
    const numbers = Array.from({ length: newest }, (_, at) => at + 1)
    const kept = numbers.filter((revision) => store.payloads.hash(id, revision) !== undefined) // salvaged data may lack some
    return kept.map((revision) => {
      const { source: _, ...rest } = store.payloads.get(id, revision)
      return rest
    })
  }

  /** Null where the task is not in the store any more. Never rejects for what is in it. */
  async function one(id: TaskId, { withTexts }: ReportOptions): Promise<LetterReport | null> {
    const detail = store.detail(id)
    if (!detail) return null
    const { task, attempts, result, lateAnswers } = detail
    const revisions = revisionsOf(id, store.payloads.newestRevision(id))
    const places = attempts.map((attempt) => placeOf(attempt, task))
    const providerIds = [...new Set([task.providerId, ...places.map(({ providerId }) => providerId)])]
    const providers = providerIds.flatMap((each) => store.providers.get(each) ?? [])
    const masks = createMasks(providers.flatMap(secretsIn))
    const texts = reportTexts(masks, withTexts, textsOf(revisions))
    const gates = store.gates.all()
    const batch = store.batches.get(task.batchId)
    const lane = store.loadLanes()[task.lane].policy
    const own = { ...batch?.options.policy, ...task.letter?.limits }
    const { state } = task
    const failure = 'failure' in state ? state.failure : null
    const reported = []
    for (const [at, attempt] of attempts.entries())
      reported.push(await reportAttempt({ store, practiceUrl, gates }, task, attempt, attempts[at - 1], masks, texts))
    return {
      ...{ format: letterReportFormat, writtenAt: now(), texts: withTexts ? 'kept' : 'left_out', app },
      task: {
        ...{ id, version: task.version, title: texts.text(task.title), position: task.position, lane: task.lane },
        customId: task.customId === null ? null : masks.told(task.customId),
        ...{ providerId: task.providerId, model: masks.told(task.model), state: state.kind, priority: task.priority },
        ...{ attempts: task.attempts, retriesUsed: task.retriesUsed, revision: task.revision, cached: task.cached },
        ...{ createdAt: task.createdAt, settledAt: 'settledAt' in state ? state.settledAt : null },
      },
      failure: failure && reportFailure(failure, masks, texts),
      cause: task.cause ?? null,
      death: deathOf(task, attempts),
      marks: task.letter
        ? {
            ...masks.deep(task.letter, masks.told),
            note: texts.orNull(task.letter.note),
            discardedFor: texts.orNull(task.letter.discardedFor),
          }
        : null,
      source: {
        file: detail.source.file === null ? null : masks.told(detail.source.file),
        line: detail.source.line,
      },
      batch: batch
        ? {
            ...{ id: batch.id, name: texts.text(batch.name), kind: batch.kind, createdAt: batch.createdAt },
            ...{ priority: batch.priority, paused: batch.paused },
          }
        : null,
      revisions: revisions.map(({ request, ...rest }, at) => ({
        ...{ ...rest, changed: changedIn(revisions[at - 1]?.request, request), request: texts.whole(request) },
      })),
      attempts: reported,
      lateAnswers: lateAnswers.map((late) => ({ ...late, text: texts.orNull(late.text) })),
      result: result && { ...masks.deep(result, masks.told), text: texts.text(result.text) },
      needs: detail.needs,
      policy: {
        ...{ lane, batch: batch?.options ?? null, own: task.letter?.limits ?? null },
        effective: effectivePolicy(lane, own),
      },
      gates: gates
        .filter((gate) => gate.id === task.gateId || places.some((place) => isAt(place)(gate)))
        .map(({ routeId: _, ...gate }) => ({
          ...gate,
          state:
            gate.state.kind === 'closed'
              ? { ...gate.state, failure: { ...gate.state.failure, message: masks.told(gate.state.failure.message) } }
              : gate.state,
        })),
      providers: providers.map((provider) => ({
        ...reportProvider(provider, (text) => masks.told(text)),
        keys: store.keys.of(provider.id).length,
      })),
      spent: spentOn(attempts, lateAnswers),
      missing: missingOf(reported, providerIds.length > providers.length),
    }
  }
  return { one }
}
export type LetterReports = ReturnType<typeof createLetterReports>

function reportProvider(
  { id, name, protocol, preset, baseUrl, options = defaultOptions, paused }: StoredProvider,
  told: (text: string) => string,
) {
  return {
    ...{ id, name: told(name), protocol, preset, paused, stream: options.stream, parallel: options.parallel },
    baseUrl: baseUrl === null ? null : told(URL.canParse(baseUrl) ? withoutAddressSecrets(baseUrl, 'MASKED') : baseUrl),
    apiVersion: options.apiVersion,
    headerNames: Object.keys(options.headers),
    proxy: proxyKind(options.proxy),
    hasCaFile: options.caFile !== null,
    hasOrganization: options.organization !== null,
    hasProject: options.project !== null,
  }
}

const proxyKind = (proxy: string): 'system' | 'none' | 'own' => (proxy === 'system' || proxy === 'none' ? proxy : 'own')

/** What it died of, as its group is told. Null of a task that is no letter. */
function deathOf({ state, deaths = 1 }: TaskView, attempts: readonly Attempt[]): LetterReport['death'] {
  if (state.kind !== 'dead') return null
  const { title, happened, todo } = adviceOf({ ...state.failure, count: 1, again: deaths > 1 ? 1 : 0 })
  const deadly = attempts.filter(isDeadly)
  const last = deadly.at(-1)
  const isThis = last !== undefined && last === attempts.at(-1) && last.failure?.code === state.failure.code
  return {
    title,
    happened,
    todo,
    inARow: deaths,
    earlier: (isThis ? deadly.slice(0, -1) : deadly).map(({ number }) => number),
  }
}

/** After which nothing was tried any more by itself: a refusal, or a failure that no retry followed. */
const isDeadly = ({ outcome, wait }: Attempt) => outcome === 'permanent' || (outcome === 'transient' && wait === null)

const textsOf = (revisions: readonly Revision[]) =>
  revisions.flatMap(({ request }) => [promptOf(request), systemOf(request)])

function changedIn(before: LlmRequest | undefined, after: LlmRequest): string[] {
  if (!before) return []
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const names = [...new Set([...old.keys(), ...now.keys()])]
  return names.filter((name) => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name)))
}

function spentOn(attempts: readonly Attempt[], late: readonly LateAnswer[]): LetterReport['spent'] {
  const answeredLate = new Set(late.map(({ attempt }) => attempt))
  const isUnanswered = ({ mayHaveBeenBilled, number }: Attempt) => mayHaveBeenBilled && !answeredLate.has(number)
  const answered = attempts.filter((attempt) => !isUnanswered(attempt))
  const sum = (numberOf: (attempt: Attempt) => number | null | undefined) =>
    answered.reduce((total, attempt) => total + (numberOf(attempt) ?? 0), 0)
  return {
    ...{ tokensIn: sum((each) => each.tokensIn), tokensOut: sum((each) => each.tokensOut) },
    ...{ cachedIn: sum((each) => each.cachedIn), cacheWrite: sum((each) => each.cacheWrite) },
    costNano: sum((each) => each.costNano),
    unanswered: attempts.length - answered.length,
    unpriced: answered.filter(({ costNano, tokensIn }) => (costNano ?? null) === null && tokensIn !== null).length,
  }
}

function missingOf(attempts: readonly ReportedAttempt[], isProviderGone: boolean): string[] {
  const failed = attempts.filter(({ outcome }) => outcome !== null && outcome !== 'succeeded')
  return [
    ...(failed.some(({ rules }) => rules === null)
      ? [
          'Of some attempts neither gate nor rules of that time were kept: those made before Trilane kept them, and those that the app did not live to see end.',
        ]
      : []),
    'Rules, gates and providers that stand apart from the attempts are those of the moment of this report.',
    'Requests are built anew by the adapter that sent them. Keys and values of own headers are not in them.',
    ...(isProviderGone
      ? ['A provider of this task was removed, so its address and options are not known any more.']
      : []),
    ...(attempts.length === 0 ? ['No call was made.'] : []),
  ]
}
