import { alertWords } from '#shared/dead-alert'
import type { Destination } from '#shared/destination'
import { type BatchDryRun, dryRunWords } from '#shared/dry-run'
import type { BatchId } from '#shared/task'
import type { RaisedAlert } from '#store/alerts'
import type { Happening } from './happenings'
import type { Stuck } from './standing'

/** What a notification says, and where a click on it leads. */
export type Told = { readonly title: string; readonly body: string; readonly destination: Destination }
/** What a batch is called; null for the standing one of prompts that are written one at a time. */
export type NameOf = (id: BatchId) => string | null

/** Of one kind, at least one of them. */
export function notificationOf(happenings: readonly Happening[], nameOf: NameOf): Told | null {
  const done = happenings.filter((each) => each.kind === 'batch_done')
  if (done.length > 0) return doneWords(done, nameOf)
  const alerts = happenings.filter((each) => each.kind === 'dead_share').map((each) => each.alert)
  if (alerts.length > 0) return alertsWords(alerts, nameOf)
  const letters = happenings.filter((each) => each.kind === 'dead_letters')
  if (letters.length > 0) return letterWords(sum(letters.map(({ added }) => added)))
  const runs = happenings.filter((each) => each.kind === 'dry_run').map((each) => each.run)
  if (runs.length > 0) return dryRunsWords(runs, nameOf)
  const stuck = happenings.filter((each) => each.kind === 'needs_person').map((each) => each.stuck)
  return stuck.length > 0 ? stuckWords(stuck) : null
}

function alertsWords(alerts: readonly RaisedAlert[], nameOf: NameOf): Told {
  const [only] = alerts
  if (alerts.length === 1 && only) {
    const { title, detail } = alertWords(only, nameOf(only.batchId))
    return { title, body: detail, destination: { to: 'batch', id: only.batchId } }
  }
  const names = alerts.map(({ batchId }) => nameOf(batchId) ?? 'prompts written here')
  const title = `Many tasks of ${counted(alerts.length, 'batch', 'batches')} died`
  return { title, body: `${listed(names)}: look at the causes. Nothing is lost.`, destination: { to: 'dead_letters' } }
}

function dryRunsWords(runs: readonly BatchDryRun[], nameOf: NameOf): Told {
  const [only] = runs
  if (runs.length === 1 && only) {
    const { title, detail } = dryRunWords(only, nameOf(only.batchId))
    return { title, body: detail, destination: { to: 'batch', id: only.batchId } }
  }
  const names = runs.map(({ batchId }) => nameOf(batchId) ?? 'prompts written here')
  const body = `${listed(names)}: look at the answers, then release the rest or let it go.`
  return { title: `${counted(runs.length, 'dry run')} are done`, body, destination: { to: 'queue' } }
}

type Done = Extract<Happening, { kind: 'batch_done' }>

function doneWords(all: readonly Done[], nameOf: NameOf): Told {
  // A batch that was done more than once is told as it is now.
  const done = [...new Map(all.map((each) => [each.batchId, each])).values()]
  const answered = sum(done.map((each) => each.answered))
  const dead = sum(done.map((each) => each.dead))
  const count =
    dead === 0 ? `${number(answered)} answered.` : `${number(answered)} answered, ${counted(dead, 'dead letter')}.`
  const names = done.map(({ batchId }) => nameOf(batchId) ?? 'prompts written here')
  const [only] = done
  if (done.length > 1 || !only) {
    const title = `${counted(done.length, 'batch', 'batches')} are done`
    return { title, body: `${listed(names)}: ${count}`, destination: { to: 'queue' } }
  }
  const name = nameOf(only.batchId)
  const destination = { to: 'batch', id: only.batchId } as const
  if (name !== null) return { title: `“${name}” is done`, body: count, destination }
  return { title: answered + dead === 1 ? 'Your prompt is done' : 'Your prompts are done', body: count, destination }
}

const letterWords = (added: number): Told => ({
  title: counted(added, 'new dead letter'),
  body: 'Prompts and every attempt are kept. Look at the cause, then edit or requeue.',
  destination: { to: 'dead_letters' },
})

/** What is wrong, and what to do about it. */
const reasons: Record<Stuck['reason'], (stuck: Stuck) => readonly [string, string]> = {
  auth: () => ['Its key or its connection is not accepted.', 'Set it right under Providers.'],
  quota: () => ['Its quota is used up.', 'Raise it there, then try the provider again.'],
  model: ({ model }) => [`It knows no model “${model}”.`, 'Check the name, or that it is still offered.'],
}

function stuckWords(all: readonly Stuck[]): Told {
  const stuck = [...new Map(all.map((each) => [each.gateId, each])).values()]
  const held = sum(stuck.map((each) => each.held))
  const wait = `${counted(held, 'task waits', 'tasks wait')}, and nothing is lost.`
  const names = [...new Set(stuck.map(({ provider }) => provider))]
  const destination = { to: 'providers' } as const
  const [only] = stuck
  if (stuck.length === 1 && only) {
    const [wrong, act] = reasons[only.reason](only)
    return { title: `${only.provider} needs you`, body: `${wrong} ${wait} ${act}`, destination }
  }
  const title = names.length === 1 ? `${names[0]} needs you` : `${names.length} providers need you`
  return { title, body: `${listed(names)}: keys, quotas or models have to be set right. ${wait}`, destination }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
export const number = (value: number): string => value.toLocaleString()
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`

/** Two names, then how many more. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(names.length === 2 ? ' and ' : ', ')
  return names.length > 2 ? `${shown} and ${number(names.length - 2)} more` : shown
}
