import { useCallback, useEffect, useState } from 'react'
import type { Rule, RuleDryRun, RuleInput } from '#shared/rule'
import { bridge } from '../../bridge'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

/** All rules, oldest first; null until main has answered. One may stop itself at any time, so they are read again as letters come and go. */
export function useRules() {
  const [rules, setRules] = useState<readonly Rule[] | null>(null)
  const dead = useStore((store) => store.overview?.counts.dead)
  const load = useCallback(async () => {
    const all = await ask('listRules', {}, { failed: 'The rules could not be read' })
    if (Array.isArray(all)) setRules(all)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read again when the number of letters changed
  useEffect(() => void load(), [load, dead])

  async function save(input: RuleInput): Promise<Rule | null> {
    const saved = await ask('saveRule', input, { failed: 'The rule was not saved. What you typed is still here' })
    if (saved) await load()
    return saved
  }
  async function remove({ id, name, enabled, match, actions }: Rule): Promise<void> {
    if (!(await ask('removeRule', { id }, { failed: 'The rule was not removed' }))) return
    setRules((known) => known?.filter((each) => each.id !== id) ?? null)
    const again = { name, enabled, match, actions }
    useStore.getState().toast({
      ...{ kind: 'done', title: `Removed ${name}`, detail: 'What it did stays done, and in the log.' },
      undo: () => void ask('saveRule', again, { failed: 'This could not be undone' }).then(load),
    })
  }
  return { rules, save, remove }
}
export type Rules = ReturnType<typeof useRules>

/** While one types, main is asked once the keys rest for so long. */
const restMs = 250

/** What a rule would do to the letters that are here now; the last answer stays while one types on. Null: nothing was asked yet. */
export function useDryRun(input: RuleInput | null): {
  readonly run: RuleDryRun | null
  readonly problem: string | null
} {
  const [known, setKnown] = useState<{ run: RuleDryRun | null; problem: string | null }>({ run: null, problem: null })
  const asked = input && JSON.stringify({ ...input, name: 'x', enabled: false })
  useEffect(() => {
    if (asked === null) return
    let isHere = true
    const timer = setTimeout(() => {
      void bridge.dryRunRule(JSON.parse(asked)).then((result) => {
        if (!isHere) return
        setKnown(({ run }) =>
          result.ok ? { run: result.value, problem: null } : { run, problem: result.error.message },
        )
      })
    }, restMs)
    return () => {
      isHere = false
      clearTimeout(timer)
    }
  }, [asked])
  return known
}
