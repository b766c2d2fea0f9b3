import { useState } from 'react'
import type { KeyView, ProviderTest, ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Input } from '../../ui/Input'
import { Menu, MenuItem } from '../../ui/Menu'
import { KeyEditor } from './KeyEditor'
import { removeKey, renameKey, replaceKey } from './key-actions'
import { testProvider } from './provider-actions'
import { keyName } from './provider-status'
import { TestResult } from './TestResult'

type KeyRowProps = { readonly provider: ProviderView; readonly keyView: KeyView }
const keptWords = {
  keychain: 'in the system keychain',
  plain: 'on this disk, unprotected',
  memory: 'until the app closes',
} as const

/** One key: how it ends, how it is kept, and what it came to when it was tested. */
export function KeyRow({ provider, keyView: { keyId, last4, kept } }: KeyRowProps) {
  const [doing, setDoing] = useState<'replace' | 'rename' | 'remove' | null>(null)
  const [test, setTest] = useState<ProviderTest | null>(null)
  const [busy, setBusy] = useState(false)
  const name = keyName(provider.keys, keyId)
  const end = () => setDoing(null)
  async function runTest() {
    setBusy(true)
    setTest(await testProvider(provider.id, keyId))
    setBusy(false)
  }
  return (
    <li className="border-t border-line px-3 py-1.5 first:border-0">
      <div className="flex min-h-7 items-center gap-2 text-xs">
        <Icon name="key" size={14} className="text-ink-3" />
        {provider.keys.length > 1 && (
          <span className="min-w-0 truncate font-medium" title={name}>
            {name}
          </span>
        )}
        <span className="code shrink-0 text-ink-2">…{last4}</span>
        <span className={`min-w-0 flex-1 truncate ${kept === 'plain' ? 'text-wait' : 'text-ink-3'}`}>
          {keptWords[kept]}
        </span>
        {provider.keys.length > 1 && (
          <Button look="ghost" size="sm" disabled={busy} onClick={() => void runTest()}>
            Test <span className="sr-only">{name}</span>
          </Button>
        )}
        <Button look="ghost" size="sm" data-focus-home onClick={() => setDoing('replace')}>
          Replace <span className="sr-only">{name}</span>
        </Button>
        <Menu align="end" trigger={<IconButton icon="more" label={`Actions of ${name}`} size="sm" />}>
          <MenuItem icon="edit" onClick={() => setDoing('rename')}>
            Name it…
          </MenuItem>
          <MenuItem icon="discard" danger onClick={() => setDoing('remove')}>
            Remove…
          </MenuItem>
        </Menu>
      </div>
      {(busy || test) && <TestResult test={test} busy={busy} />}
      {doing === 'replace' && (
        <div className="py-1.5">
          <KeyEditor
            saveLabel="Replace key"
            onCancel={end}
            onSave={async (typed) => {
              const done = await replaceKey(provider.id, keyId, typed)
              if (done) end()
              return done
            }}
          />
        </div>
      )}
      {doing === 'rename' && <Rename provider={provider} keyId={keyId} onEnd={end} />}
      {doing === 'remove' && (
        <div className="flex flex-wrap items-center gap-2 py-1 text-xs">
          <span className="min-w-0 flex-1 text-ink-2">It is forgotten here, and cannot be brought back.</span>
          <Button look="ghost" size="sm" onClick={end} autoFocus>
            Keep it
          </Button>
          <Button look="danger" size="sm" onClick={() => void removeKey(provider.id, keyId).then(end)}>
            Remove key
          </Button>
        </div>
      )}
    </li>
  )
}

type RenameProps = { readonly provider: ProviderView; readonly keyId: string; readonly onEnd: () => void }

function Rename({ provider, keyId, onEnd }: RenameProps) {
  const [name, setName] = useState(provider.keys.find((key) => key.keyId === keyId)?.name ?? '')
  return (
    <form
      noValidate
      aria-label="Name the key"
      className="flex items-end gap-1.5 py-1.5"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onEnd()
      }}
      onSubmit={async (event) => {
        event.preventDefault()
        if (await renameKey(provider.id, keyId, name.trim())) onEnd()
      }}
    >
      <div className="min-w-0 flex-1">
        <Input
          label="Name of the key"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
          autoFocus
        />
      </div>
      <Button type="submit">Save name</Button>
      <Button look="ghost" onClick={onEnd}>
        Cancel
      </Button>
    </form>
  )
}
