import { useState } from 'react'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { removeProvider } from './provider-actions'

/** Removing forgets a key that cannot be brought back, so it is asked once. */
export function RemoveProvider({ provider }: { readonly provider: ProviderView }) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button look="danger" icon="discard" onClick={() => setAsked(true)}>
        Remove
      </Button>
    )
  return (
    <div className="flex items-center gap-2">
      <span className="text-xs text-ink-2">
        {provider.key ? 'Its key is forgotten; results are kept.' : 'Its results are kept.'}
      </span>
      <Button look="ghost" onClick={() => setAsked(false)} autoFocus>
        Keep it
      </Button>
      <Button look="danger" onClick={() => void removeProvider(provider)}>
        Remove
      </Button>
    </div>
  )
}
