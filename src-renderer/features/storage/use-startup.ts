import { useEffect, useState } from 'react'
import type { DamageSurvey, Startup, StartupChoice } from '#shared/startup'
import { bridge } from '../../bridge'
import { loadSettings } from '../../state/load-settings'
import { loadLayout } from '../../state/table-layout'

export type Blocked = Extract<Startup, { kind: 'blocked' }>
export type Survey =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly survey: DamageSurvey }
  | { readonly kind: 'failed'; readonly message: string }

/** Whether the window shows the dashboard or the page that asks; null until main has answered. */
export function useStartup() {
  const [startup, setStartup] = useState<Startup | null>(null)
  useEffect(() => {
    // With what decides how the dashboard is drawn, so that it is not drawn one way and then the other.
    void Promise.all([bridge.getStartup({}), loadSettings(), loadLayout()]).then(([result]) => {
      // Main answers for as long as it lives; without an answer the dashboard itself says what is wrong.
      setStartup(result.ok && result.value.kind === 'blocked' ? result.value : { kind: 'ready' })
    })
  }, [])
  return [startup, setStartup] as const
}

/** What a person decided, and how it went. Once the data is open, main closes this window. */
export function useDecision(onBlocked: (next: Blocked) => void) {
  const [busy, setBusy] = useState<StartupChoice['choice'] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  async function decide(choice: StartupChoice) {
    setBusy(choice.choice)
    setFailed(null)
    const result = await bridge.settleStartup(choice)
    if (result.ok && result.value.kind === 'ready') return
    setBusy(null)
    setRound((before) => before + 1)
    if (result.ok && result.value.kind === 'blocked') onBlocked(result.value)
    if (!result.ok) setFailed(result.error.message)
  }
  return { busy, failed, round, decide }
}

/** Reads, in main, what the newest good backup holds and what can still be read of the damaged file. Seconds.
 *  @param round after a decision that did not settle it, the file is read again: the decision had stopped the reading */
export function useSurvey(wanted: boolean, round: number): Survey {
  const [survey, setSurvey] = useState<Survey>({ kind: 'reading' })
  useEffect(() => {
    if (!wanted) return
    let current = round >= 0
    setSurvey({ kind: 'reading' })
    void bridge.surveyDamage({}).then((result) => {
      if (current)
        setSurvey(
          result.ok ? { kind: 'read', survey: result.value } : { kind: 'failed', message: result.error.message },
        )
    })
    return () => {
      current = false
    }
  }, [wanted, round])
  return survey
}
