import { type Forecast, failureWords } from './failure-words'
import type { DeadGroup } from './overview'
import type { FailureCode } from './task'

/** What of a group its advice is made of. */
export type CauseFacts = Pick<DeadGroup, 'code' | 'status' | 'providerCode'>
export type GroupFacts = CauseFacts & Pick<DeadGroup, 'count' | 'again'>

/** What a person can do about a group, for a window or a command line to offer. The first of a group's proposals is the one to begin with. */
export type ProposalKind =
  | 'open_provider' // its key, address and options
  | 'requeue'
  | 'probe' // one first, then the rest
  | 'longer_limit' // requeue with a longer time limit
  | 'raise_output' // requeue with more output tokens
  | 'edit' // the prompts
  | 'shorten' // truncate or split the prompts
  | 'other_model' // requeue with another model or provider
  | 'requeue_needed' // the tasks that they need
  | 'discard'
export type Proposal = { readonly kind: ProposalKind; readonly label: string }

/** In plain words: what a group is, what happened and was kept, what to do, what another try would come to, and what can be done. */
export type Advice = {
  readonly title: string
  readonly happened: string
  readonly todo: string
  readonly forecast: Forecast
  readonly proposals: readonly Proposal[]
}

/** Causes within a class of failure about which a person does something else. */
type Narrower =
  | 'wrong_address'
  | 'too_large'
  | 'certificate'
  | 'unknown_host'
  | 'prompt_cut'
  | 'never_sent'
  | 'recitation'
  | 'no_access'
export type Situation = FailureCode | Narrower

/** Told by codes and statuses alone, never by what a message says. */
export function situationOf({ code, status, providerCode }: CauseFacts): Situation {
  switch (code) {
    case 'bad_request':
      if (status === 404 || status === 405 || (status !== null && status >= 300 && status < 400)) return 'wrong_address'
      return status === 413 || status === 429 || status === 402 ? 'too_large' : code
    case 'connection':
      if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|UND_ERR_PRX_TLS/.test(providerCode ?? '')) return 'certificate'
      return /^(ENOTFOUND|ENODATA|EAI_NO|ERR_NAME_NOT)/.test(providerCode ?? '') ? 'unknown_host' : code
    case 'context_length':
      if (providerCode === 'prompt_cut') return 'prompt_cut'
      return status === null ? 'never_sent' : code
    case 'content_policy':
      return providerCode?.toUpperCase() === 'RECITATION' ? 'recitation' : code
    case 'model':
      return status === 403 ? 'no_access' : code
    default:
      return code
  }
}

const labels: Readonly<Record<ProposalKind, string>> = {
  open_provider: 'Open Providers',
  requeue: 'Requeue',
  probe: 'Try one first',
  longer_limit: 'Requeue with a longer time limit',
  raise_output: 'Requeue with more output tokens',
  edit: 'Edit the prompts',
  shorten: 'Shorten the prompts',
  other_model: 'Requeue with another model',
  requeue_needed: 'Requeue what they need',
  discard: 'Discard',
}

type Words = { readonly todo: (tasks: string) => string; readonly does: readonly ProposalKind[] }
const changed: Forecast = { kind: 'settings', text: 'Change the settings first', likely: false }

const words: Readonly<Record<Situation, Words>> = {
  timeout: {
    todo: (tasks) => `Requeue ${tasks}. If they take too long again, give them a longer time limit.`,
    does: ['probe', 'requeue', 'longer_limit', 'other_model', 'discard'],
  },
  connection: {
    todo: (tasks) => `See whether the provider can be reached, then requeue ${tasks}.`,
    does: ['probe', 'requeue', 'open_provider', 'discard'],
  },
  certificate: {
    todo: (tasks) =>
      `The certificate is not trusted here: check this computer’s clock, or set the CA file in Providers, then requeue ${tasks}.`,
    does: ['open_provider', 'probe', 'requeue', 'discard'],
  },
  unknown_host: {
    todo: (tasks) =>
      `The host name cannot be found: check the base URL in Providers and the network, then requeue ${tasks}.`,
    does: ['open_provider', 'probe', 'requeue', 'discard'],
  },
  server_error: {
    todo: (tasks) => `The fault lies with the provider: requeue ${tasks} once it is well again.`,
    does: ['probe', 'requeue', 'other_model', 'discard'],
  },
  overloaded: {
    todo: (tasks) => `Overload passes: requeue ${tasks}, or send them to another model.`,
    does: ['probe', 'requeue', 'other_model', 'discard'],
  },
  rate_limited: {
    todo: (tasks) => `Requeue ${tasks}: they wait for as long as the provider asks.`,
    does: ['requeue', 'probe', 'other_model', 'discard'],
  },
  auth: {
    todo: (tasks) => `The key was refused: change it in Providers, then requeue ${tasks}.`,
    does: ['open_provider', 'probe', 'requeue', 'other_model', 'discard'],
  },
  quota: {
    todo: (tasks) =>
      `The quota is used up: add credit at the provider or set another key in Providers, then requeue ${tasks}.`,
    does: ['open_provider', 'probe', 'requeue', 'other_model', 'discard'],
  },
  model: {
    todo: (tasks) =>
      `The model is not offered there: requeue ${tasks} with another model, or make it available and requeue.`,
    does: ['other_model', 'probe', 'open_provider', 'discard'],
  },
  no_access: {
    todo: (tasks) =>
      `The account may not use this model: allow it at the provider, or requeue ${tasks} with another model.`,
    does: ['other_model', 'open_provider', 'probe', 'discard'],
  },
  context_length: {
    todo: (tasks) => `The prompts are too long: shorten ${tasks}, or requeue them with a model that takes more.`,
    does: ['shorten', 'other_model', 'edit', 'discard'],
  },
  never_sent: {
    todo: (tasks) =>
      `Nothing was sent, and nothing was billed: shorten ${tasks}, or requeue them with a model that takes more.`,
    does: ['shorten', 'other_model', 'edit', 'discard'],
  },
  prompt_cut: {
    todo: (tasks) =>
      `The server read only a part of the prompts: give the model a larger context, or shorten ${tasks}, then requeue.`,
    does: ['shorten', 'other_model', 'probe', 'discard'],
  },
  content_policy: {
    todo: (tasks) =>
      `Word ${tasks} differently, or requeue them with another model. Unchanged they will be declined again.`,
    does: ['edit', 'other_model', 'probe', 'discard'],
  },
  recitation: {
    todo: (tasks) =>
      `The answer would have repeated a text that others own: ask for a summary or for other words in ${tasks}, then requeue.`,
    does: ['edit', 'other_model', 'probe', 'discard'],
  },
  bad_request: {
    todo: (tasks) => `Read the last error and edit ${tasks}, then requeue. Unchanged they will be refused again.`,
    does: ['edit', 'other_model', 'open_provider', 'discard'],
  },
  wrong_address: {
    todo: (tasks) => `Nothing there takes such calls: check the base URL in Providers, then requeue ${tasks}.`,
    does: ['open_provider', 'probe', 'edit', 'discard'],
  },
  too_large: {
    todo: (tasks) =>
      `A single request asks for more than the provider allows: shorten ${tasks}, lower their output tokens, or raise the limit there.`,
    does: ['shorten', 'other_model', 'open_provider', 'discard'],
  },
  invalid_answer: {
    todo: (tasks) =>
      `Say more exactly what the answer should look like, or requeue ${tasks} with another model. What came is kept with each task.`,
    does: ['probe', 'edit', 'other_model', 'discard'],
  },
  cut_off: {
    todo: (tasks) =>
      `Allow more output tokens or ask for a shorter answer, then requeue ${tasks}. What came is kept with each task.`,
    does: ['raise_output', 'edit', 'other_model', 'discard'],
  },
  blocked: {
    todo: (tasks) => `Requeue the tasks that they need: once those succeed, ${tasks} go on by themselves.`,
    does: ['requeue_needed', 'discard'],
  },
  poison: {
    todo: (tasks) => `Look at the prompts, for instance whether they are very large, and edit or discard ${tasks}.`,
    does: ['edit', 'probe', 'discard'],
  },
}

const titles: Readonly<Record<Narrower, string>> = {
  wrong_address: 'Wrong address',
  too_large: 'Request larger than allowed',
  certificate: 'Certificate not trusted',
  unknown_host: 'Host not found',
  prompt_cut: 'Prompt cut by the server',
  never_sent: 'Prompt too long to send',
  recitation: 'Answer would repeat a protected text',
  no_access: 'No access to the model',
}
const forecasts: Partial<Readonly<Record<Situation, Forecast>>> = {
  ...{ wrong_address: changed, certificate: changed, unknown_host: changed, prompt_cut: changed },
}
const isNarrower = (situation: Situation): situation is Narrower => situation in titles

/** "1 task", "412 tasks". */
export const countedTasks = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'task' : 'tasks'}`

/** What a group of dead letters is about and what to do, in plain words and as data. */
export function adviceOf(group: GroupFacts): Advice {
  const { code, status, count, again } = group
  const situation = situationOf(group)
  const { todo, does } = words[situation]
  const base = failureWords[code]
  const tasks = countedTasks(count)
  const answer = status === null || status < 400 ? 'answered with an error' : `answered ${status}`
  const what =
    situation === 'never_sent'
      ? `${tasks} ${count === 1 ? 'was' : 'were'} found too long for the model before anything was sent`
      : base.happened(tasks, answer)
  const kept = count === 1 ? 'Its prompt and every attempt are kept.' : 'Their prompts and every attempt are kept.'
  const repeated = again === 0 ? '' : ` ${againWords(again, count)}`
  const usual = forecasts[situation] ?? base.forecast
  const isRepeated = again * 2 > count && usual.likely
  return {
    title: isNarrower(situation) ? titles[situation] : base.title,
    happened: `${what}. ${kept}${repeated}`,
    todo: todo(tasks),
    forecast: isRepeated ? { kind: 'again', text: 'Died of it again after a requeue', likely: false } : usual,
    proposals: does.map((kind) => ({ kind, label: labels[kind] })),
  }
}

const againWords = (again: number, count: number): string =>
  again === count
    ? `${count === 1 ? 'It' : 'All of them'} died of this before and ${count === 1 ? 'was' : 'were'} requeued.`
    : `${again.toLocaleString('en-US')} of them died of this before and ${again === 1 ? 'was' : 'were'} requeued.`
