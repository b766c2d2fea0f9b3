import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { modelOf, providerOf, useDraft } from './draft'

const none: readonly ProviderView[] = []

/** The providers there are, and the one and the model that the draft is for. */
export function useTarget() {
  const providers = useStore((store) => store.overview?.providers ?? none)
  const draft = useDraft()
  const provider = providerOf(draft, providers)
  return { providers, provider, model: modelOf(draft, provider) }
}
