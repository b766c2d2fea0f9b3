import { useEffect, useRef, useState } from 'react'
import type { Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { useFocusKept } from '../../ui/use-focus-kept'
import { useNow } from '../../use-now'
import { AddProvider } from './AddProvider'
import { LanePolicies } from './LanePolicies'
import { LocalServers } from './LocalServers'
import { ProviderRow, providerGrid, roomForKey, shownUse } from './ProviderRow'
import { type ProviderSeed, seedAt, seedOf, seedOfServer } from './provider-seed'
import { statusOf } from './provider-status'
import { TestAll } from './TestAll'
import { useLocalServers } from './use-local-servers'

const noProviders: readonly ProviderView[] = []

/** Who answers the prompts, and how each lane treats them. */
export function ProvidersView() {
  const overview = useStore((store) => store.overview)
  const keychain = useStore((store) => store.settings?.keychain ?? true)
  const wanted = useStore((store) => store.providerToAdd)
  const toOpen = useStore((store) => store.providerToOpen)
  const providers = overview?.providers ?? noProviders
  const found = useLocalServers(providers)
  const [openId, setOpenId] = useState<string | null>(null)
  const [seed, setSeed] = useState<ProviderSeed | null>(null)

  const list = useRef<HTMLUListElement>(null)
  const adding = useRef<HTMLButtonElement>(null)
  /** Where the keyboard goes once the form of a new provider is gone. */
  const [after, setAfter] = useState<'saved' | 'cancelled' | null>(null)
  useFocusKept(list)
  useEffect(() => {
    const saved = list.current?.querySelector<HTMLElement>('[data-focus-home][aria-expanded="true"]')
    if (after === 'cancelled') adding.current?.focus()
    else if (after === 'saved' && saved) saved.focus()
    else return // its row comes with the next overview
    setAfter(null)
  })

  useEffect(() => {
    if (toOpen === null) return
    setSeed(null)
    setOpenId(toOpen)
    setAfter('saved') // the keyboard goes on from its row, as after a new one
    useStore.getState().providerOpened()
  }, [toOpen])

  const add = (next: ProviderSeed) => {
    setSeed(next)
    setOpenId(null)
  }
  useEffect(() => {
    if (!wanted) return
    const models = found.find(({ baseUrl }) => baseUrl === wanted.baseUrl)?.models ?? []
    setSeed(seedAt(wanted.name, wanted.baseUrl, models))
    setOpenId(null)
    useStore.getState().providerAdded()
  }, [wanted, found])

  return (
    <>
      <TopBar title={<span className="text-base font-semibold whitespace-nowrap">Providers and limits</span>}>
        <span className="flex-1" />
        <TestAll providers={providers} />
        <Button
          icon="new"
          look={seed || openId ? 'default' : 'primary'}
          onClick={() => add(seedOf('openai'))}
          disabled={seed !== null}
          ref={adding}
        >
          Add provider
        </Button>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 *:max-w-[1640px]">
        <section aria-labelledby="providers-heading">
          <div className="flex min-h-11 flex-wrap items-center gap-x-2.5 py-1">
            <h1 id="providers-heading" className="text-[13.5px] font-semibold">
              Providers
            </h1>
            <p className="text-xs text-ink-3">
              {keychain
                ? 'Keys stay in the system keychain. New prompts go to the default provider.'
                : 'This system has no keychain: keys are kept until the app closes. New prompts go to the default provider.'}
            </p>
          </div>
          <LocalServers servers={seed ? [] : found} onUse={(server) => add(seedOfServer(server))} />
          {seed && (
            <AddProvider
              key={`${seed.preset} ${seed.baseUrl}`}
              seed={seed}
              onCancel={() => {
                setSeed(null)
                setAfter('cancelled')
              }}
              onSaved={({ id }) => {
                setSeed(null)
                setOpenId(id)
                setAfter('saved')
              }}
            />
          )}
          <div className="overflow-hidden rounded-lg border border-line-strong">
            {overview && <ListHead overview={overview} />}
            <ul ref={list} aria-label="Providers">
              {overview &&
                providers.map((provider) => (
                  <ProviderRow
                    key={provider.id}
                    provider={provider}
                    overview={overview}
                    open={openId === provider.id}
                    onToggle={() => setOpenId(openId === provider.id ? null : provider.id)}
                  />
                ))}
            </ul>
          </div>
        </section>
        <LanePolicies />
      </div>
    </>
  )
}

/** What the rows show at their end: how much of the limits is used, or where that is known of none, what each said last. */
function ListHead({ overview }: { readonly overview: Overview }) {
  const now = useNow()
  const anyUse = overview.providers.some((each) => shownUse(statusOf(overview, each, now), overview, each) !== null)
  return (
    <div aria-hidden className={`${providerGrid} h-[26px] bg-chrome text-2xs font-medium text-ink-3`}>
      <span />
      <span>Provider</span>
      <span className={roomForKey}>Key</span>
      <span>Now</span>
      {anyUse ? (
        <span className="grid min-w-0 grid-cols-2 gap-x-4">
          <span className="truncate">Requests/min</span>
          <span className="truncate">Tokens/min</span>
        </span>
      ) : (
        <span className="truncate">What it said last</span>
      )}
      <span />
      <span />
    </div>
  )
}
