import type { DeadGroup } from '#shared/overview'
import { RuleAction, type RuleInput, type RuleMatch } from '#shared/rule'
import type { BatchId, FailureCode } from '#shared/task'

export const spans = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
export type Span = keyof typeof spans

/** A rule as it is typed. Empty: any, or as it is. */
export type RuleDraft = {
  readonly id: number | null
  readonly name: string
  readonly enabled: boolean
  readonly cause: string | null // the key of one group
  readonly code: FailureCode | ''
  readonly status: string
  readonly providerId: string
  readonly model: string
  readonly batchId: BatchId | null
  readonly label: string
  readonly requeues: boolean
  readonly after: string
  readonly span: Span
  readonly atMost: string
  readonly otherProvider: string // '': its own model
  readonly otherModel: string
  readonly labels: boolean
  readonly newLabel: string
  readonly notifies: boolean
}

export const emptyRule: RuleDraft = {
  ...{ id: null, name: '', enabled: false, cause: null, code: '', status: '', providerId: '', model: '' },
  ...{ batchId: null, label: '', requeues: true, after: '10', span: 'minutes', atMost: '2' },
  ...{ otherProvider: '', otherModel: '', labels: false, newLabel: '', notifies: false },
}

/** Letters of that group, from now on. */
export const matchOfGroup = ({ key, code, providerId, model }: DeadGroup): RuleMatch => ({
  ...{ cause: key, code },
  ...(providerId === null ? {} : { providerId }),
  ...(model === null ? {} : { model }),
})

export function draftOf(rule: Omit<RuleInput, 'enabled'> & { enabled?: boolean }): RuleDraft {
  const { match, actions } = rule
  const requeue = actions.find(({ kind }) => kind === 'requeue')
  const label = actions.find(({ kind }) => kind === 'label')
  const timed = requeue?.kind === 'requeue' ? timeOf(requeue.afterMs) : null
  return {
    ...emptyRule,
    ...{ id: rule.id ?? null, name: rule.name, enabled: rule.enabled ?? false },
    ...{ cause: match.cause ?? null, code: match.code ?? '', status: match.status?.toString() ?? '' },
    ...{ providerId: match.providerId ?? '', model: match.model ?? '' },
    ...{ batchId: match.batchId ?? null, label: match.label ?? '' },
    requeues: requeue !== undefined || actions.length === 0,
    ...timed,
    ...(requeue?.kind === 'requeue'
      ? {
          atMost: String(requeue.atMost),
          otherProvider: requeue.target?.providerId ?? '',
          otherModel: requeue.target?.model ?? '',
        }
      : {}),
    ...(label?.kind === 'label' ? { labels: true, newLabel: label.label } : {}),
    notifies: actions.some(({ kind }) => kind === 'notify'),
  }
}

function timeOf(ms: number): Pick<RuleDraft, 'after' | 'span'> {
  const span = (['days', 'hours', 'minutes'] as const).find((unit) => ms > 0 && ms % spans[unit] === 0) ?? 'seconds'
  return { after: String(ms / spans[span]), span: ms === 0 ? 'minutes' : span }
}

export type RuleProblems = Partial<
  Record<'status' | 'after' | 'atMost' | 'otherModel' | 'newLabel' | 'actions', string>
>
type Read = { readonly ok: true; readonly input: RuleInput } | { readonly ok: false; readonly problems: RuleProblems }

const numberIn = (text: string, from: number, to: number): number | null => {
  const value = Number(text)
  return /^\d+$/.test(text.trim()) && value >= from && value <= to ? value : null
}
const longestMs = 30 * spans.days

/** What was typed as main takes it, or what to type instead. */
export function readRule(draft: RuleDraft, usual: (match: RuleMatch) => string): Read {
  const problems: { -readonly [K in keyof RuleProblems]: RuleProblems[K] } = {}
  const status = draft.status.trim() === '' ? undefined : numberIn(draft.status, 100, 599)
  if (status === null) problems.status = 'A status from 100 to 599, or nothing.'
  const actions: RuleAction[] = []
  if (draft.requeues) {
    const after = numberIn(draft.after, 0, longestMs / spans[draft.span])
    if (after === null) problems.after = `0 to ${(longestMs / spans[draft.span]).toLocaleString()}.`
    const atMost = numberIn(draft.atMost, 1, 20)
    if (atMost === null) problems.atMost = '1 to 20.'
    const model = draft.otherModel.trim()
    if (draft.otherProvider !== '' && model === '') problems.otherModel = 'Name its model.'
    const action = RuleAction.safeParse({
      ...{ kind: 'requeue', afterMs: (after ?? 0) * spans[draft.span], atMost: atMost ?? 1 },
      ...(draft.otherProvider === '' ? {} : { target: { providerId: draft.otherProvider, model } }),
    })
    if (action.success) actions.push(action.data)
  }
  if (draft.labels) {
    const label = draft.newLabel.trim()
    if (label === '' || label.length > 60) problems.newLabel = 'A word or a few, 60 characters at most.'
    else actions.push({ kind: 'label', label })
  }
  if (draft.notifies) actions.push({ kind: 'notify' })
  if (!draft.requeues && !draft.labels && !draft.notifies) problems.actions = 'Choose what it does.'
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const match: RuleMatch = {
    ...(draft.cause === null ? {} : { cause: draft.cause }),
    ...(draft.code === '' ? {} : { code: draft.code }),
    ...(status === undefined || status === null ? {} : { status }),
    ...(draft.providerId === '' ? {} : { providerId: draft.providerId }),
    ...(draft.model.trim() === '' ? {} : { model: draft.model.trim() }),
    ...(draft.batchId === null ? {} : { batchId: draft.batchId }),
    ...(draft.label.trim() === '' ? {} : { label: draft.label.trim() }),
  }
  const name = draft.name.trim() === '' ? usual(match) : draft.name.trim()
  return {
    ok: true,
    input: { ...(draft.id === null ? {} : { id: draft.id }), name, enabled: draft.enabled, match, actions },
  }
}
