import { readFileSync } from 'node:fs'
import type { Bulk } from '#engine/bulk/bulk'
import type { DryRun, LetterAction } from '#shared/bulk'
import type { Estimate } from '#shared/estimate'
import { PromptEdit } from '#shared/prompt-edit'
import { CommandError } from '#shared/result'
import { StateKind, type TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { bulkAlone } from '../../wiring/bulk-alone'
import { UsageError } from '../args'
import { dollars } from '../dollars'
import type { Doing } from './args'
import { providerOf } from './find'

/** More than these are changed only by whoever says so. */
const mostUnasked = 50

export type Done = {
  readonly kind: Doing['kind']
  readonly done: number
  readonly failed: number // the store did not take them
  readonly left: number // as they were, since it was stopped
  readonly dryRun: boolean
  readonly needsYes: boolean
  readonly plan: DryRun
  readonly action: number | null // its number, under which the app takes it back; null where nothing was done
}

/** Requeues or discards letters, or says what that would come to. Nothing is called. @throws UsageError, CommandError */
export async function act(
  store: Store,
  command: Doing,
  ids: readonly TaskId[],
  now: () => number,
  stop: AbortSignal,
): Promise<Done> {
  const action = command.kind === 'requeue' ? requeueAction(store, command.options) : discardAction(command.options)
  const { bulk, close } = await bulkAlone(store, now)
  try {
    return await actWith(bulk, store, command, { action, ids }, stop)
  } finally {
    await close()
  }
}

async function actWith(
  bulk: Bulk,
  store: Store,
  { kind, options }: Doing,
  { action, ids }: { readonly action: LetterAction; readonly ids: readonly TaskId[] },
  stop: AbortSignal,
): Promise<Done> {
  const versions = (some: readonly TaskId[]) => {
    const found = new Map(store.tasksAmong(some, StateKind.options).map(({ id, version }) => [id, version] as const))
    return some.map((id) => ({ id, version: found.get(id) ?? 0 }))
  }
  const dryRun = options['dry-run']
  const unless = stopped(stop)
  const plan = await bulk.preview(action, { ids }, versions, stop).catch(unless)
  const needsYes = plan.eligible > mostUnasked && !options.yes && !dryRun
  const nothing = { kind, done: 0, failed: 0, left: 0, dryRun, needsYes, plan, action: null }
  if (dryRun || needsYes || plan.eligible === 0) return nothing
  const { id } = await bulk.plan(action, { ids }, { by: 'command line', tasks: ids.length }, stop).catch(unless)
  const onStop = () => bulk.stop(id)
  stop.addEventListener('abort', onStop)
  const ended = await bulk.run(id).finally(() => stop.removeEventListener('abort', onStop))
  const { state, stoppedBy, message, done, failed, waiting } = ended
  if (state !== 'done' && stoppedBy !== 'person')
    throw new CommandError(
      'storage',
      `${done} were changed, then it stopped: ${message ?? 'the store did not take it'} The rest are as they were. Do it again for those.`,
    )
  return { ...nothing, done, failed, left: waiting, action: id }
}

/** Ctrl-C while the letters are only looked at. */
const stopped = (stop: AbortSignal) => (error: unknown) => {
  throw stop.aborted ? new CommandError('wrong_state', 'Stopped before the end. Nothing was changed.') : error
}

function requeueAction(store: Store, options: Extract<Doing, { kind: 'requeue' }>['options']): LetterAction {
  const provider = options['to-provider']
  const file = options['prompt-file']
  const limits = {
    ...(options['timeout-ms'] === undefined ? {} : { timeoutMs: options['timeout-ms'] }),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options['max-output-tokens'] === undefined ? {} : { maxOutputTokens: options['max-output-tokens'] }),
  }
  return {
    kind: 'requeue',
    ...(options['to-model'] === undefined ? {} : { model: options['to-model'] }),
    ...(options['to-lane'] === undefined ? {} : { lane: options['to-lane'] }),
    ...(provider === undefined ? {} : { providerId: providerOf(store, provider) }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(file === undefined ? {} : { edit: editFrom(file) }),
  }
}

const discardAction = ({ reason }: Extract<Doing, { kind: 'discard' }>['options']): LetterAction => ({
  ...{ kind: 'discard', reason: reason.trim() },
})

function editFrom(file: string): PromptEdit {
  let prompt: string
  try {
    prompt = readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new CommandError('bad_file', `${file} cannot be read (${code}). Nothing was changed. Name another file.`)
  }
  const edit = PromptEdit.safeParse({ kind: 'text', prompt })
  if (edit.success) return edit.data
  throw new UsageError(`${file} is empty or too long for a prompt. Nothing was changed.`)
}

/** What was done, or would be, what was passed over and why, what it costs and how many will fail again. */
export function doneWords({ kind, done, failed, left, dryRun, needsYes, plan, action }: Done): string[] {
  const { eligible, total, skipped, willFailAgain, cost } = plan
  const how = kind === 'requeue' ? 'put in line' : 'discarded'
  const passed = skipped.flatMap(({ n, examples }) =>
    examples.slice(0, 1).map(({ id, detail }) => `${n} passed over, such as ${id}: ${detail}`),
  )
  const first =
    total === 0
      ? 'No letter matches. Nothing was changed.'
      : dryRun || needsYes
        ? `${eligible} of ${total} would be ${how}. Nothing was changed.`
        : done === 0 && failed === 0
          ? `None of ${total} can be ${how}. Nothing was changed.`
          : `${done} of ${total} ${total === 1 ? 'was' : 'were'} ${how}.`
  const fails = willFailAgain?.n ?? 0
  const [example] = willFailAgain?.examples ?? []
  return [
    first,
    ...passed,
    ...(failed > 0 ? [`${failed} could not be stored and are as they were. Do it again for those.`] : []),
    ...(left > 0 ? [`Stopped: ${left} are as they were. Do it again for those.`] : []),
    ...(fails > 0 ? [`${fails} will fail again, such as ${example?.id}: nothing changed in what they died of.`] : []),
    ...(cost === null || eligible === 0 ? [] : [costWords(cost)]),
    ...(needsYes ? [`More than ${mostUnasked} would be changed: add --yes to do it.`] : []),
    ...(done > 0 && kind === 'requeue'
      ? ['Nothing was called. They run while the app is open, or with trilane work.']
      : []),
    ...(done > 0 && kind === 'discard' ? ['They are kept as cancelled, with their failure and every attempt.'] : []),
    ...(action === null || done === 0 ? [] : [`The app can take it back for 24 hours (action ${action}).`]),
  ]
}

function costWords({ price, cost, outputFrom, inputTokens, outputTokens, unpriced }: Estimate): string {
  const tokens = `${inputTokens} tokens in${outputTokens === null ? '' : `, ${outputTokens} out`}`
  if (price === 'free') return `Running them costs nothing: they run on this computer (about ${tokens}).`
  if (price === 'unknown' || cost === null)
    return `What running them costs is not known, as the price of ${unpriced ?? 'the model'} is not (about ${tokens}).`
  const answers = outputFrom === null ? ', without the answers, of which nobody knows how long they are' : ''
  return `Running them costs about $${dollars(cost)}${answers} (about ${tokens}).`
}
