import { CommandError } from '#shared/result'
import { actionWords, type Rule, type RuleDryRun, type RuleInput, type RuleLogEntry } from '#shared/rule'
import type { EpochMs, TaskView } from '#shared/task'
import type { DueWork } from '../ports'
import { type LettersStore, lettersOf, nextTurn } from './letters-of'
import { retriedWork } from './retried-work'

/** What rules need of the store. What writes is called in the transaction in hand. */
export type RuleTable = {
  readonly all: () => Rule[]
  readonly get: (id: number) => Rule | undefined
  readonly save: (input: RuleInput, now: EpochMs) => number | undefined
  readonly remove: (id: number) => boolean
  readonly step: (now: EpochMs) => {
    readonly queued: number
    readonly done: number
    readonly notify: ReadonlyMap<string, number>
  }
  readonly nextDueAt: (now: EpochMs) => EpochMs | null
  readonly onSooner: (listener: () => void) => void
  readonly log: (ruleId: number | null, before: number | null, limit: number) => RuleLogEntry[]
  readonly wouldDo: (rule: Rule, task: TaskView) => { readonly requeues: boolean; readonly usedUp: boolean } | null
}
type Parts = {
  readonly store: LettersStore & { readonly rules: RuleTable; readonly write: <T>(write: () => T) => Promise<T> }
  readonly now: () => EpochMs
  readonly wake: () => void
  /** Whether a provider is there. */
  readonly hasProvider: (id: string) => boolean
  /** A rule asks that a person be told of so many letters. */
  readonly onNotify?: (rule: string, letters: number) => void
  readonly onTrouble?: (error: unknown) => void
}
const mostExamples = 10

/** What a person does with rules, and what the rules do by themselves. */
export function createRules({ store, now, wake, hasProvider, onNotify, onTrouble }: Parts) {
  const { rules, write } = store
  const gone = () => new CommandError('not_found', 'There is no such rule any more.')

  const due: DueWork = retriedWork({
    ...{ now, nextDueAt: rules.nextDueAt, onSooner: rules.onSooner, onTrouble },
    async step(at) {
      const { queued, notify } = await write(() => rules.step(at))
      if (queued > 0) wake()
      for (const [rule, letters] of notify) onNotify?.(rule, letters)
    },
  })

  return {
    /** For the engine's one timer. */
    due,
    list: rules.all,
    /** Adds a rule, or changes the one that `id` names: what that had planned is dropped, how often it requeued which task is not. */
    async save(input: RuleInput): Promise<Rule> {
      for (const action of input.actions)
        if (action.kind === 'requeue' && action.target && !hasProvider(action.target.providerId))
          throw new CommandError('not_found', 'The provider that this rule names is not there. Nothing was saved.')
      const id = await write(() => rules.save(input, now()))
      const saved = id === undefined ? undefined : rules.get(id)
      if (!saved) throw gone()
      return saved
    },
    /** What it has done stays done, and in the log. */
    async remove(id: number): Promise<void> {
      if (!(await write(() => rules.remove(id)))) throw gone()
    },
    log: rules.log,
    /** What a rule, saved or not, would do to the dead letters that are there now. Changes nothing. */
    async dryRun(input: RuleInput): Promise<RuleDryRun> {
      const rule: Rule = { ...input, id: input.id ?? 0, enabled: true, createdAt: now(), row: 0, stopped: null }
      const requeues = rule.actions.some(({ kind }) => kind === 'requeue')
      const found = { seen: 0, matched: 0, requeued: 0, usedUp: 0, others: 0 }
      const examples: RuleDryRun['examples'] = []
      for (const letters of lettersOf(store, { deadGroup: null, batchId: null })) {
        for (const task of letters) {
          found.seen++
          const would = rules.wouldDo(rule, task)
          if (!would) continue
          found.matched++
          if (would.requeues) found.requeued++
          else if (would.usedUp) found.usedUp++
          else if (requeues) found.others++
          const { id: taskId, title, state } = task
          if (examples.length < mostExamples && state.kind === 'dead')
            examples.push({ taskId, title, message: state.failure.message })
        }
        await nextTurn()
      }
      return { ...found, examples, words: rule.actions.map(actionWords) }
    },
  }
}
export type Rules = ReturnType<typeof createRules>
