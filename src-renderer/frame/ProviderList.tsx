import { heldByWords } from '../features/providers/limit-words'
import { type ProviderStatus, statusOf } from '../features/providers/provider-status'
import { countsTo, spokenWords, statusHue, statusWords } from '../features/providers/status-words'
import { missing } from '../format'
import { useStore } from '../state/store'
import { Ticking } from '../ui/Ticking'
import { useNow, useRemaining } from '../use-now'

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
  const now = useNow()
  const provider = overview?.providers.find((each) => each.id === id)
  if (!overview || !provider) return null
  const status = statusOf(overview, provider, now)
  return (
    <span
      className={`tn text-2xs/4 whitespace-nowrap ${quiet[status.kind] ?? statusHue(status)}`}
      title={hintOf(status)}
    >
      <Words status={status} isDefault={provider.isDefault} />
    </span>
  )
}

const quiet: Partial<Record<ProviderStatus['kind'], string>> = {
  ...{
    practice: 'text-ink-3',
    open: 'text-ink-3',
    untested: 'text-ink-3',
    running: 'text-ink-3',
    pacing: 'text-ink-3',
  },
}

function Words({ status, isDefault }: { readonly status: ProviderStatus; readonly isDefault: boolean }) {
  const left = useRemaining(countsTo(status)) ?? 0
  if (status.kind === 'practice') return 'built in'
  if (status.kind === 'open') return isDefault ? 'default' : 'ready'
  if (status.kind === 'untested') return isDefault ? 'default' : missing
  const spoken = spokenWords(status)
  const words = statusWords(status, left)
  return spoken ? <Ticking spoken={spoken}>{words}</Ticking> : words
}

const hintOf = (status: ProviderStatus): string | undefined =>
  status.kind === 'pacing' ? (heldByWords(status.limits, status.next.of) ?? undefined) : undefined
