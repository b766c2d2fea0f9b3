import { useState } from 'react'
import type { ProviderView } from '#shared/provider'
import type { Lane } from '../../state/sheets-slice'
import type { VariantDraft } from '../templates/variant-draft'

/** What holds for all of an import, whatever its variants are. */
export type BatchChoices = {
  readonly lane: Lane
  readonly priority: number
  readonly reuse: boolean
  readonly halfPrice: boolean
  readonly start: string // '': now
  readonly budget: string // dollars; '': no limit
  readonly firstRows: string | null | undefined // so many run alone before a person is asked; null: all run; undefined: nothing was chosen
}

/** How, when and for how much, until a person chooses otherwise as others do. */
export function useBatchChoices(importId: string, droppedOn: Lane) {
  const [seen, setSeen] = useState(importId)
  const [choices, setChoices] = useState<BatchChoices>({ ...asOthers, lane: droppedOn })
  if (seen !== importId) {
    setSeen(importId)
    setChoices({ ...asOthers, lane: droppedOn })
  }
  const choose = (part: Partial<BatchChoices>) => setChoices((known) => ({ ...known, ...part }))
  return { choices, choose }
}

const asOthers = { priority: 0, reuse: false, halfPrice: false, start: '', budget: '', firstRows: undefined }

/** Where a variant's prompts go: to what it names, else to the default provider and its default model. */
export type Target = {
  readonly provider: ProviderView | undefined
  readonly providerId: string
  readonly model: string
}
export function targetOf({ providerId, model }: VariantDraft, providers: readonly ProviderView[]): Target {
  const provider =
    providers.find(({ id }) => id === providerId) ?? providers.find(({ isDefault }) => isDefault) ?? providers[0]
  return { provider, providerId: provider?.id ?? '', model: (model ?? provider?.defaultModel ?? '').trim() }
}
