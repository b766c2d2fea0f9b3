import type { Request } from '#shared/contract'
import { EstimateLine } from '../spending/EstimateLine'
import { useEstimate } from '../spending/use-estimate'
import { type Draft, fits, mostPrompts, optionsOf, promptsOf, useDraft } from './draft'
import { useTarget } from './use-target'

/** What the draft would cost as it stands. */
export function ComposeEstimate() {
  const draft = useDraft()
  const { provider, model } = useTarget()
  const { estimate, isOld } = useEstimate(provider && model !== '' ? askOf(draft, provider.id, model) : null)
  return (
    // It stays in sight while the fields above it scroll; without it nothing lies over them.
    <div className={`flex h-8 shrink-0 items-center px-5 pb-1 ${estimate ? 'sticky bottom-0 bg-raised' : ''}`}>
      <EstimateLine estimate={estimate} isOld={isOld} />
    </div>
  )
}

/** Null where there is nothing to ask. */
function askOf(draft: Draft, providerId: string, model: string): Request<'estimateCost'> | null {
  const prompts = promptsOf(draft)
  if (prompts.length === 0 || prompts.length > mostPrompts || !fits(draft)) return null
  const { images: _, ...options } = optionsOf(draft) // they are not counted
  return { kind: 'prompts', providerId, model, prompts, ...options }
}
