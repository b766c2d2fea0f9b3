import { ContextMenu as Base } from '@base-ui/react/context-menu'
import type { ReactElement, ReactNode } from 'react'
import { popupLook } from './Menu'

type ContextMenuProps = {
  readonly label: string
  readonly area: ReactElement // an element that takes a ref and the props of a trigger
  /** Called first, with where it was asked for; false where there is nothing to do. */
  readonly onAsk: (target: EventTarget) => boolean
  readonly children: ReactNode
}

/** A menu at the pointer: of its other button, or of the keyboard's menu key. */
export function ContextMenu({ label, area, onAsk, children }: ContextMenuProps) {
  return (
    <Base.Root>
      <Base.Trigger
        render={area}
        onContextMenuCapture={(event) => {
          if (!onAsk(event.target)) event.stopPropagation()
        }}
      />
      <Base.Portal>
        <Base.Positioner className="z-50">
          <Base.Popup className={popupLook} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
