import type { ProviderView } from '#shared/provider'
import { countdownIn, countdownOr, counted, formatMoment, formatRate, formatUntil } from '../../format'
import { troubleOf, troubleWords } from '../../frame/gate-words'
import type { ShutGate } from '../../frame/gates'
import { openGate } from '../../state/work'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem } from '../../ui/Menu'
import { PauseBars, StateGlyph } from '../../ui/StateGlyph'
import { useNow, useRemaining } from '../../use-now'
import { flowWords, heldByWords, learnedWords, limitsKnown, limitText, limitTitles } from './limit-words'
import { gateWords, keyName } from './provider-status'
import type { PacedGate } from './use-gates'

type GateCardProps = {
  readonly paced: PacedGate
  readonly shut: ShutGate | undefined // while it is closed
  readonly keys: ProviderView['keys']
  readonly set: string // what a person set besides the limits that are kept to; '' where that is nothing
  readonly onSet: (model: string) => void
  readonly onForget: (gateId: number) => void
}

/** One model under one key: whether it lets calls through, how fast, and what is known of its limits. */
export function GateCard({ paced, shut, keys, set, onSet, onForget }: GateCardProps) {
  const { gate, pace } = paced
  const known = limitsKnown(gate.limits)
  const whose = keys.length > 1 ? `${gate.model}, ${keyName(keys, gate.keyId)}` : gate.model
  const learned = known.some(({ limit }) => limit.source === 'headers' || limit.source === 'measured')
  return (
    <li className="border-t border-line px-3 py-2.5 first:border-0">
      <div className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1">
        <GateGlyph paced={paced} shut={shut} />
        <b className="min-w-0 truncate text-[12.5px] font-semibold" title={gate.model}>
          {gate.model}
        </b>
        {keys.length > 1 && <Chip hue="outline">{keyName(keys, gate.keyId)}</Chip>}
        <GateNow paced={paced} />
        <span className="flex-1" />
        {gate.state.kind === 'closed' && (
          <Button size="sm" onClick={() => void openGate(gate.id)}>
            Try again<span className="sr-only">: {whose}</span>
          </Button>
        )}
        <Menu align="end" trigger={<IconButton icon="more" label={`Actions of ${whose}`} size="sm" data-focus-home />}>
          <MenuItem icon="rules" onClick={() => onSet(gate.model)}>
            Set limits, prices and fallbacks…
          </MenuItem>
          <MenuItem icon="discard" disabled={!learned} onClick={() => onForget(gate.id)}>
            Forget what was learned
          </MenuItem>
        </Menu>
      </div>
      {gate.state.kind === 'closed' && <ClosedNote paced={paced} held={shut?.held ?? 0} />}
      <div className={`pl-[22px] ${gate.state.kind === 'closed' ? 'not-empty:mt-1.5' : ''}`}>
        {known.length > 0 && <Limits known={known} paced={paced} />}
        {known.length === 0 && gate.state.kind !== 'closed' && (
          <p className="text-xs text-ink-3">
            {pace === null
              ? 'No call since the start, and no limit known.'
              : 'No limit known yet. It is found out as calls go.'}
          </p>
        )}
        {set !== '' && <p className="mt-1 text-xs text-ink-3">Set by you: {set}</p>}
      </div>
    </li>
  )
}

function GateGlyph({ paced: { gate }, shut }: Pick<GateCardProps, 'paced' | 'shut'>) {
  if (gate.state.kind === 'closed')
    return shut?.personal ? <StateGlyph glyph="dead" size={14} label="Closed" /> : <PauseBars size={14} />
  return <Icon name={gate.state.kind === 'open' ? 'open' : 'limits'} size={14} className="text-ink-3" />
}

/** Open, closed until when, half-open, growing back, or paced: and how much of it is in use. */
function GateNow({ paced: { gate, pace } }: { readonly paced: PacedGate }) {
  const { state } = gate
  const until = state.kind === 'closed' ? state.until : null
  const left = useRemaining(until)
  const nextMs = useRemaining(pace?.next?.at ?? null) ?? 0
  const trouble = troubleOf(gate)
  if (state.kind === 'closed' && trouble !== null) {
    const isWait =
      state.until !== null && (state.reason === 'rate_limit' || state.reason === 'outage' || state.reason === 'quota')
    const words = state.reason === 'rate_limit' ? 'closed' : troubleWords[trouble].short
    return (
      <span className={`tn text-xs font-medium ${isWait ? 'text-wait' : 'text-dead'}`}>
        {words}
        {left !== null && (isWait ? `, ${countdownOr(left, 'opening')}` : `, tried again ${countdownIn(left, 'now')}`)}
      </span>
    )
  }
  if (state.kind === 'half_open') return <span className="text-xs text-ink-2">half-open: one call goes first</span>
  const flow = pace ? flowWords(pace) : ''
  const parts = [
    pace?.growing ? 'growing back' : 'open',
    flow,
    nextMs > 0 ? `next call ${countdownIn(nextMs, 'now')}` : '',
  ].filter(Boolean)
  return <span className="tn text-xs text-ink-2">{parts.join(' · ')}</span>
}

function ClosedNote({ paced: { gate }, held }: { readonly paced: PacedGate; readonly held: number }) {
  const { state } = gate
  const now = useNow()
  const trouble = troubleOf(gate)
  if (state.kind !== 'closed' || trouble === null) return null
  const timed = state.until !== null
  const until =
    state.until === null
      ? ''
      : state.until - now < 12 * hourMs
        ? ` until ${formatUntil(state.until)}`
        : ` until ${formatMoment(state.until)}`
  const isWait = timed && state.reason !== 'auth' && state.reason !== 'model'
  return (
    <div className={`mt-1.5 rounded-[8px] px-2.5 py-1.5 text-xs ${isWait ? 'bg-wait-tint' : 'bg-dead-tint'}`}>
      <p data-selectable className="text-ink wrap-anywhere">
        {gateWords({ gate })}
      </p>
      <p className="tn mt-0.5 text-ink-2">
        {held > 0
          ? `${counted(held, 'task')} held${isWait ? until : ''}, no retry spent. `
          : isWait
            ? `Closed${until}. `
            : ''}
        {isWait && trouble === 'quota'
          ? 'It opens by itself then. To go on sooner, top up there and try again.'
          : troubleWords[trouble].advice}
      </p>
    </div>
  )
}
const hourMs = 3_600_000

type LimitsProps = { readonly known: ReturnType<typeof limitsKnown>; readonly paced: PacedGate }

function Limits({ known, paced: { gate, pace } }: LimitsProps) {
  const now = useNow()
  const waits = pace?.next && pace.next.at > now ? heldByWords(gate.limits, pace.next.of) : null
  const rate = pace?.ratePerMinute ?? null
  const slower = rate !== null && isSlower(rate, gate.limits.requests)
  return (
    <>
      <table className="w-full table-fixed text-xs" aria-label={`Limits of ${gate.model}`}>
        <tbody>
          {known.map(({ name, limit }) => (
            <tr key={name}>
              <th scope="row" className="w-24 py-0.5 text-left font-normal text-ink-3">
                {limitTitles[name]}
              </th>
              <td className="tn w-40 truncate py-0.5 pr-3 text-ink">{limitText(name, limit)}</td>
              <td className="tn truncate py-0.5 text-ink-3">{learnedWords(limit, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(waits !== null || slower) && (
        <p className="mt-1 text-xs text-ink-2">
          {waits !== null
            ? `The next call waits for its turn: ${waits}.`
            : `Now ${formatRate(rate ?? 0)} calls a minute at most.`}
        </p>
      )}
    </>
  )
}

const isSlower = (ratePerMinute: number, limit: PacedGate['gate']['limits']['requests']): boolean =>
  !limit?.windowMs || ratePerMinute < (limit.value / limit.windowMs) * 60_000 * 0.95
