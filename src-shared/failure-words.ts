import type { FailureCode } from './task'

/** What a person can expect of another try. */
export type Forecast = {
  readonly kind: 'likely' | 'edit' | 'other_model' | 'needs' | 'crash' | 'key' | 'settings' | 'again'
  readonly text: string
  readonly likely: boolean
}

const likely: Forecast = { kind: 'likely', text: 'Likely to work now', likely: true }
const edit: Forecast = { kind: 'edit', text: 'Will fail again unless edited', likely: false }
const otherModel: Forecast = { kind: 'other_model', text: 'Choose another model first', likely: false }
const freed: Forecast = { kind: 'needs', text: 'Goes on once its needs succeed', likely: false }
const alone: Forecast = { kind: 'crash', text: 'May end the app again', likely: false }
const fixKey: Forecast = { kind: 'key', text: 'Fix the key first', likely: false }

export type FailureWords = {
  readonly title: string
  readonly forecast: Forecast
  /** What happened to `tasks` ("9 prompts"); `answer` is what the provider did ("answered 529"). */
  readonly happened: (tasks: string, answer: string) => string
  readonly advice: string
}

/** Every cause of death in plain words. */
export const failureWords: Readonly<Record<FailureCode, FailureWords>> = {
  timeout: {
    title: 'No answer in time',
    forecast: likely,
    happened: (tasks) => `The provider did not answer any try of ${tasks} within the time limit`,
    advice: 'Another try is likely to work. If it does not, give the lane a longer time limit.',
  },
  connection: {
    title: 'Connection lost',
    forecast: likely,
    happened: (tasks) => `The connection broke in every try of ${tasks}`,
    advice: 'Another try is likely to work once the provider can be reached.',
  },
  server_error: {
    title: 'Provider had an error',
    forecast: likely,
    happened: (tasks, answer) => `The provider ${answer} to every try of ${tasks}`,
    advice: 'The fault lies with the provider, so another try is likely to work.',
  },
  overloaded: {
    title: 'Provider overloaded',
    forecast: likely,
    happened: (tasks, answer) => `The provider ${answer} to every try of ${tasks}`,
    advice: 'Overload passes, so another try is likely to work.',
  },
  rate_limited: {
    title: 'Rate limit reached',
    forecast: likely,
    happened: (tasks) => `The provider took no more prompts for a while, which stopped ${tasks}`,
    advice: 'Requeue: the gate waits for as long as the provider asks.',
  },
  auth: {
    title: 'Key rejected',
    forecast: fixKey,
    happened: (tasks) => `The provider did not accept the key for ${tasks}`,
    advice: 'Set a valid key under Providers, then requeue.',
  },
  quota: {
    title: 'Quota used up',
    forecast: fixKey,
    happened: (tasks) => `The account had no quota left for ${tasks}`,
    advice: 'Add credit at the provider or set another key under Providers, then requeue.',
  },
  model: {
    title: 'Model not available',
    forecast: otherModel,
    happened: (tasks) => `The provider does not offer the model that was asked for in ${tasks}`,
    advice: 'Make the model available there and requeue, or queue the prompts again with another model.',
  },
  context_length: {
    title: 'Prompt longer than the model allows',
    forecast: edit,
    happened: (tasks) => `The provider found ${tasks} too long for the model`,
    advice: 'Shorten, then requeue: unchanged, the answer will be the same.',
  },
  content_policy: {
    title: 'Model declined to answer',
    forecast: edit,
    happened: (tasks) => `The provider declined ${tasks} because of the content`,
    advice: 'Word it differently, then requeue: unchanged, the answer will be the same.',
  },
  bad_request: {
    title: 'Request not accepted',
    forecast: edit,
    happened: (tasks) => `The provider did not accept ${tasks} as a valid request`,
    advice: 'Read the last error and edit, then requeue: unchanged, the answer will be the same.',
  },
  invalid_answer: {
    title: 'Answer could not be used',
    forecast: edit,
    happened: (tasks) => `The provider answered ${tasks}, but not in a form that can be used`,
    advice: 'Say more exactly what the answer should look like, then requeue.',
  },
  cut_off: {
    title: 'Answer cut off',
    forecast: edit,
    happened: (tasks) => `The answer reached its token limit before it was complete for ${tasks}`,
    advice: 'What came is kept with each task. Allow more output tokens or ask for a shorter answer, then requeue.',
  },
  blocked: {
    title: 'Needs a task that failed',
    forecast: freed,
    happened: (tasks) => `A result that the prompt uses is missing for ${tasks}`,
    advice: 'Requeue the task that it needs: once that succeeds, this one goes on by itself.',
  },
  poison: {
    title: 'Alone in three crashes',
    forecast: alone,
    happened: (tasks) => `Three times within three days Trilane died while only one task ran, which set aside ${tasks}`,
    advice:
      'Look at the prompt, for instance whether it is very large, and edit or discard it. A requeue tries it again.',
  },
}
