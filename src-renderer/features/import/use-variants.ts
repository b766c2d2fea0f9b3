import { useState } from 'react'
import type { ImportPreview } from '#shared/import'
import { slotOf } from '../templates/completion'
import { firstDraft, type VariantDraft } from '../templates/variant-draft'

/** As many as one batch may have. */
const mostVariants = 20

type Drafts = {
  readonly of: string
  readonly column: string | null
  readonly drafts: readonly [VariantDraft, ...VariantDraft[]]
  readonly shown: number
}

/** The ways in which the rows of an import are to be asked, of which one is shown. Provider and model outlive a change of the file. */
export function useVariants({ importId, promptColumn, columns }: ImportPreview) {
  const begin = (before?: VariantDraft): Drafts => ({
    ...{ of: importId, column: promptColumn },
    drafts: [
      {
        ...firstDraft(promptColumn, columns),
        ...(before ? { providerId: before.providerId, model: before.model } : {}),
      },
    ],
    shown: 0,
  })
  const [known, setKnown] = useState(() => begin())
  const state = known.of !== importId ? begin(known.drafts[known.shown]) : following(known, promptColumn)
  if (state !== known) setKnown(state)
  const { drafts, shown } = state
  const draft = drafts[shown] ?? drafts[0]

  const set = (make: (drafts: readonly VariantDraft[]) => readonly VariantDraft[], show?: (length: number) => number) =>
    setKnown((now) => {
      const [first, ...rest] = make(now.drafts)
      if (!first) return now
      const most = rest.length
      return { ...now, drafts: [first, ...rest], shown: Math.min(show?.(rest.length + 1) ?? now.shown, most) }
    })
  return {
    drafts,
    shown,
    draft,
    show: (at: number) => setKnown((now) => ({ ...now, shown: at })),
    /** Of the one that is shown. */
    change: (part: Partial<VariantDraft>) =>
      set((all) => all.map((each) => (each.key === draft.key ? { ...each, ...part } : each))),
    /** One more, which begins as the one that is shown. null: there are as many as there may be. */
    add:
      drafts.length < mostVariants
        ? () =>
            set(
              (all) => [...all, { ...draft, key: Math.max(...all.map(({ key }) => key)) + 1 }],
              (length) => length - 1,
            )
        : null,
    remove: (key: number) => set((all) => all.filter((each) => each.key !== key)),
  }
}

/** A prompt that is a column alone is that of the prompt column, whichever that comes to be. */
function following(known: Drafts, column: string | null): Drafts {
  if (known.column === column) return known
  const before = known.column === null ? '' : slotOf(known.column)
  const follow = (draft: VariantDraft) =>
    draft.prompt === before && draft.saved === null
      ? { ...draft, prompt: column === null ? '' : slotOf(column) }
      : draft
  const [first, ...rest] = known.drafts
  return { ...known, column, drafts: [follow(first), ...rest.map(follow)] }
}
