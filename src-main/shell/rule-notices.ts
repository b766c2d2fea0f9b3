import type { Notice } from '#shared/contract'
import { createCoalescer } from './native/coalesce'

type Parts = { readonly now: () => number; readonly say: (notice: Notice) => void }

/** Tells of letters that a rule asks to be told of: together, and at most once a minute for each rule. */
export function createRuleNotices({ now, say }: Parts) {
  const coalescer = createCoalescer<number>({
    now,
    tell(rule, gathered) {
      const count = gathered.reduce((sum, each) => sum + each, 0)
      const letters = count === 1 ? 'one dead letter' : `${count.toLocaleString()} dead letters`
      say({
        ...{ kind: 'dead', title: `The rule “${rule}” found ${letters}` },
        detail: 'Its log names each of them. They are kept until somebody acts.',
      })
      return true
    },
  })
  return { add: (rule: string, letters: number): void => coalescer.add(rule, letters) }
}
