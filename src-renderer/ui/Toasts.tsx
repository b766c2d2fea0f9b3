import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from './Button'
import { Icon } from './Icon'
import { IconButton } from './IconButton'
import { StateGlyph } from './StateGlyph'

type ToastButton = { readonly label: string; readonly keys?: string; readonly run: () => void }
export type ShownToast = {
  readonly id: number
  readonly kind: 'done' | 'info' | 'dead' | 'error'
  readonly title: string
  readonly detail: string
  readonly action: ToastButton | null
  readonly more: ToastButton | null
  readonly lastsMs: number | null // null: until it is dismissed
}
type ToastsProps = {
  readonly toasts: readonly ShownToast[]
  readonly onDismiss: (id: number) => void
  readonly children?: ReactNode // what is still going on, below them
}

/** What just happened, bottom left of the view: bottom right is where views and sheets have the button that one is about to press.
 *  Over an open sheet they move to the top. Time stands still for all of them while one is under the pointer or has the focus. */
export function Toasts({ toasts, onDismiss, children }: ToastsProps) {
  const [held, setHeld] = useState(false)
  const stack = useRef<HTMLElement>(null)
  // A toast that goes takes the pointer and the focus with it, and nothing tells that they left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when one comes or goes
  useEffect(() => setHeld(stack.current?.matches(':hover, :focus-within') ?? false), [toasts])
  return (
    <section
      ref={stack}
      aria-label="Messages"
      className="pointer-events-none fixed bottom-[42px] left-[68px] z-[60] flex w-[380px] max-w-[calc(100vw-84px)] flex-col gap-2 min-[1000px]:left-[232px] [[data-dialog]_&]:top-3 [[data-dialog]_&]:bottom-auto"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} held={held} onDismiss={onDismiss} />
      ))}
      {children}
    </section>
  )
}

type CardProps = { readonly toast: ShownToast; readonly held: boolean; readonly onDismiss: (id: number) => void }

function ToastCard({ toast, held, onDismiss }: CardProps) {
  const { id, kind, title, detail, action, more, lastsMs } = toast
  useEffect(() => {
    if (held || lastsMs === null) return
    const timer = setTimeout(() => onDismiss(id), lastsMs)
    return () => clearTimeout(timer)
  }, [held, id, lastsMs, onDismiss])
  return (
    <div
      role={roles[kind]}
      className="slide-in pointer-events-auto grid grid-cols-[16px_minmax(0,1fr)_auto_auto] items-start gap-x-2.5 rounded-lg bg-raised py-2.5 pr-2 pl-3 text-[12.5px] leading-[17px] shadow-2"
    >
      <ToastGlyph kind={kind} />
      <div data-selectable className="min-w-0">
        <b className="block font-semibold wrap-break-word">{title}</b>
        {detail && <span className="block wrap-break-word text-ink-2">{detail}</span>}
      </div>
      <span className="flex gap-1 self-center">
        {[more, action].map(
          (each) =>
            each && (
              <Button
                key={each.label}
                size="sm"
                look={each === more ? 'ghost' : 'default'}
                {...(each.keys ? { keys: each.keys } : {})}
                onClick={() => {
                  each.run()
                  onDismiss(id)
                }}
              >
                {each.label}
              </Button>
            ),
        )}
      </span>
      <span className="self-center">
        <IconButton icon="close" label="Dismiss" size="sm" iconSize={12} onClick={() => onDismiss(id)} />
      </span>
    </div>
  )
}

/** New dead letters are told by the live region, which keeps its pauses. */
const roles = { error: 'alert', done: 'status', info: 'status', dead: undefined } as const

function ToastGlyph({ kind }: { readonly kind: ShownToast['kind'] }) {
  if (kind === 'done') return <StateGlyph glyph="succeeded" label="Done" />
  if (kind === 'dead') return <StateGlyph glyph="dead" />
  if (kind === 'error') return <Icon name="invalid" className="text-dead" />
  return <Icon name="info" className="text-ink-3" />
}
