import type { LaneName } from '#shared/lane'
import type { LaneView } from '#shared/overview'
import { countdownIn, countdownOr, formatCount, formatMoment, formatUntil } from '../../format'
import { troubleWords } from '../../frame/gate-words'
import { providerName } from '../../frame/gates'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { PauseBars } from '../../ui/StateGlyph'
import { Ticking } from '../../ui/Ticking'
import { useNow, useRemaining } from '../../use-now'
import { type Hold, opensByItself } from '../spending/budget'
import { beginsAt, budgetOf, holdHint } from '../spending/hold-words'
import { useLaneHold } from '../spending/use-hold'
import { allWords, fromWords } from '../windows/window-words'
import { useHoldingGate } from './use-holding-gate'
import { useLane, useLaneOpensAt } from './use-lane'
import { type Pacing, usePacing } from './use-pacing'

const quiet = 'flex min-w-0 items-center gap-[7px] text-xs'

/** Whether anything stands between the lane and its providers. */
export function GateCell({ name }: { readonly name: LaneName }) {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const opensAt = useLaneOpensAt(name)
  const budget = useLaneHold(name)
  const all = useStore((store) => store.overview?.paused ?? 'no')
  if (lane && (lane.paused || all !== 'no'))
    return (
      <span className={`${quiet} text-ink-2`}>
        <Icon name="pause" size={14} className="text-ink-3" />
        <span className="truncate">
          {all === 'no' ? 'Paused by you' : 'All paused'}
          {lane.slots.length > 0 && '. What runs will finish'}
        </span>
      </span>
    )
  // What waits for a person is told first: it would not open by itself.
  const person = gate !== null && (gate.personal || gate.until === null)
  if (lane && budget && !person && (gate === null || !opensByItself(budget.hold.by))) return <BudgetHold {...budget} />
  if (lane && opensAt !== null && (!gate || (!gate.personal && gate.until !== null && gate.until <= opensAt)))
    return <ClosedWindow lane={lane} opensAt={opensAt} />
  if (!lane || !gate) return <OpenGate ready={lane?.ready ?? 0} />
  if (gate.personal || gate.until === null)
    return (
      <span className={`${quiet} text-dead`}>
        <Icon name="key" size={14} />
        <span className="truncate" title={gate.gate.state.kind === 'closed' ? gate.gate.state.failure.message : ''}>
          {gate.name} {troubleWords[gate.trouble].said}. {formatCount(lane.held)} kept
        </span>
      </span>
    )
  return <TimedGate title={`${gate.name} ${troubleWords[gate.trouble].said}`} held={lane.held} until={gate.until} />
}

/** A day begins anew by itself; the others need a person. */
function BudgetHold({ hold, held }: { readonly hold: Hold; readonly held: number }) {
  const now = useNow()
  const { by, priced, opensAt } = hold
  const what = by === 'price' ? 'Price not known' : by === 'day' ? 'Day’s budget used up' : 'Budget used up'
  const whose = by === 'price' ? (priced?.model ?? '') : by === 'day' ? '' : budgetOf(hold)
  return (
    <span className={`${quiet} ${opensByItself(by) ? 'text-wait' : 'text-dead'}`} title={holdHint(hold, now)}>
      <Icon name="money" size={14} />
      <span className="min-w-0">
        <span className="block truncate text-xs/[14px]">{what}</span>
        {/* How many goes before whose: a long name is what may be cut. */}
        <small className="block truncate text-2xs/[13px] text-ink-2">
          {formatCount(held)} kept{opensAt !== null && ` until ${beginsAt(opensAt, now)}`}
          {whose !== '' && `, of ${whose}`}
        </small>
      </span>
    </span>
  )
}

function ClosedWindow({ lane, opensAt }: { readonly lane: LaneView; readonly opensAt: number }) {
  const now = useNow()
  return (
    <span
      className={`${quiet} text-ink-2`}
      title={`Runs: ${allWords(lane.policy.windows)}. Opens ${formatMoment(opensAt)}.`}
    >
      <Icon name="clock" size={14} className="text-ink-3" />
      <span className="tn truncate">
        Runs {fromWords(opensAt, now)}
        {lane.slots.length > 0 && '. What runs will finish'}
      </span>
    </span>
  )
}

function TimedGate({ title, held, until }: { readonly title: string; readonly held: number; readonly until: number }) {
  const left = useRemaining(until) ?? 0
  const words = `${formatCount(held)} held until ${formatUntil(until)}`
  return (
    <div
      title={`${title}. ${words}`}
      className="grid h-[34px] grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-x-[7px] rounded-[6px] bg-wait-tint px-2"
    >
      <PauseBars />
      <span className="tn min-w-0">
        <b className="block truncate text-xs/[14px] font-semibold">{title}</b>
        <small className="block truncate text-2xs/[13px] text-ink-2">{words}</small>
      </span>
      <strong className="tn text-[15px] font-semibold tracking-[-0.01em] whitespace-nowrap text-wait">
        <Ticking spoken={`opens at ${formatUntil(until)}`}>{countdownOr(left, 'opening')}</Ticking>
      </strong>
    </div>
  )
}

/** Nothing is wrong: a limit is kept to. */
function Paced({ pacing: { name, at, words } }: { readonly pacing: Pacing }) {
  const left = useRemaining(at) ?? 0
  return (
    <span className={`${quiet} text-ink-2`} title={`${name}: ${words}`}>
      <Icon name="limits" size={14} className="text-ink-3" />
      <span className="tn min-w-0">
        <span className="block truncate text-xs/[14px]">
          {name}, <Ticking spoken={`next call at ${formatUntil(at)}`}>next call {countdownIn(left, 'now')}</Ticking>
        </span>
        <small className="block truncate text-2xs/[13px] text-ink-3">{words}</small>
      </span>
    </span>
  )
}

/** Open, or open for one probe: after an outage or a wait for a person, one task goes first. */
function OpenGate({ ready }: { readonly ready: number }) {
  const pacing = usePacing()
  const probing = useStore(({ overview }) => {
    const gate = overview?.gates.find(({ state }) => state.kind === 'half_open')
    return gate && overview ? providerName(overview.providers, gate.providerId) : null
  })
  const only = useStore(({ overview }) => {
    const open = overview?.gates.filter(({ state }) => state.kind === 'open')
    const ids = [...new Set(open?.map(({ providerId }) => providerId))]
    return overview && ids.length === 1 && ids[0] !== undefined ? providerName(overview.providers, ids[0]) : null
  })
  if (probing !== null)
    return (
      <span className={`${quiet} text-wait`}>
        <Icon name="limits" size={14} />
        <span className="truncate">{probing} opens: one task goes first</span>
      </span>
    )
  if (pacing && ready > 0) return <Paced pacing={pacing} />
  return (
    <span className={`${quiet} text-ink-3`}>
      <Icon name="open" size={14} />
      <span className="truncate">{only === null ? 'Open' : `Open. ${only}`}</span>
    </span>
  )
}
