import { create } from 'zustand'
import type { BulkAction, DryRun, LetterAction } from '#shared/bulk'
import type { Selection } from '#shared/contract'
import type { TaskId } from '#shared/task'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { tellEnded } from './action-toasts'

/** What a person is asked before it is done. `many` has a sheet of its own, the others a bar above the list. */
export type Form = 'requeue' | 'target' | 'many' | 'discard' | 'snooze' | 'label' | 'note'
/** Where the caret is when another target is chosen. */
export type FirstField = 'model' | 'tokens' | 'seconds'
/** The letters that an action is for, as they were when it was asked for. */
export type Asked = {
  readonly selection: Selection
  readonly count: number
  readonly name: string // 'row 129', '31 letters'
  readonly ownPick: boolean // the action picked them itself: when it is let go, they are picked no more
  readonly only: { readonly id: TaskId; readonly version: number } | null // of a single letter
}
export type Looked =
  | { readonly kind: 'asking'; readonly before: DryRun | null }
  | { readonly kind: 'known'; readonly dryRun: DryRun }
  | { readonly kind: 'failed'; readonly message: string }

/** An action between its key and its end. */
export type Pending = {
  readonly id: number
  readonly form: Form
  readonly first: FirstField
  readonly asked: Asked
  readonly action: LetterAction | null // null while the form is not complete
  readonly looked: Looked | null // null where there is nothing to look at yet
  readonly progress: 'starting' | BulkAction | null // null: nothing is done yet
  readonly stale: string | null // the letter moved on: how it is now
}
export const usePending = create<{ readonly pending: Pending | null }>()(() => ({ pending: null }))

const current = () => usePending.getState().pending
const change = (id: number, more: Partial<Pending>): void =>
  usePending.setState(({ pending }) => (pending?.id === id ? { pending: { ...pending, ...more } } : {}))

let last = 0
let home: Element | null = null // where the focus was, and comes back to
let waits: ReturnType<typeof setTimeout> | undefined
/** While somebody types, the letters are not looked through at every key. */
const typingMs = 200

/** Begins an action. A plain one of a single letter in whose way nothing stands is done at once; all others are shown first. */
export async function begin(
  form: Form,
  asked: Asked,
  action: LetterAction | null,
  first: FirstField = 'model',
): Promise<void> {
  if (current()?.progress) {
    useStore.getState().toast({
      ...{ kind: 'info', title: 'Another action is under way' },
      detail: 'Wait until it has ended, or stop it. Nothing else was begun.',
    })
    return
  }
  if (current() === null) home = document.activeElement
  const id = ++last
  usePending.setState({ pending: { id, form, first, asked, action, looked: null, progress: null, stale: null } })
  if (!action) return
  const dryRun = await look(id, action)
  const isPlain = asked.only !== null && form === 'requeue' && dryRun?.eligible === 1
  if (isPlain && (dryRun?.willFailAgain?.n ?? 0) === 0 && current()?.id === id) await confirm()
}

/** The form says something else. Null: it is not complete. */
export function setAction(action: LetterAction | null): void {
  const pending = current()
  if (!pending || pending.progress) return
  const isSame = action !== null && isAlike(pending.action, action) && pending.looked !== null
  if (!isSame) clearTimeout(waits)
  change(pending.id, { action, ...(action ? {} : { looked: null }) })
  if (action && !isSame) waits = setTimeout(() => void look(pending.id, action), typingMs)
}

/** What it would come to. Null when it was turned down, or a newer question took its place. */
async function look(id: number, action: LetterAction): Promise<DryRun | null> {
  const pending = current()
  if (pending?.id !== id) return null
  const { looked, asked } = pending
  const before = looked?.kind === 'known' ? looked.dryRun : looked?.kind === 'asking' ? looked.before : null
  change(id, { looked: { kind: 'asking', before } })
  const result = await bridge.previewBulk({ selection: asked.selection, action })
  if (current()?.id !== id || !isAlike(current()?.action, action)) return null
  if (result.ok) change(id, { looked: { kind: 'known', dryRun: result.value }, stale: staleIn(asked, result.value) })
  else if (result.error.code !== 'stale') change(id, { looked: { kind: 'failed', message: result.error.message } })
  return result.ok ? result.value : null
}

/** Whether they come to the same for the same letters: neither a reason nor a time makes a difference. */
const isAlike = (a: LetterAction | null | undefined, b: LetterAction): boolean =>
  a === b ||
  (a?.kind === 'discard' && b.kind === 'discard') ||
  (a?.kind === 'snooze' && b.kind === 'snooze' && a.until !== null && b.until !== null)

/** How a single letter is now that moved on since it was seen. */
const staleIn = ({ only }: Asked, { skipped }: DryRun): string | null =>
  (only && skipped.find(({ reason }) => reason === 'moved_on')?.examples[0]?.detail) ?? null

/** Does it. What it came to is told by a toast that can take it back. */
export async function confirm(): Promise<void> {
  const pending = current()
  if (!pending?.action || pending.progress) return
  const { id, asked, action } = pending
  clearTimeout(waits)
  change(id, { progress: 'starting', stale: null })
  if (asked.only) return one(pending, action, asked.only)
  const planned = await bridge.planBulk({ selection: asked.selection, action })
  if (!planned.ok) return refused(id, planned.error.message)
  if (current()?.id !== id) return void bridge.dropBulk({ id: planned.value.id })
  if (planned.value.plan?.eligible === 0) {
    void bridge.dropBulk({ id: planned.value.id })
    const { plan } = planned.value
    return change(id, { progress: null, looked: { kind: 'known', dryRun: plan } })
  }
  change(id, { progress: planned.value })
  const ended = await bridge.runBulk({ id: planned.value.id })
  if (!ended.ok) return refused(id, ended.error.message)
  tellEnded(ended.value)
  done(id)
}

async function one(pending: Pending, action: LetterAction, only: NonNullable<Asked['only']>): Promise<void> {
  const { id } = pending
  const result = await bridge.changeLetter({ ...only, action })
  if (result.ok) {
    useStore.getState().applyDetail(result.value.task)
    tellEnded(result.value.bulk)
    return done(id)
  }
  if (result.error.code === 'stale') return change(id, { progress: null, stale: result.error.message })
  refused(id, result.error.message)
}

/** After a refusal: the same for the letter as it is now. */
export async function takeAsItIs(): Promise<void> {
  const pending = current()
  const only = pending?.asked.only
  if (!pending || !only) return
  const found = await bridge.findTasks({ filter: { text: '' }, id: only.id, limit: 1 })
  const task = found.ok ? found.value.tasks.find(({ id }) => id === only.id) : undefined
  if (!task) return refused(pending.id, 'This letter is not in the store any more.')
  const fresh = { id: task.id, version: task.version }
  change(pending.id, {
    ...{ stale: null, progress: null },
    asked: { ...pending.asked, only: fresh, selection: { tasks: [fresh] } },
  })
  if (pending.action) await look(pending.id, pending.action)
}

const refused = (id: number, message: string): void =>
  change(id, { progress: null, looked: { kind: 'failed', message } })

function done(id: number): void {
  if (current()?.id !== id) return
  useStore.getState().clearSelection()
  close()
}

/** Lets go of an action that has not begun; one that runs is stopped, and what it did stays done. */
export function leave(): void {
  const pending = current()
  if (!pending) return
  const { progress } = pending
  if (progress === 'starting') return
  if (progress) return void bridge.stopBulk({ id: progress.id })
  if (pending.asked.ownPick) useStore.getState().clearSelection()
  close()
}

function close(): void {
  clearTimeout(waits)
  usePending.setState({ pending: null })
  const to = home
  home = null
  requestAnimationFrame(() => {
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body || !activeElement.isConnected
    if (isLost && to instanceof HTMLElement && to.isConnected) to.focus({ preventScroll: true })
  })
}

/** Another group, or another view: what was only asked for is forgotten, and what runs goes on and is shown. */
export function forget(): void {
  clearTimeout(waits)
  home = null
  if (!current()?.progress) usePending.setState({ pending: null })
}

/** How far the action that is shown is, as main tells it. */
export const follow = (): (() => void) =>
  bridge.on('bulkAction', (told) => {
    const pending = current()
    const { progress } = pending ?? {}
    if (pending && progress && progress !== 'starting' && progress.id === told.id)
      change(pending.id, { progress: told })
  })
