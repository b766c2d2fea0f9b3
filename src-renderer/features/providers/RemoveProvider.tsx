import { useState } from 'react'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { removeProvider } from './provider-actions'

const keysWords = [
  'Its results are kept.',
  'Its key is forgotten; results are kept.',
  'Its keys are forgotten; results are kept.',
]

/** Removing forgets a key that cannot be brought back, so it is asked once. */
export function RemoveProvider({ provider }: { readonly provider: ProviderView }) {
  const [asked, setAsked] = useState<'no' | 'yes' | 'kept'>('no')
  if (asked !== 'yes')
    return (
      <Button look="danger" icon="discard" autoFocus={asked === 'kept'} onClick={() => setAsked('yes')}>
        Remove
      </Button>
    )
  return (
    <div className="flex items-center gap-2">
      <span className="text-xs text-ink-2">{keysWords[Math.min(2, provider.keys.length)]}</span>
      <Button look="ghost" onClick={() => setAsked('kept')} autoFocus>
        Keep it
      </Button>
      <Button look="danger" onClick={() => void removeProvider(provider)}>
        Remove
      </Button>
    </div>
  )
}
