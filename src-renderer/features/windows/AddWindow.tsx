import type { Ref } from 'react'
import type { RunWindow, RunWindows } from '#shared/run-window'
import { machineZone } from '#shared/zoned-time'
import { Button } from '../../ui/Button'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { isAmong, windowPresets } from './window-draft'

type AddWindowProps = {
  readonly label: string // of the button, for those who do not see what stands around it
  readonly windows: RunWindows
  readonly onAdd: (window: RunWindow) => void
  readonly onOther: () => void
  readonly buttonRef?: Ref<HTMLButtonElement>
}

/** Adds a window that most people mean, or one to be described. */
export function AddWindow({ label, windows, onAdd, onOther, buttonRef }: AddWindowProps) {
  const full = windows.length >= mostWindows
  return (
    <Menu
      trigger={
        <Button
          size="sm"
          look="ghost"
          icon="new"
          aria-label={label}
          disabled={full}
          {...(buttonRef ? { ref: buttonRef } : {})}
          title={full ? `There are ${mostWindows} already, which is as many as there may be.` : undefined}
        >
          Add
        </Button>
      }
    >
      {windowPresets.map(({ label: name, window }) => {
        const made: RunWindow = { ...window, days: [...window.days], timeZone: machineZone() }
        return (
          <MenuItem key={name} icon="clock" disabled={isAmong(made, windows)} onClick={() => onAdd(made)}>
            {name}
          </MenuItem>
        )
      })}
      <MenuLine />
      <MenuItem icon="edit" onClick={onOther}>
        Other times…
      </MenuItem>
    </Menu>
  )
}

/** The bound of the contract's RunWindows. */
const mostWindows = 20
