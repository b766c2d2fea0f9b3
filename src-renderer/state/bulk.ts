import type { Command, Request, Response } from '#shared/contract'
import { counted } from '../format'
import { ask } from './ask'
import { useStore } from './store'

type BulkCommand = {
  [C in Command]: Response<C> extends { done: number; skipped: number; undo: string | null } ? C : never
}[Command]

type BulkWords = {
  readonly done: (count: number) => string // the toast's title
  readonly failed: string // when it was done to none
  readonly detail?: string
  /** What is told of those it was not done to. */
  readonly skipped?: (count: number) => string
}
const doing: Readonly<Record<BulkCommand, string>> = {
  cancelTasks: 'Cancelling',
  requeueTasks: 'Requeueing',
  discardTasks: 'Discarding',
  changeTasks: 'Changing',
  letGoDryRun: 'Letting go',
}
const hadChanged = (count: number) => `${counted(count, 'other')} had changed meanwhile and stayed as they are.`

/** Does something to many tasks, tells to how many, and offers to take it back. Whether it was done to any. */
export async function bulk<C extends BulkCommand>(
  command: C,
  request: Request<C>,
  { done, failed, detail = '', skipped = hadChanged }: BulkWords,
): Promise<boolean> {
  const result = await working(doing[command], () => ask(command, request, { failed }))
  if (!result) return false
  const { undo } = result
  const stayed = result.skipped > 0 ? skipped(result.skipped) : ''
  useStore.getState().toast({
    kind: result.done === 0 ? 'info' : 'done',
    title: result.done === 0 ? failed : done(result.done),
    detail: [result.done === 0 ? '' : detail, stayed].filter(Boolean).join(' '),
    ...(undo === null ? {} : { undo: () => void takeBack(undo) }),
  })
  return result.done > 0
}

async function takeBack(token: string) {
  const result = await working('Putting back', () => ask('undo', { token }, { failed: 'This could not be undone' }))
  if (result) useStore.getState().toast({ kind: 'info', title: `${counted(result.done, 'task')} put back as before` })
}

/** While it is done, the window shows how far it is, once that takes a moment. */
async function working<T>(title: string, act: () => Promise<T>): Promise<T> {
  const { beginWork, endWork } = useStore.getState()
  const id = beginWork(title)
  try {
    return await act()
  } finally {
    endWork(id)
  }
}
