import { create } from 'zustand'
import type { TaskId } from '#shared/task'

type Drafts = { readonly texts: ReadonlyMap<TaskId, string> }

/** Edits that were typed and not yet requeued, by letter. They outlive the editor, and no patch from main touches them. */
export const useDrafts = create<Drafts>(() => ({ texts: new Map() }))

export const keepDraft = (id: TaskId, text: string): void =>
  useDrafts.setState(({ texts }) => ({ texts: new Map(texts).set(id, text) }))

export const dropDraft = (id: TaskId): void =>
  useDrafts.setState(({ texts }) => {
    const next = new Map(texts)
    next.delete(id)
    return { texts: next }
  })
