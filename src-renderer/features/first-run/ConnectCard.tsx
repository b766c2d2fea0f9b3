import { useEffect, useState } from 'react'
import { presetOf } from '#shared/presets'
import type { LocalServer } from '#shared/provider'
import { bridge } from '../../bridge'
import { counted } from '../../format'
import { thisMachine } from '../../platform'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { StateGlyph } from '../../ui/StateGlyph'

/** Those with a key that most people have; the form has all others. */
const hosted = ['openai', 'anthropic', 'gemini', 'mistral'].map(presetOf)
/** Names of servers that are known, so that their line is there before the search has ended. */
const localNames = ['Ollama', 'LM Studio']

/** Real providers: what was found on this machine, and what needs a key. */
export function ConnectCard() {
  const found = useLocalServers()
  const addProvider = useStore((store) => store.addProvider)
  const keychain = useStore((store) => store.settings?.keychain ?? true)
  const others = found?.filter(({ name }) => !localNames.includes(name)) ?? []
  return (
    <section aria-label="Providers" className="rounded-[12px] border border-line-strong px-4 pt-[15px] pb-2">
      <h3 className="mb-[3px] text-[13.5px] font-semibold">Connect a provider</h3>
      <p className="mb-1.5 text-[12.5px] text-ink-2">
        An AI service to answer your prompts. Its key, a kind of password,{' '}
        {keychain ? 'stays in the keychain.' : 'is forgotten when the app closes: this system has no keychain.'}
      </p>
      <ul>
        {localNames.map((name) => {
          const server = found?.find((each) => each.name === name)
          return server ? (
            <Found key={name} server={server} />
          ) : (
            <NotFound key={name} name={name} searching={found === null} />
          )
        })}
        {others.map((server) => (
          <Found key={server.baseUrl} server={server} />
        ))}
        {hosted.map(({ id, name, baseUrl }) => (
          <Line key={id} name={name} hint="">
            <Button
              look="ghost"
              size="sm"
              aria-label={`Add key for ${name}`}
              onClick={() => addProvider({ name, baseUrl })}
            >
              Add key
            </Button>
          </Line>
        ))}
        <Line name="Other" hint="most other services work too">
          <Button
            look="ghost"
            size="sm"
            aria-label="Add another provider"
            onClick={() => addProvider({ name: '', baseUrl: '' })}
          >
            Add
          </Button>
        </Line>
      </ul>
    </section>
  )
}

/** Servers on this machine; null while they are looked for. */
function useLocalServers(): readonly LocalServer[] | null {
  const [found, setFound] = useState<readonly LocalServer[] | null>(null)
  useEffect(() => {
    let here = true
    void bridge.findLocalServers({}).then((result) => {
      if (here) setFound(result.ok ? result.value : [])
    })
    return () => {
      here = false
    }
  }, [])
  return found
}

function Found({ server }: { readonly server: LocalServer }) {
  const { name, baseUrl, models } = server
  const [busy, setBusy] = useState(false)
  const used = useStore((store) => store.overview?.providers.some((provider) => provider.baseUrl === baseUrl) ?? false)
  async function use() {
    setBusy(true)
    const request = { name, baseUrl, defaultModel: models[0] ?? '', makeDefault: true }
    const saved = await ask('saveProvider', request, { failed: `${name} was not added` })
    setBusy(false)
    const detail = models[0]
      ? `New prompts run on ${models[0]}, on ${thisMachine}.`
      : 'Name a model for it under Providers.'
    if (saved) useStore.getState().toast({ kind: 'done', title: `${name} is the default provider now`, detail })
  }
  return (
    <Line name={name} hint={`${counted(models.length, 'model')} here`} found>
      {used ? (
        <span className="px-2 text-xs text-ink-3">in use</span>
      ) : (
        <Button look="ghost" size="sm" aria-label={`Use ${name}`} disabled={busy} onClick={() => void use()}>
          Use
        </Button>
      )}
    </Line>
  )
}

const NotFound = ({ name, searching }: { readonly name: string; readonly searching: boolean }) => (
  <Line name={name} hint={searching ? 'looking for it…' : 'not running'} />
)

type LineProps = {
  readonly name: string
  readonly hint: string
  readonly found?: boolean
  readonly children?: React.ReactNode
}

function Line({ name, hint, found = false, children }: LineProps) {
  return (
    <li className="flex h-9 items-center gap-[9px] border-line not-first:border-t">
      {found ? <StateGlyph glyph="succeeded" label="Found" /> : <Icon name="providers" className="text-ink-3" />}
      <span className="font-medium whitespace-nowrap">{name}</span>
      <span className="min-w-0 flex-1 truncate text-xs text-ink-3" title={hint}>
        {hint}
      </span>
      {children}
    </li>
  )
}
