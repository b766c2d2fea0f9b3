import { useEffect, useState } from 'react'
import type { StartAtLogin as Login } from '#shared/desktop'
import { isMac } from '../../platform'
import { ask } from '../../state/ask'
import { Switch } from '../../ui/Switch'
import { Line } from './Section'

const note = `It begins without a window in the ${isMac ? 'menu bar' : 'tray'}, or minimised where it is not shown there. Work that waits goes on by itself.`

/** Whether the system starts the app at login; nothing until main has read that there. */
export function StartAtLogin() {
  const [login, setLogin] = useState<Login | null>(null)
  const [saving, setSaving] = useState(false)
  useEffect(() => {
    let here = true
    void ask('getStartAtLogin', {}, { failed: 'Start at login could not be read' }).then((answer) => {
      if (here && answer) setLogin(answer)
    })
    return () => {
      here = false
    }
  }, [])
  if (!login) return null
  async function save(on: boolean) {
    setSaving(true)
    const answer = await ask('setStartAtLogin', { on }, { failed: 'Start at login was not changed' })
    setSaving(false)
    if (answer) setLogin(answer) // what the system says, not what was asked for
  }
  return (
    <Line title="Start" note={login.note ?? note}>
      <Switch
        label="Start Trilane at login"
        checked={login.on}
        disabled={!login.can || saving}
        onChange={(on) => void save(on)}
      />
    </Line>
  )
}
