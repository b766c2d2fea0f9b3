import { practiceProviderId } from '#shared/provider'
import { formatCountdown, missing } from '../format'
import { useStore } from '../state/store'
import { useRemaining } from '../use-now'
import { shutGates } from './gates'

/** The providers, each with the one thing worth knowing about it now. */
export function ProviderList() {
  const providers = useStore((store) => store.overview?.providers)
  return (
    <ul>
      {providers?.map(({ id, name }) => (
        <li key={id} className="flex gap-1.5 px-2 py-1 text-xs text-ink-2">
          <span className="min-w-0 flex-1 truncate" title={name}>
            {name}
          </span>
          <ProviderState id={id} />
        </li>
      ))}
    </ul>
  )
}

function ProviderState({ id }: { readonly id: string }) {
  const overview = useStore((store) => store.overview)
  const shut = overview ? shutGates(overview).filter(({ gate }) => gate.providerId === id) : []
  const person = shut.find(({ until }) => until === null)
  const until = shut.reduce<number | null>((latest, gate) => Math.max(latest ?? 0, gate.until ?? 0), null)
  const left = useRemaining(person ? null : until)
  const provider = overview?.providers.find((each) => each.id === id)
  const base = 'tn text-2xs/4 whitespace-nowrap'
  if (person)
    return (
      <span className={`${base} font-medium text-dead`}>
        {person.reason === 'quota' ? 'quota used up' : 'key rejected'}
      </span>
    )
  if (provider?.paused) return <span className={`${base} font-medium text-ink-2`}>paused by you</span>
  if (left !== null) return <span className={`${base} font-medium text-wait`}>paused {formatCountdown(left)}</span>
  if (id === practiceProviderId) return <span className={`${base} text-ink-3`}>built in</span>
  if (provider?.lastTest && !provider.lastTest.ok) return <span className={`${base} text-ink-2`}>test failed</span>
  return (
    <span className={`${base} text-ink-3`}>
      {provider?.isDefault ? 'default' : provider?.lastTest ? 'ready' : missing}
    </span>
  )
}
