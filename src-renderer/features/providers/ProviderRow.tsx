import { useId } from 'react'
import { multipliedWords } from '#shared/multiplied-words'
import type { Overview } from '#shared/overview'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { useNow } from '../../use-now'
import { usageOf } from './limit-use'
import { PauseProvider } from './PauseProvider'
import { PracticePanel } from './PracticePanel'
import { ProviderForm } from './ProviderForm'
import { NowCell, StatusGlyph, WordsCell } from './provider-cells'
import { gatesOf, type ProviderStatus, statusOf } from './provider-status'
import { UseCells } from './UseCells'

type ProviderRowProps = {
  readonly provider: ProviderView
  readonly overview: Pick<Overview, 'gates' | 'heldByGate' | 'providers' | 'paces' | 'uses'>
  readonly open: boolean
  readonly onToggle: () => void
}

/** Without room the key is left out: the opened row has it. */
export const providerGrid =
  'grid grid-cols-[16px_minmax(120px,190px)_minmax(84px,130px)_minmax(104px,130px)_minmax(0,1fr)_24px_16px] items-center gap-x-4 px-3.5 max-[720px]:grid-cols-[16px_minmax(90px,150px)_minmax(96px,130px)_minmax(0,1fr)_24px_16px] max-[720px]:gap-x-3'
export const roomForKey = 'max-[720px]:hidden'

/** One provider: how it does, and all that can be set about it once it is opened. */
export function ProviderRow({ provider, overview, open, onToggle }: ProviderRowProps) {
  const id = useId()
  const status = statusOf(overview, provider, useNow())
  const use = shownUse(status, overview, provider)
  const gates = gatesOf(overview, provider.id)
  return (
    <li className={`border-t border-line ${open ? 'bg-surface' : ''}`}>
      <div className={`${providerGrid} relative min-h-11 py-1.5 text-xs ${open ? '' : 'hover:bg-hover'}`}>
        <StatusGlyph status={status} />
        <span className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            data-focus-home
            aria-expanded={open}
            aria-controls={id}
            onClick={onToggle}
            title={provider.name}
            className="line-clamp-2 min-w-0 text-left text-[13px]/4 font-semibold wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {provider.name}
          </button>
          {provider.isDefault && <Chip hue="outline">default</Chip>}
        </span>
        <KeyCell provider={provider} />
        <NowCell status={status} />
        {use ? <UseCells use={use} /> : <WordsCell provider={provider} status={status} open={open} />}
        <PauseProvider provider={provider} />
        <Icon name={open ? 'down' : 'right'} size={14} className="text-ink-3" />
      </div>
      {provider.multiplied && !open && (
        <p className="flex gap-2 pr-3.5 pb-2 pl-[46px] text-xs text-ink-2">
          <Icon name="invalid" size={14} className="mt-px shrink-0 text-wait" />
          {multipliedWords(provider.multiplied)}
        </p>
      )}
      {open && (
        <div id={id} className="px-3.5 pt-1 pb-4 min-[1000px]:pl-[46px]">
          {provider.id === practiceProviderId ? (
            <PracticePanel provider={provider} gates={gates} />
          ) : (
            <ProviderForm provider={provider} gates={gates} />
          )}
        </div>
      )}
    </li>
  )
}

/** How much of its limits is used, where its row shows that. */
export const shownUse = (status: ProviderStatus, overview: ProviderRowProps['overview'], provider: ProviderView) =>
  showsUse(status) ? usageOf(overview, provider) : null

/** What it said last goes before how much of its limits is used where a person should read it, or where another reason holds it up. */
function showsUse(status: ProviderStatus): boolean {
  if (status.kind === 'paused') return status.trouble === 'rate_limit'
  return status.kind !== 'person' && status.kind !== 'stopped' && status.kind !== 'test_failed'
}

function KeyCell({ provider: { id, keys } }: { readonly provider: ProviderView }) {
  if (id === practiceProviderId) return <span className={`text-ink-3 ${roomForKey}`}>no key</span>
  const [oldest] = keys
  if (oldest === undefined) return <span className={`text-ink-3 ${roomForKey}`}>no key</span>
  if (keys.length > 1) return <span className={`text-ink-2 ${roomForKey}`}>{keys.length} keys</span>
  return <span className={`code truncate text-ink-2 ${roomForKey}`}>{`…${oldest.last4}`}</span>
}
