import {
  mayRequeue,
  Rule,
  type RuleAction,
  type RuleEvent,
  type RuleInput,
  type RuleLetter,
  rowThatStops,
  ruleMatches,
} from '#shared/rule'
import type { EpochMs, GateId, TaskId, TaskView } from '#shared/task'
import type { Changes } from './changes'
import { crashPoint } from './crash-point'
import type { Database } from './database'
import { ruleLog } from './rule-log'

type Parts = {
  readonly db: Database
  readonly task: (id: TaskId) => TaskView | undefined
  /** Sends a dead letter back as a person would, in the transaction in hand; false when it may not. gateId: of another model. */
  readonly requeue: (task: TaskView, now: EpochMs, gateId: GateId | undefined) => boolean
  readonly gateId: (providerId: string, model: string) => GateId
  readonly label: (id: TaskId, label: string) => void
  readonly news: () => void
}
type Row = {
  id: number
  name: string
  enabled: number
  match: string
  actions: string
  createdAt: EpochMs
  row: number
  stopped: string | null
}
type Due = {
  id: number
  ruleId: number
  taskId: TaskId
  diedAt: EpochMs
  revision: number
  cause: string
  action: string
  dueAt: EpochMs
}
type Requeue = Extract<RuleAction, { kind: 'requeue' }>
/** What a step did: how many tasks were queued, and which rules ask that a person be told of how many letters. */
export type RuleStep = { readonly queued: number; readonly done: number; readonly notify: ReadonlyMap<string, number> }

const COLUMNS = 'id, name, enabled, match, actions, created_at AS createdAt, in_row AS row, stopped'
const PLAN = `INSERT INTO rule_due (rule_id, task_id, died_at, revision, cause, action, since, due_at)
  VALUES (@ruleId, @taskId, @diedAt, @revision, @cause, @action, @diedAt, @dueAt)`
const DUE = `SELECT id, rule_id AS ruleId, task_id AS taskId, died_at AS diedAt, revision, cause, action, due_at AS dueAt FROM rule_due
  WHERE due_at <= ? ORDER BY due_at, id LIMIT ?`
const USE = `INSERT INTO rule_uses (rule_id, task_id, n, cause) VALUES (@ruleId, @taskId, 1, @cause)
  ON CONFLICT (rule_id, task_id) DO UPDATE SET n = n + 1, cause = excluded.cause`
export const OPEN = `SELECT u.rule_id AS ruleId, u.task_id AS taskId, u.cause FROM json_each(?) j
  CROSS JOIN rule_uses u INDEXED BY rule_uses_open ON u.task_id = j.value WHERE u.cause IS NOT NULL`
// A clock that was set back: nothing waits for longer than it was to.
const CLAMP = 'UPDATE rule_due SET due_at = due_at - (since - @now), since = @now WHERE since > @now'
/** So many are done in one step: a few milliseconds. */
const perStep = 100

/**
 * Rules, and what they have still to do. A death is held against the rules in the transaction in which it happens; what follows from it is a
 * row until it is done, and goes in the transaction that does it. So a crash loses nothing and does nothing twice.
 */
export function rulesTable({ db, task: taskOf, requeue, gateId, label, news }: Parts) {
  const log = ruleLog(db)
  const all = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM rules ORDER BY id`)
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM rules WHERE id = ?`)
  const insert = db.prepare(
    'INSERT INTO rules (name, enabled, match, actions, created_at) VALUES (@name, @enabled, @match, @actions, @now)',
  )
  // A rule that a person saves begins anew: its row of failures, and why it had stopped.
  const edit = db.prepare(
    `UPDATE rules SET name = @name, enabled = @enabled, match = @match, actions = @actions, in_row = 0, stopped = NULL WHERE id = @id`,
  )
  const setRow = db.prepare<[number, number]>('UPDATE rules SET in_row = ? WHERE id = ?')
  const stop = db.prepare<[string, number]>('UPDATE rules SET enabled = 0, stopped = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM rules WHERE id = ?')
  const plan = db.prepare<Omit<Due, 'id'>>(PLAN)
  const due = db.prepare<[EpochMs, number], Due>(DUE)
  const firstDue = db.prepare<[], { at: EpochMs | null }>('SELECT min(due_at) AS at FROM rule_due')
  const newest = db.prepare<[], { at: EpochMs | null }>('SELECT max(since) AS at FROM rule_due')
  const clamp = db.prepare<{ now: EpochMs }>(CLAMP)
  const done = db.prepare<[number]>('DELETE FROM rule_due WHERE id = ?')
  const forgetDue = db.prepare<[number]>('DELETE FROM rule_due WHERE rule_id = ?')
  const uses = db.prepare<[number, TaskId], { n: number }>('SELECT n FROM rule_uses WHERE rule_id = ? AND task_id = ?')
  const use = db.prepare(USE)
  const open = db.prepare<[string], { ruleId: number; taskId: TaskId; cause: string }>(OPEN)
  const anyOpen = db.prepare<[], { n: number }>('SELECT EXISTS (SELECT 1 FROM rule_uses WHERE cause IS NOT NULL) AS n')
  const close = db.prepare<[number, TaskId]>('UPDATE rule_uses SET cause = NULL WHERE rule_id = ? AND task_id = ?')
  const sooner = new Set<() => void>()
  let known: readonly Rule[] | null = null
  let hasOpen: boolean | null = null

  const enabled = (): readonly Rule[] => {
    known ??= all
      .all()
      .flatMap(read)
      .filter((rule) => rule.enabled)
    return known
  }
  const find = (id: number): Rule | undefined => get.all(id).flatMap(read)[0]
  function changed() {
    known = null
    news()
  }

  const note = (rule: Pick<Rule, 'id' | 'name'>, taskId: TaskId | null, what: RuleEvent, detail: string, at: EpochMs) =>
    log.add({ at, ruleId: rule.id, ruleName: rule.name, taskId, what, detail })

  /** How often a rule has requeued a task. */
  const used = (rule: number, task: TaskId): number => uses.get(rule, task)?.n ?? 0

  function letterOf(task: TaskView): RuleLetter | null {
    const { providerId, model, batchId, cause, letter } = task
    if (cause === undefined || task.state.kind !== 'dead') return null
    const { code, status } = task.state.failure
    return { cause, code, status, providerId, model, batchId, label: letter?.label ?? null }
  }

  function stopRule(rule: Rule, at: EpochMs) {
    const why = `${rowThatStops} letters in a row that it requeued died of the same cause again, so it was switched off.`
    stop.run(why, rule.id)
    forgetDue.run(rule.id)
    note(rule, null, 'stopped', why, at)
    changed()
  }

  /** What became of one that a rule had requeued. */
  function cameTo(ruleId: number, taskId: TaskId, before: string) {
    const [rule, task] = [find(ruleId), taskOf(taskId)]
    if (task && !('settledAt' in task.state)) return
    close.run(ruleId, taskId)
    if (!rule || !task || !('settledAt' in task.state)) return
    const isSame = task.cause === before
    const row = isSame ? rule.row + 1 : task.state.kind === 'succeeded' ? 0 : rule.row
    if (row !== rule.row) {
      setRow.run(row, ruleId)
      known = null
    }
    if (rule.enabled && isSame && row >= rowThatStops) stopRule({ ...rule, row }, task.state.settledAt)
  }

  /** Of some rules, what they do to a letter: all that label and tell, and the first that may requeue it. */
  function plansFor(task: TaskView, letter: RuleLetter, rules: readonly Rule[]) {
    const found: { rule: Rule; action: RuleAction; usedUp: boolean }[] = []
    let isTaken = false
    for (const rule of rules) {
      if (!ruleMatches(rule.match, letter)) continue
      for (const action of rule.actions) {
        if (action.kind !== 'requeue') found.push({ rule, action, usedUp: false })
        else if (!isTaken && mayRequeue(rule.match, letter)) {
          const usedUp = used(rule.id, task.id) >= action.atMost
          if (!usedUp) isTaken = true
          found.push({ rule, action, usedUp })
        }
      }
    }
    return found
  }

  function died(id: TaskId) {
    const task = taskOf(id)
    const letter = task && letterOf(task)
    if (!letter || task.state.kind !== 'dead') return // it has moved on within the transaction
    const diedAt = task.state.settledAt
    for (const { rule, action, usedUp } of plansFor(task, letter, enabled())) {
      if (usedUp && action.kind === 'requeue') {
        note(rule, id, 'gave_up', `It was requeued ${action.atMost} times, as often as the rule says.`, diedAt)
        continue
      }
      const dueAt = action.kind === 'requeue' ? diedAt + action.afterMs : diedAt
      const { cause } = letter
      plan.run({
        ...{ ruleId: rule.id, taskId: id, diedAt, revision: task.revision, cause, dueAt },
        action: JSON.stringify(action),
      })
      for (const listener of sooner) listener()
    }
  }

  /** In the transaction that also takes it off the list. */
  function perform(
    { ruleId, taskId, diedAt, revision, cause, action: text }: Due,
    now: EpochMs,
  ): { readonly queued?: number; readonly tell?: string } | null {
    const rule = find(ruleId)
    if (!rule?.enabled) return null
    const action = Rule.shape.actions.element.parse(JSON.parse(text))
    const task = taskOf(taskId)
    const isSame = task?.state.kind === 'dead' && task.state.settledAt === diedAt && task.revision === revision
    if (!task || !isSame) {
      note(rule, taskId, 'skipped', 'It changed before its time had come.', now)
      return null
    }
    switch (action.kind) {
      case 'requeue':
        return requeueBy(rule, task, action, cause, now) ? { queued: 1 } : null
      case 'label':
        label(taskId, action.label)
        note(rule, taskId, 'labelled', `Labelled “${action.label}”.`, now)
        return null
      case 'notify':
        note(rule, taskId, 'notified', 'A person was told.', now)
        return { tell: rule.name }
    }
  }

  function requeueBy(rule: Rule, task: TaskView, action: Requeue, cause: string, now: EpochMs): boolean {
    const n = used(rule.id, task.id)
    if (n >= action.atMost) {
      note(rule, task.id, 'gave_up', `It was requeued ${n} times, as often as the rule says.`, now)
      return false
    }
    const { target } = action
    if (!requeue(task, now, target && gateId(target.providerId, target.model))) {
      note(rule, task.id, 'skipped', 'It needs the result of another task that did not succeed.', now)
      return false
    }
    use.run({ ruleId: rule.id, taskId: task.id, cause })
    hasOpen = true
    crashPoint('in_rule')
    const by = target ? ` with ${target.model}` : ''
    note(rule, task.id, 'requeued', `Requeued${by}, ${n + 1} of at most ${action.atMost} times.`, now)
    return true
  }

  return {
    /** What this transaction's changes mean to rules. Only inside it. */
    follow({ tasks, died: deaths }: Changes['current']): void {
      hasOpen ??= anyOpen.get()?.n === 1
      if (hasOpen && tasks.length > 0) {
        const ends = open.all(JSON.stringify([...new Set(tasks)]))
        for (const { ruleId, taskId, cause } of ends) cameTo(ruleId, taskId, cause)
        if (ends.length > 0) hasOpen = anyOpen.get()?.n === 1
      }
      if (deaths.length === 0 || enabled().length === 0) return
      for (const { id } of deaths) died(id)
    },
    nextDueAt(now: EpochMs): EpochMs | null {
      const at = firstDue.get()?.at ?? null
      return at !== null && (newest.get()?.at ?? 0) > now ? now : at
    },
    /** Does some of what is due. `done`: how many rows that were; none, when nothing is left. */
    step(now: EpochMs): RuleStep {
      clamp.run({ now })
      const rows = due.all(now, perStep)
      const notify = new Map<string, number>()
      let queued = 0
      for (const row of rows) {
        const { queued: n = 0, tell } = perform(row, now) ?? {}
        done.run(row.id)
        queued += n
        if (tell !== undefined) notify.set(tell, (notify.get(tell) ?? 0) + 1)
      }
      if (rows.length > 0) news()
      return { queued, done: rows.length, notify }
    },
    onSooner(listener: () => void): void {
      sooner.add(listener)
    },

    all: (): Rule[] => all.all().flatMap(read),
    get: find,
    /** @returns its id; undefined when the one that is named is gone */
    save({ id, name, enabled: on, match, actions }: RuleInput, now: EpochMs): number | undefined {
      const columns = { name, enabled: Number(on), match: JSON.stringify(match), actions: JSON.stringify(actions) }
      changed()
      if (id === undefined) return Number(insert.run({ ...columns, now }).lastInsertRowid)
      // What it had planned was planned by what it said before.
      forgetDue.run(id)
      return edit.run({ ...columns, id }).changes === 1 ? id : undefined
    },
    remove(id: number): boolean {
      changed()
      return remove.run(id).changes === 1
    },
    log: log.read,
    /** What a rule, saved or not, would do to a letter; null where it does not match. `usedUp` and `taken` speak of its requeue. */
    wouldDo(rule: Rule, task: TaskView): { readonly requeues: boolean; readonly usedUp: boolean } | null {
      const letter = letterOf(task)
      if (!letter || !ruleMatches(rule.match, letter)) return null
      const others = enabled().filter(({ id }) => id !== rule.id && (rule.id === 0 || id < rule.id))
      const plans = plansFor(task, letter, rule.id === 0 ? [...enabled(), rule] : [...others, rule])
      const own = plans.filter((each) => each.rule.id === rule.id && each.action.kind === 'requeue')
      return {
        requeues: own.some(({ usedUp }) => !usedUp),
        usedUp: own.length > 0 && own.every(({ usedUp }) => usedUp),
      }
    },
    /** A transaction was rolled back. */
    forget(): void {
      known = null
      hasOpen = null
    },
  }
}
/** None where it was written by a version that knew other actions: then it does nothing, and is not lost. */
function read({ id, name, enabled, match, actions, createdAt, row, stopped }: Row): Rule[] {
  const parsed = Rule.safeParse({
    ...{ id, name, enabled: enabled === 1, createdAt, row, stopped },
    ...{ match: JSON.parse(match), actions: JSON.parse(actions) },
  })
  return parsed.success ? [parsed.data] : []
}
