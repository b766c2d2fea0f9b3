import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, type RefObject, useRef } from 'react'
import { focusAtOnce } from './focus-at-once'
import { IconButton } from './IconButton'
import { useDialogMark } from './use-dialog-mark'

type SheetProps = {
  readonly title: string
  readonly hideTitle?: boolean // when what stands beside it says what it is about
  readonly open: boolean
  readonly onClose: () => void
  readonly width?: number // px, as far as the window allows
  readonly height?: number
  readonly subtitle?: ReactNode // beside the title
  readonly footer?: ReactNode
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly losesNothing?: boolean // when it goes: what was typed is kept, or nothing can be typed
  readonly children: ReactNode
}

/** A dialog over the window: focus stays inside, Esc and the scrim let it go. */
export function Sheet({
  title,
  hideTitle = false,
  open,
  onClose,
  width = 720,
  height,
  subtitle,
  footer,
  initialFocus,
  losesNothing = false,
  children,
}: SheetProps) {
  const body = useRef<HTMLDivElement>(null)
  useDialogMark(open)
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-in fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup
          data-sheet={losesNothing ? 'keeps' : 'loses'}
          initialFocus={focusAtOnce(initialFocus, body)} // not the Close button: its tooltip would take the first Escape
          className="fade-in fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-48px)] max-w-[calc(100vw-48px)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl bg-raised shadow-3 outline-none"
          style={{ width, height }}
        >
          <header className="flex h-[52px] shrink-0 items-center gap-2.5 border-b border-line pr-3 pl-5">
            <Dialog.Title className={hideTitle ? 'sr-only' : 'shrink-0 text-lg font-semibold'}>{title}</Dialog.Title>
            <div className="min-w-0 flex-1 truncate text-xs text-ink-3">{subtitle}</div>
            <IconButton icon="close" label="Close" keys="Esc" onClick={onClose} />
          </header>
          <div ref={body} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
            {children}
          </div>
          {footer && (
            <footer className="flex h-14 shrink-0 items-center gap-2 border-t border-line pr-4 pl-5">{footer}</footer>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
