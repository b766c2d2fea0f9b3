// biome-ignore-all lint/a11y/useSemanticElements: a lane is a group by its role; a fieldset is for forms
import { memo } from 'react'
import type { LaneName } from '#shared/lane'
import { countdownOr, formatAhead, formatCount, formatRate, formatUntil, missing } from '../../format'
import { Icon } from '../../ui/Icon'
import { Ticking } from '../../ui/Ticking'
import { Tooltip } from '../../ui/Tooltip'
import { useNow, useRemaining } from '../../use-now'
import { useLaneHold } from '../spending/use-hold'
import { fromWords } from '../windows/window-words'
import { clearAt, ratePerMinute } from './estimate'
import { GateCell } from './GateCell'
import { History } from './History'
import { boardColumns, pastClass } from './LaneBoard'
import { LaterOn } from './LaterOn'
import { PauseLane } from './PauseLane'
import { Slots } from './Slots'
import { useHoldingGate } from './use-holding-gate'
import { laneTitles, useLane, useLaneOpensAt, useLaneStill } from './use-lane'
import { waitsSentence } from './wait-words'
import { laneSentence, policyWords } from './words'

const number = 'tn text-right text-[17px]/5 font-medium tracking-[-0.016em]'
const zero = 'tn text-right text-[17px]/5 tracking-[-0.016em] text-ink-3'

/** One lane: its policy, slots, line, recent past and gate. */
export const LaneRow = memo(function LaneRow({
  name,
  firstRun,
}: {
  readonly name: LaneName
  readonly firstRun: boolean
}) {
  const lane = useLane(name)
  const still = useLaneStill(name)
  const opensAt = useLaneOpensAt(name)
  if (!lane) return null
  const shut = opensAt !== null && !still
  const { policy, slots, ready, backingOff } = lane
  return (
    <div
      role="group"
      aria-label={`${laneTitles[name]} lane`}
      className={`h-lane border-line not-nth-2:border-t ${boardColumns}`}
    >
      <div className="relative grid grid-cols-[16px_1fr] gap-x-2">
        <Icon name={name} className={`row-span-2 mt-px ${name === 'fast' ? 'text-fast' : 'text-heavy'}`} />
        <b className="text-[13.5px]/[18px] font-semibold">{laneTitles[name]}</b>
        <small
          className={`text-2xs/[13px] whitespace-nowrap ${still || shut ? 'font-medium text-ink-2' : 'text-ink-3'}`}
        >
          {still ? 'paused' : shut ? <From at={opensAt} /> : policyWords(policy)}
        </small>
        <span className="absolute -top-[3px] left-[66px]">
          <PauseLane name={name} />
        </span>
      </div>
      <Slots name={name} />
      <div className={slots.length > 0 ? number : zero} title={`${slots.length} of ${policy.concurrency} slots run`}>
        {slots.length}
        <small className="text-xs font-normal tracking-normal text-ink-3">/{policy.concurrency}</small>
      </div>
      <div
        className={ready > 0 && !shut ? number : zero}
        title={waitsSentence(lane, shut ? 'wait for the run window' : 'ready to run')}
      >
        {formatCount(ready)}
        <LaterOn lane={lane} />
      </div>
      <div className={backingOff > 0 ? number : zero} title={`${formatCount(backingOff)} backing off`}>
        {formatCount(backingOff)}
        <NextRelease at={lane.nextDueAt} />
      </div>
      {firstRun ? (
        <p className="col-[6/-1] text-xs text-ink-3">{laneSentence(name, policy)}</p>
      ) : (
        <>
          <div className={`flex items-center gap-2 ${pastClass}`}>
            <History bars={lane.history} hue={name} />
            <span className="tn text-xs whitespace-nowrap text-ink-2">
              {ratePerMinute(lane) > 0 && `${formatRate(ratePerMinute(lane))}/min`}
            </span>
          </div>
          <ClearBy name={name} />
          <GateCell name={name} />
        </>
      )}
    </div>
  )
})

const From = ({ at }: { readonly at: number }) => fromWords(at, useNow())

function NextRelease({ at }: { readonly at: number | null }) {
  const left = useRemaining(at)
  if (left === null) return null
  return (
    <div className="text-2xs/[13px] font-medium tracking-normal whitespace-nowrap text-wait">
      <Ticking spoken={`next at ${formatUntil(at ?? 0)}`}>next {countdownOr(left, 'is due')}</Ticking>
    </div>
  )
}

function ClearBy({ name }: { readonly name: LaneName }) {
  const lane = useLane(name)
  const now = useNow()
  const gate = useHoldingGate(name)
  const stuck = gate?.personal === true // until a person acts, nothing tells
  const still = useLaneStill(name)
  const budget = useLaneHold(name)
  const short = budget !== null && budget.held === lane?.ready // all of it waits for money
  const at = lane && !stuck && !still && !short ? clearAt(lane, now) : null
  if (at === null) return <div className="text-right text-xs text-ink-3">{missing}</div>
  return (
    <Tooltip text="An estimate: what is left, at the rate of the last minutes.">
      <div className="tn text-right text-xs whitespace-nowrap text-ink-2">
        <div className="text-2xs/[13px] text-ink-3">about</div>
        {formatAhead(at, now)}
      </div>
    </Tooltip>
  )
}
