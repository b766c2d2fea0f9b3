import type { DryRun, LetterAction, Skipped, SkippedTask, SplitSummary } from '#shared/bulk'
import type { Estimate } from '#shared/estimate'
import { type EditExample, type EditSummary, shownAround } from '#shared/prompt-edit'
import { type LlmRequest, promptOf } from '#shared/request'
import type { TaskView } from '#shared/task'
import type { LetterChange } from '#shared/work'
import type { CountTokens } from './edit-prompts'
import type { Frozen, Prepare, Prepared, Target } from './prepare'

/** A call as it would be made. */
export type Call = Target & { readonly request: LlmRequest }
type Parts = {
  readonly countTokens: CountTokens
  /** What some calls cost, scaled to `total` of them. Null where nobody can tell. */
  readonly estimate?: (calls: readonly Call[], total: number, signal: AbortSignal) => Promise<Estimate | null>
  /** Whether that certainly does not fit into its model's window. */
  readonly isTooLong?: (call: Call, signal: AbortSignal) => Promise<boolean>
  /** Whether nothing changed since it failed for good, so that it fails again. Null: nobody can tell. */
  readonly willFailAgain?: (task: TaskView, change: LetterChange) => boolean | null
}

/** Tasks named for each reason. */
const examplesEach = 3
/** Prompts that are shown before and after. */
const mostExamples = 5
/** Parts of which the beginning is shown. */
const partsShown = 5
/** Of what is alike so many are counted: more tell little more. */
const mostSampled = 200
/** Changed prompts that are looked at whether they fit: those that may not are counted one by one. */
const mostChecked = 2_000

/** Some of many, spread evenly over all however many there are: every n-th, n doubling whenever there are too many. */
function spreadSample<T>(most: number) {
  let kept: T[] = []
  let every = 1
  let seen = 0
  return {
    add(value: () => T): void {
      if (seen++ % every !== 0) return
      kept.push(value())
      if (kept.length < most * 2) return
      kept = kept.filter((_, at) => at % 2 === 0)
      every *= 2
    },
    taken: (): readonly T[] => kept,
    seen: (): number => seen,
  }
}

/** What an action would come to: what was looked at is added slice by slice, and only examples and a sample stay in memory. */
export function createSurvey(action: LetterAction, parts: Parts) {
  const skipped = new Map<Skipped['reason'], Skipped>()
  const again = { n: 0, examples: [] as SkippedTask[] }
  const edit = { changed: 0, unchanged: 0, empty: 0, impossible: 0, ofChecked: 0, tooLong: 0 }
  const examples: EditExample[] = []
  const split: { parts: number; examples: SplitSummary['examples'] } = { parts: 0, examples: [] }
  const calls = spreadSample<Call>(mostSampled)
  const texts = spreadSample<{ before: string; after: string; model: string }>(mostSampled)
  let [total, eligible] = [0, 0]
  let isKnown = parts.willFailAgain !== undefined && action.kind === 'requeue'

  function passedOver({ step, task }: Prepared): void {
    if (!('reason' in step) || step.reason === null) return
    const { id, reason, detail } = step
    const known = skipped.get(reason) ?? { reason, n: 0, examples: [] }
    const named = [...known.examples, { id, title: task?.title ?? '', detail }].slice(0, examplesEach)
    skipped.set(reason, { reason, n: known.n + 1, examples: named })
  }

  function failsAgain(task: TaskView, change: LetterChange): void {
    if (!isKnown) return
    const fails = parts.willFailAgain?.(task, change) ?? null
    if (fails === null) isKnown = false
    if (!fails) return
    again.n++
    const detail = 'Nothing changed since it failed.'
    if (again.examples.length < examplesEach) again.examples.push({ id: task.id, title: task.title, detail })
  }

  function lookAtParts({ id, title }: TaskView, requests: readonly LlmRequest[], target: Target): void {
    split.parts += requests.length
    for (const request of requests) calls.add(() => ({ request, ...target }))
    if (split.examples.length >= mostExamples) return
    const beginnings = requests.slice(0, partsShown).map((each) => promptOf(each).slice(0, 200).toWellFormed())
    split.examples.push({ id, title, parts: beginnings })
  }

  async function look(prepared: Prepared, signal: AbortSignal): Promise<void> {
    const { step, task, request, target, edited } = prepared
    total++
    if (edited) edit[edited.kind]++
    if ('reason' in step) return passedOver(prepared)
    eligible++
    failsAgain(step.task, step.change)
    if (prepared.parts && target) return lookAtParts(step.task, prepared.parts, target)
    if (!request || !target) return
    calls.add(() => ({ request, ...target }))
    if (edited?.kind !== 'changed' || !task) return
    const { before, after } = edited
    if (examples.length < mostExamples) examples.push(exampleOf(task, before, after))
    texts.add(() => ({ before, after, model: target.model }))
    if (!parts.isTooLong || edit.ofChecked >= mostChecked) return
    edit.ofChecked++
    if (await parts.isTooLong({ request, ...target }, signal)) edit.tooLong++
  }

  async function tokens(): Promise<EditSummary['tokens']> {
    const sample = texts.taken()
    if (sample.length === 0) return null
    const of = async (which: 'before' | 'after') => {
      const byModel = Map.groupBy(sample, ({ model }) => model)
      const counts = await Promise.all(
        [...byModel].map(([model, some]) =>
          parts.countTokens(
            some.map((each) => each[which]),
            model,
          ),
        ),
      )
      const sum = counts.reduce((all, count) => all + count.tokens, 0)
      return Math.round((sum * texts.seen()) / sample.length)
    }
    return { before: await of('before'), after: await of('after'), sampled: sample.length < texts.seen() }
  }

  async function summary(): Promise<EditSummary | null> {
    if (action.kind !== 'edit' && !(action.kind === 'requeue' && action.edit)) return null
    const { changed, unchanged, empty, impossible, ofChecked, tooLong } = edit
    const beyondWindow = { n: tooLong, of: ofChecked }
    return { changed, unchanged, empty, impossible, beyondWindow, tokens: await tokens(), examples }
  }

  return {
    /** Looks at some more of them. */
    async add(frozen: readonly Frozen[], prepare: Prepare, signal: AbortSignal): Promise<void> {
      const all = await prepare(frozen, { withRequest: action.kind === 'requeue' && parts.estimate !== undefined })
      for (const each of all) await look(each, signal)
    },
    /** What came of all that was looked at. Rejects with the signal's reason. */
    async result(signal: AbortSignal): Promise<DryRun> {
      const sample = calls.taken()
      const runs = action.kind === 'requeue' || action.kind === 'split'
      const estimate = runs && sample.length > 0 ? parts.estimate : undefined
      return {
        ...{ total, eligible, skipped: [...skipped.values()].sort((a, b) => b.n - a.n) },
        willFailAgain: isKnown ? again : null,
        edit: await summary(),
        split: action.kind === 'split' ? split : null,
        cost: (await estimate?.(sample, calls.seen(), signal)) ?? null,
      }
    },
  }
}

/** From a little before the first difference on. */
function exampleOf({ id, title }: TaskView, before: string, after: string): EditExample {
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  const from = Math.max(0, same - 200)
  const part = (text: string) => text.slice(from, from + shownAround).toWellFormed()
  return { id, title, before: part(before), after: part(after), from }
}
