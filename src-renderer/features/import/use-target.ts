import { useState } from 'react'
import type { ProviderView } from '#shared/provider'
import type { Lane } from '../../state/sheets-slice'
import type { ImportTarget } from './use-import'

/** Where the prompts will go: the default provider and its model, until a person chooses others. */
export function useTarget(providers: readonly ProviderView[], importId: string, droppedOn: Lane) {
  const [seen, setSeen] = useState(importId)
  const [lane, setLane] = useState(droppedOn)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [typedModel, setTypedModel] = useState<string | null>(null)
  const [own, setOwn] = useState(asOthers)
  if (seen !== importId) {
    setSeen(importId)
    setLane(droppedOn)
    setOwn(asOthers)
  }

  const provider =
    providers.find(({ id }) => id === chosenId) ?? providers.find(({ isDefault }) => isDefault) ?? providers[0]
  const target: ImportTarget = {
    lane,
    providerId: provider?.id ?? '',
    model: typedModel ?? provider?.defaultModel ?? '',
    ...own,
  }
  const setProvider = (id: string) => {
    setChosenId(id)
    setTypedModel(null) // another provider has other models
  }
  const setPriority = (priority: number) => setOwn((known) => ({ ...known, priority }))
  const setHalfPrice = (halfPrice: boolean) => setOwn((known) => ({ ...known, halfPrice }))
  const setReuse = (reuse: boolean) => setOwn((known) => ({ ...known, reuse }))
  const setStart = (start: string) => setOwn((known) => ({ ...known, start }))
  const setBudget = (budget: string) => setOwn((known) => ({ ...known, budget }))
  return {
    target,
    provider,
    setLane,
    setProvider,
    setModel: setTypedModel,
    setPriority,
    setReuse,
    setHalfPrice,
    setStart,
    setBudget,
  }
}

const asOthers = { priority: 0, reuse: false, halfPrice: false, start: '', budget: '' }
