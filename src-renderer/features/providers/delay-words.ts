import type { Jitter, LanePolicy, RetryClass } from '#shared/lane'

type Growth = LanePolicy['backoff']
type Choice<V extends string> = { readonly value: V; readonly label: string; readonly hint: string }

/** How the delay grows, in a word. */
export const growthChoices: readonly Choice<Growth>[] = [
  { value: 'fixed', label: 'fixed', hint: 'the same each time' },
  { value: 'linear', label: 'growing', hint: '1, 2, 3 times the delay' },
  { value: 'exponential', label: 'doubling', hint: '1, 2, 4 times the delay' },
]

/** How a wait is spread, so that tasks which failed together do not return together. */
export const spreadChoices: readonly Choice<Jitter>[] = [
  { value: 'around', label: 'half to one and a half', hint: 'of the delay' },
  { value: 'none', label: 'exactly the delay', hint: 'all return together' },
  { value: 'full', label: 'zero up to the delay', hint: 'spreads most' },
  { value: 'equal', label: 'half up to the delay', hint: 'never at once' },
  { value: 'decorrelated', label: 'up to thrice the last wait', hint: 'grows by chance' },
]

/** The failures that another try may mend, as rows of the policies. */
export const classTitles: Readonly<Record<RetryClass, string>> = {
  timeout: 'Timed out',
  connection: 'Connection lost',
  server_error: 'Server error',
  overloaded: 'Overloaded',
}
export const retryClasses = Object.keys(classTitles) as RetryClass[]

export const growthWord = (growth: Growth): string => growthChoices.find(({ value }) => value === growth)?.label ?? ''
export const spreadWord = (jitter: Jitter): string => spreadChoices.find(({ value }) => value === jitter)?.label ?? ''
