import { useEffect, useRef, useState } from 'react'
import type { DesktopSettings, DesktopView } from '#shared/desktop'
import { ask } from '../../state/ask'

/** What the app does outside of its windows; null until main has said so. A change shows at once, and goes back where it is not kept. */
export function useDesktop() {
  const [desktop, setDesktop] = useState<DesktopView | null>(null)
  const last = useRef(0) // change that was asked for
  useEffect(() => {
    let here = true
    void ask('getDesktop', {}, { failed: 'What is notified could not be read' }).then((answer) => {
      if (here && answer) setDesktop(answer)
    })
    return () => {
      here = false
    }
  }, [])

  async function save(change: Partial<DesktopSettings>) {
    if (!desktop) return
    const { can, ...settings } = desktop
    const next = { ...settings, ...change }
    const mine = ++last.current
    setDesktop({ ...next, can })
    const saved = await ask('saveDesktop', next, { failed: 'The change was not saved' })
    if (mine === last.current) setDesktop(saved ?? desktop) // else a later change decides
  }
  return { desktop, save }
}
