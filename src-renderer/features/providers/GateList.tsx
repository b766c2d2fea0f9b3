import { useState } from 'react'
import type { Gate } from '#shared/gate'
import type { ProviderView } from '#shared/provider'
import { formatCount } from '../../format'
import { providerName, type ShutGate } from '../../frame/gates'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { GateCard } from './GateCard'
import { ModelSheet } from './ModelSheet'
import { alsoSet, settingsWords } from './model-words'
import { useGates } from './use-gates'
import { useModelSettings } from './use-model-settings'

type GateListProps = { readonly provider: ProviderView; readonly shut: readonly ShutGate[] }
const noProviders: readonly ProviderView[] = []
const shownAtFirst = 8

/** A provider's models: how each one does, what its limits are and from where, and what a person set of it. */
export function GateList({ provider, shut }: GateListProps) {
  const { gates, refresh } = useGates(provider.id)
  const { settings, reload } = useModelSettings(provider.id)
  const providers = useStore((store) => store.overview?.providers) ?? noProviders
  const nameOf = (id: string) => providerName(providers, id)
  const [all, setAll] = useState(false)
  const [setting, setSetting] = useState<{ readonly model: string | null } | null>(null)
  const shown = all ? gates : gates?.slice(0, shownAtFirst)
  const withGate = new Set(gates?.map(({ gate }) => gate.model))
  const setOf = (gate: Gate): string => {
    const found = settings.find(({ model }) => model === gate.model)
    return found ? alsoSet(found.settings, gate, nameOf) : ''
  }
  const others = settings.filter(({ model }) => !withGate.has(model))

  async function forget(gateId: number) {
    const done = await ask('forgetLimits', { gateId }, { failed: 'Nothing was forgotten' })
    if (!done) return
    const detail = 'They are learned anew from the next call on. What you set stays.'
    useStore.getState().toast({ kind: 'done', title: 'What was learned of its limits is forgotten', detail })
    refresh()
  }

  return (
    <section aria-label={`Models and limits of ${provider.name}`}>
      <div className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="text-xs font-medium text-ink-2">Models and limits</h2>
        <span className="flex-1" />
        <Button look="ghost" size="sm" icon="new" onClick={() => setSetting({ model: null })}>
          Set for a model
        </Button>
      </div>
      {gates !== null && gates.length === 0 && others.length === 0 ? (
        <p className="rounded-lg border border-line px-3 py-2.5 text-xs text-ink-3">
          No prompt went there yet. Limits are learned from its answers, and shown here with where they come from.
        </p>
      ) : (
        <ul className="rounded-lg border border-line bg-canvas">
          {shown?.map((paced) => (
            <GateCard
              key={paced.gate.id}
              paced={paced}
              shut={shut.find(({ gate }) => gate.id === paced.gate.id)}
              keys={provider.keys}
              set={setOf(paced.gate)}
              onSet={(model) => setSetting({ model })}
              onForget={(gateId) => void forget(gateId)}
            />
          ))}
          {others.map((each) => (
            <OnlySet
              key={each.model}
              model={each.model}
              words={settingsWords(each.settings, nameOf)}
              onSet={() => setSetting({ model: each.model })}
            />
          ))}
        </ul>
      )}
      {gates !== null && gates.length > shownAtFirst && !all && (
        <Button look="ghost" size="sm" onClick={() => setAll(true)}>
          Show all {formatCount(gates.length)}
        </Button>
      )}
      {setting && (
        <ModelSheet
          provider={provider}
          model={setting.model}
          onClose={() => setSetting(null)}
          onSaved={() => {
            setSetting(null)
            reload()
            refresh()
          }}
        />
      )}
    </section>
  )
}

type OnlySetProps = { readonly model: string; readonly words: string; readonly onSet: () => void }

/** A model that a person set something for, and that no prompt has used yet. */
function OnlySet({ model, words, onSet }: OnlySetProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t border-line px-3 py-2 first:border-0">
      <b className="min-w-0 truncate text-[12.5px] font-semibold" title={model}>
        {model}
      </b>
      <span className="min-w-0 flex-1 truncate text-xs text-ink-3" title={words}>
        {words}
      </span>
      <Button look="ghost" size="sm" onClick={onSet}>
        Change
      </Button>
    </li>
  )
}
