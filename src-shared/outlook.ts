import { type CauseFacts, situationOf } from './advice'
import { assertNever } from './result'

/** What is not as it was when a task died, or will not be once it is requeued. null: nobody knows. */
export type Changed = {
  readonly prompt: boolean // a new revision, or an edit that comes with the requeue
  readonly model: boolean // of the same provider
  readonly provider: boolean // it goes to another one
  readonly key: boolean | null // a key of its provider was added or replaced since
  readonly settings: boolean | null // address, proxy, certificates or the model's context
  readonly timeLimit: boolean // longer than before
  readonly outputTokens: boolean // more than before where the answer was cut off, fewer where the request was too large
  readonly needed: boolean | null // what it needs has succeeded, or was requeued
}
export const unchanged: Changed = {
  ...{ prompt: false, model: false, provider: false, key: false, settings: false, timeLimit: false },
  ...{ outputTokens: false, needed: false },
}

/** What a requeue would come to, and why, as a sentence. */
export type Outlook = { readonly verdict: 'likely_works' | 'may_work' | 'fails_again'; readonly why: string }

const works = (why: string): Outlook => ({ verdict: 'likely_works', why })
const may = (why: string): Outlook => ({ verdict: 'may_work', why })
const fails = (why: string): Outlook => ({ verdict: 'fails_again', why })

/**
 * Whether a dead letter that is requeued is likely to die again of the same: a cause that passes by itself may well be gone; all else must
 * have been changed. Pure, and by codes alone.
 * @param deaths how many times in a row it died of this cause (TaskView.deaths); 1 where that says nothing
 */
export function outlookOf(cause: CauseFacts, changed: Changed, deaths = 1): Outlook {
  const { prompt, model, provider, key, settings, timeLimit, outputTokens, needed } = changed
  const elsewhere = model || provider
  const situation = situationOf(cause)
  switch (situation) {
    case 'timeout':
      if (timeLimit) return works('It has a longer time limit now.')
      return passing(changed, deaths, 'Another try may be answered in time.')
    case 'connection':
    case 'server_error':
    case 'overloaded':
    case 'rate_limited':
      return passing(changed, deaths, 'What stopped it passes by itself.')
    case 'auth':
      if (provider) return works('It goes to another provider.')
      if (key || settings) return works('The key or the settings of its provider changed since it was refused.')
      if (key === null) return may('It works if the key was changed since it was refused.')
      return fails('The key was refused, and it is still the same.')
    case 'quota':
      if (provider || key) return works('It goes out with another key or to another provider.')
      return may('It works only if credit was added at the provider since.')
    case 'certificate':
    case 'unknown_host':
    case 'wrong_address':
      if (provider) return works('It goes to another provider.')
      if (settings) return works('The settings of its provider changed since.')
      if (settings === null || situation !== 'wrong_address')
        return may('It works if the network or the settings are right by now.')
      return fails('Nothing there takes such calls, and the address is still the same.')
    case 'model':
    case 'no_access':
      if (elsewhere) return works('It goes to another model.')
      if (settings) return may('The settings of its provider changed since.')
      return fails('The model was not available, and it is still the same.')
    case 'context_length':
    case 'never_sent':
    case 'prompt_cut':
      if (elsewhere) return may('It goes to another model, which may take more.')
      if (prompt) return may('The prompt was edited. It works if it is short enough now.')
      if (settings) return may('The settings changed since. It works if the model takes more now.')
      if (outputTokens && situation !== 'prompt_cut')
        return may('It asks for fewer output tokens now, which leaves more room.')
      return fails('The prompt is as long as before, and so is what the model takes.')
    case 'too_large':
      if (elsewhere || prompt || outputTokens) return may('It works if it asks for less than the limit now.')
      return fails('It asks for as much as before, which is more than the provider allows.')
    case 'content_policy':
    case 'recitation':
      if (prompt) return may('The prompt was edited. Whether it is taken now, only the provider can say.')
      if (elsewhere) return may('It goes to another model, which may judge it otherwise.')
      return fails('The same model declined the same prompt.')
    case 'bad_request':
      if (prompt || elsewhere || settings || outputTokens) return may('What was sent is not the same any more.')
      return fails('The same request was refused.')
    case 'invalid_answer':
      if (prompt || elsewhere) return may('The prompt or the model is another one now.')
      if (deaths > 1)
        return fails(`The same prompt was answered in the wrong form ${times(deaths)}, each time with all its retries.`)
      return may('A model answers otherwise at times, but every try was in the wrong form.')
    case 'cut_off':
      if (outputTokens) return works('It may write more now.')
      if (prompt || elsewhere) return may('The prompt or the model is another one now.')
      return fails('The answer would reach the same token limit.')
    case 'blocked':
      if (needed) return works('What it needs is there, or is on its way.')
      return fails('The task that it needs has not succeeded. Requeue that one.')
    case 'poison':
      return may('It may end Trilane again. It runs alone, so nothing else is lost.')
    default:
      return assertNever(situation)
  }
}

/** Twice in a row is bad luck or an outage that goes on; more often, waiting has not helped. */
function passing({ prompt, model, provider, timeLimit }: Changed, deaths: number, why: string): Outlook {
  if (prompt || model || provider || timeLimit) return works('It is not sent as it was before.')
  if (deaths > 2) return may(`It died of this ${times(deaths)}, although it was requeued. Try one first.`)
  return works(why)
}

const times = (count: number): string => `${count} times in a row`
