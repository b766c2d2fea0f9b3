import { useState } from 'react'
import { presetOf } from '#shared/presets'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { KeyEditor } from './KeyEditor'
import { KeyRow } from './KeyRow'
import { addKey } from './key-actions'

/** A provider's keys, oldest first. Tasks go out under any that works, so limits of several keys add up where they are apart. */
export function KeyList({ provider }: { readonly provider: ProviderView }) {
  const { keys, name } = provider
  const [adding, setAdding] = useState(false)
  const isNeeded = presetOf(provider.preset).key === 'needed'
  const note = presetOf(provider.preset).note
  return (
    <section aria-label={`Keys of ${name}`}>
      <div className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="text-xs font-medium text-ink-2">{keys.length > 1 ? 'Keys' : 'Key'}</h2>
        <span className="flex-1" />
        {!adding && (
          <Button look="ghost" size="sm" icon="new" data-focus-home onClick={() => setAdding(true)}>
            Add a key
          </Button>
        )}
      </div>
      <div className="rounded-lg border border-line bg-canvas">
        {keys.length === 0 && !adding && (
          <p className={`px-3 py-2 text-xs ${isNeeded ? 'text-dead' : 'text-ink-3'}`}>
            {isNeeded ? 'No key is set, and it needs one.' : 'No key is set. Many servers of your own need none.'}
          </p>
        )}
        {keys.length > 0 && (
          <ul>
            {keys.map((key) => (
              <KeyRow key={key.keyId} provider={provider} keyView={key} />
            ))}
          </ul>
        )}
        {adding && (
          <div className="border-t border-line px-3 py-2.5 first:border-0">
            <KeyEditor
              withName
              saveLabel="Add key"
              onCancel={() => setAdding(false)}
              onSave={async (typed) => {
                const done = await addKey(provider, typed)
                if (done) setAdding(false)
                return done
              }}
            />
          </div>
        )}
      </div>
      {keys.length > 0 && note?.includes('keys') && <p className="mt-1 text-xs text-ink-3">{note}</p>}
    </section>
  )
}
