import { useEffect, useState } from 'react'
import type { DeadAlert } from '#shared/dead-alert'
import { bridge } from '../../bridge'
import { type AlertDraft, alertDraft } from './alert-draft'

/** A batch's own alert as it is typed. One that has none begins with what holds for all. */
export function useOwnAlert(own: DeadAlert | undefined) {
  const [forAll, setForAll] = useState<DeadAlert | undefined>(own)
  const [typed, setTyped] = useState<Partial<AlertDraft>>({})
  useEffect(() => {
    if (own) return
    let isHere = true
    void bridge.getDeadAlert({}).then((result) => isHere && result.ok && setForAll(result.value))
    return () => {
      isHere = false
    }
  }, [own])
  const draft: AlertDraft = { ...alertDraft(own ?? forAll), ...typed }
  return [draft, (part: Partial<AlertDraft>) => setTyped((known) => ({ ...known, ...part }))] as const
}
