import type { Slice } from './store'

export type ToastKind = 'done' | 'info' | 'dead' | 'error'
export type ToastAction = { readonly label: string; readonly keys?: string; readonly run: () => void }
export type Toast = {
  readonly id: number
  readonly kind: ToastKind
  readonly title: string
  readonly detail: string
  readonly action: ToastAction | null
  readonly more: ToastAction | null // beside it
  readonly undo: boolean // its action takes something back, which the undo key does as well
  readonly lastsMs: number | null // null: until it is put away
}
export type NewToast = {
  readonly kind: ToastKind
  readonly title: string
  readonly detail?: string
  readonly action?: ToastAction
  readonly more?: ToastAction
  readonly undo?: () => void
  readonly stays?: boolean
}

export const toastMs = 6_000
/** As long as main keeps what an undo needs. */
export const undoMs = 30_000
export const mostToasts = 3

export type ToastsSlice = {
  readonly toasts: readonly Toast[] // the newest last
  readonly toast: (toast: NewToast) => number
  readonly dismissToast: (id: number) => void
  /** Takes back the newest thing that can be; false where there is none. */
  readonly undoLast: () => boolean
}

export const createToastsSlice: Slice<ToastsSlice> = (set, get) => {
  let last = 0
  return {
    toasts: [],
    toast: ({ kind, title, detail = '', action, more, undo, stays = false }) => {
      const id = ++last
      const takeBack = undo && {
        label: 'Undo',
        keys: 'Mod Z',
        run: () => {
          get().dismissToast(id)
          undo()
        },
      }
      const made: Toast = {
        ...{ id, kind, title, detail, undo: undo !== undefined },
        action: takeBack ?? action ?? null,
        more: more ?? null,
        lastsMs: stays ? null : undo ? undoMs : toastMs,
      }
      // What only tells for a while leaves first; what can be undone, and what stays, is there as long as there is room.
      set(({ toasts }) => {
        const others = kind === 'dead' ? toasts.filter((each) => each.kind !== 'dead') : toasts // news of letters come every few seconds
        const kept = [...others, made]
        while (kept.length > mostToasts) {
          const tells = kept.findIndex((each) => !each.undo && each.lastsMs !== null)
          kept.splice(tells === -1 || tells === kept.length - 1 ? 0 : tells, 1)
        }
        return { toasts: kept }
      })
      return id
    },
    dismissToast: (id) => set(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) })),
    undoLast: () => {
      const newest = get().toasts.findLast((each) => each.undo)
      newest?.action?.run()
      return newest !== undefined
    },
  }
}
