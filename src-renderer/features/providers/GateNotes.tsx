import { counted, formatClock, formatCountdown } from '../../format'
import type { ShutGate } from '../../frame/gates'
import { openGate } from '../../state/work'
import { Button } from '../../ui/Button'
import { PauseBars, StateGlyph } from '../../ui/StateGlyph'
import { useRemaining } from '../../use-now'
import { gateWords } from './provider-status'

/** Every closed gate of a provider: what it waits for, in whose words, and the way to open it now. */
export function GateNotes({ gates }: { readonly gates: readonly ShutGate[] }) {
  if (gates.length === 0) return null
  return (
    <ul className="space-y-1.5" aria-label="Closed gates">
      {gates.map((shut) => (
        <GateNote key={shut.gate.id} shut={shut} />
      ))}
    </ul>
  )
}

function GateNote({ shut }: { readonly shut: ShutGate }) {
  const { gate, until, held } = shut
  const left = useRemaining(until)
  return (
    <li
      className={`grid grid-cols-[14px_minmax(0,1fr)_auto] items-start gap-x-2 rounded-[8px] px-2.5 py-2 text-xs ${until === null ? 'bg-dead-tint' : 'bg-wait-tint'}`}
    >
      <span className="mt-px">
        {until === null ? <StateGlyph glyph="dead" size={14} label="Closed" /> : <PauseBars />}
      </span>
      <div className="min-w-0">
        <div>
          <b className="font-semibold">{gate.model}</b>{' '}
          <span className={`tn font-medium ${until === null ? 'text-dead' : 'text-wait'}`}>
            {until !== null && left !== null ? `paused ${formatCountdown(left)}` : personWords(shut)}
          </span>
        </div>
        <p data-selectable className="mt-0.5 text-ink-2 wrap-anywhere">
          {gateWords(shut)}
        </p>
        <p className="tn mt-0.5 text-ink-2">
          {counted(held, 'task')} held{until === null ? '' : ` until ${formatClock(until)}`}. No retry is spent.{' '}
          {advice[shut.reason]}
        </p>
      </div>
      <Button size="sm" onClick={() => void openGate(gate.id)}>
        Try again
      </Button>
    </li>
  )
}

const advice: Record<ShutGate['reason'], string> = {
  auth: 'Replace the key and save, then they go on.',
  quota: 'Top up at the provider, then try again.',
  model: 'Make the model available there, then try again.',
  rate_limit: '',
  outage: '',
}
const personWords = ({ reason }: ShutGate): string => reasonWords[reason]
const reasonWords: Record<ShutGate['reason'], string> = {
  auth: 'key rejected',
  quota: 'quota used up',
  model: 'no such model',
  rate_limit: 'rate limit',
  outage: 'out',
}
