import { useCallback, useEffect, useState } from 'react'
import type { Response } from '#shared/contract'
import { bridge } from '../../bridge'

type Listed = Response<'listModelSettings'>
const none: Listed = []

/** What a person set for the models of a provider. Not being able to read it leaves the list empty: nothing else depends on it. */
export function useModelSettings(providerId: string): { settings: Listed; reload: () => void } {
  const [settings, setSettings] = useState<Listed>(none)
  const reload = useCallback(() => {
    void bridge.listModelSettings({ providerId }).then((result) => setSettings(result.ok ? result.value : none))
  }, [providerId])
  useEffect(reload, [reload])
  return { settings, reload }
}
