// biome-ignore-all lint/a11y/useSemanticElements: a lane is a group by its role; a fieldset is for forms
import { useRef } from 'react'
import type { LaneName } from '#shared/lane'
import type { TaskId } from '#shared/task'
import { countdownIn, countdownOr, formatCount, formatMoment, formatUntil } from '../../format'
import { troubleWords } from '../../frame/gate-words'
import type { ShutGate } from '../../frame/gates'
import { useWindowAtLeast } from '../../frame/use-width'
import { openLetters } from '../../state/open-letters'
import { useStore } from '../../state/store'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { PauseBars, StateGlyph } from '../../ui/StateGlyph'
import { Ticking } from '../../ui/Ticking'
import { useNow, useRemaining } from '../../use-now'
import { type Hold, opensByItself } from '../spending/budget'
import { holdHint, shortHold } from '../spending/hold-words'
import { useLaneHold } from '../spending/use-hold'
import { fromWords } from '../windows/window-words'
import { PauseLane } from './PauseLane'
import { seatTasks } from './seats'
import { useHoldingGate } from './use-holding-gate'
import { laneTitles, useLane, useLaneOpensAt, useLaneStill } from './use-lane'
import { type Pacing, usePacing } from './use-pacing'
import { otherWaits, waitsSentence } from './wait-words'

const cell = 'group/lane tn flex min-w-0 items-center overflow-hidden pr-2.5 pl-4 text-xs whitespace-nowrap'

/** The board in one line: in a narrow window, or beside an open task. */
export function LaneStrip() {
  const wide = useWindowAtLeast(1_180) // below, either the sidebar is a rail or it takes as much as it gives
  const roomy = useWindowAtLeast(860)
  const tight = !useWindowAtLeast(740) // at twice the size; what leaves is in the commands
  return (
    <div className="grid h-[42px] grid-cols-[minmax(0,1.42fr)_minmax(0,1.2fr)_minmax(max-content,0.66fr)]">
      <StripLane name="fast" {...{ wide, roomy, tight }} />
      <StripLane name="heavy" {...{ wide, roomy, tight }} />
      <StripDead {...{ wide, roomy }} />
    </div>
  )
}

/** With more digits of what is ready and what backs off a lane keeps to what tells most. */
const fewDigits = 8

type Room = { readonly wide: boolean; readonly roomy: boolean }

function StripLane({ name, wide, roomy, tight }: Room & { readonly name: LaneName; readonly tight: boolean }) {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const paused = useLaneStill(name)
  const pacing = usePacing()
  const opensAt = useLaneOpensAt(name)
  const budget = useLaneHold(name)
  const shut =
    !paused && opensAt !== null && (!gate || (!gate.personal && gate.until !== null && gate.until <= opensAt))
  const quiet = paused || shut
  const all = useStore((store) => (store.overview?.paused ?? 'no') !== 'no') // then the way on is above
  if (!lane) return null
  const { ready, backingOff, nextDueAt } = lane
  const word = shut ? 'in line' : 'ready'
  const crowded = formatCount(ready).length + (backingOff > 0 ? formatCount(backingOff).length : 0) > fewDigits
  return (
    <div
      role="group"
      aria-label={`${laneTitles[name]} lane`}
      className={`${cell} ${crowded ? 'gap-1.5' : 'gap-[9px]'} ${name === 'heavy' ? 'border-l border-line' : ''}`}
    >
      <Icon name={name} className={name === 'fast' ? 'text-fast' : 'text-heavy'} />
      <b className="-ml-0.5 text-[13px] font-semibold">{laneTitles[name]}</b>
      <MiniSlots
        name={name}
        held={gate !== null && ready === 0 && !quiet}
        track={roomy && !crowded && (wide || !quiet) ? 83 : 58}
      />
      <span className={shut ? 'text-ink-3' : 'text-ink-2'} title={waitsSentence(lane, word)}>
        {formatCount(ready)}
        {wide && !crowded ? ` ${word}` : <span className="sr-only"> {word}</span>}
        <span className="sr-only">{otherWaits(lane)}</span>
      </span>
      {/* What does not fit goes to a second line, which is not seen: whole, and the last of it first. */}
      <span className="flex h-full min-w-0 flex-1 flex-wrap overflow-hidden">
        <span className="h-full w-px" />
        {backingOff > 0 && (wide || (!quiet && !budget)) && (
          <StripBackoff count={backingOff} at={nextDueAt} wide={wide && !shut} />
        )}
      </span>
      {paused ? (
        <PausedChip />
      ) : shut ? (
        <ShutChip at={opensAt} />
      ) : gate ? (
        <StripGate gate={gate} named={roomy && (wide || !crowded)} />
      ) : (
        (budget && <StripHold hold={budget.hold} named={wide} />) ||
        (pacing && ready > 0 && wide && <PacedChip pacing={pacing} />)
      )}
      {(wide || !all) && !tight && <PauseLane name={name} />}
    </div>
  )
}

function PacedChip({ pacing: { name, at, words } }: { readonly pacing: Pacing }) {
  return <Chip title={`${name}: ${words}`}>next {countdownIn(useRemaining(at) ?? 0, 'now')}</Chip>
}

const PausedChip = () => <Chip title="What runs will finish">paused</Chip>

function ShutChip({ at }: { readonly at: number }) {
  return (
    <Chip title={`Its run window opens ${formatMoment(at)}. What runs will finish`}>{fromWords(at, useNow())}</Chip>
  )
}

type MiniProps = { readonly name: LaneName; readonly held: boolean; readonly track: number }

function MiniSlots({ name, held, track }: MiniProps) {
  const lane = useLane(name)
  const now = useNow()
  const seats = useRef<(TaskId | null)[]>([])
  if (!lane) return null
  const { slots, policy, typicalMs } = lane
  seats.current = seatTasks(
    seats.current,
    slots.map(({ taskId }) => taskId),
    policy.concurrency,
  )
  const px = Math.max(2, (track - 2 * (policy.concurrency - 1)) / policy.concurrency)
  return (
    <span role="img" aria-label={`${slots.length} of ${policy.concurrency} running`} className="flex shrink-0 gap-0.5">
      {seats.current.map((id, seat) => {
        const slot = id === null ? undefined : slots.find(({ taskId }) => taskId === id)
        const part = slot ? Math.min(1, Math.max(0, now - slot.startedAt) / (typicalMs ?? policy.timeoutMs)) : 0
        const tint = slot
          ? name === 'fast'
            ? 'bg-fast-tint'
            : 'bg-heavy-tint'
          : held
            ? 'hatch bg-wait-tint'
            : 'edge-strong'
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place
          <span key={seat} className={`relative h-4 overflow-hidden rounded-xs ${tint}`} style={{ width: px }}>
            {slot && (
              <span
                data-fill
                className={`absolute bottom-0 left-0 h-[3px] w-full origin-left ${
                  part >= 1 ? 'bg-wait-fill' : name === 'fast' ? 'bg-fast-fill' : 'bg-heavy-fill'
                }`}
                style={{ transform: `scaleX(${part})` }}
              />
            )}
          </span>
        )
      })}
    </span>
  )
}

type BackoffProps = { readonly count: number; readonly at: number | null; readonly wide: boolean }

function StripBackoff({ count, at, wide }: BackoffProps) {
  const left = useRemaining(at)
  const next = left === null ? '' : `, next ${countdownOr(left, 'is due')}`
  return (
    <>
      <span
        className="flex h-full items-center gap-[5px] font-medium text-wait"
        title={`${formatCount(count)} backing off${next}`}
      >
        <StateGlyph glyph="backing_off" size={14} />
        {formatCount(count)}
      </span>
      {wide && next !== '' && <span className="flex h-full items-center font-medium text-wait">{next}</span>}
    </>
  )
}

/** A long name gives way, or it would push out until when its gate is closed, and the lane's pause. */
const shortName = 'max-w-20 truncate'

function StripGate({
  gate: { name, until, personal, trouble },
  named,
}: {
  readonly gate: ShutGate
  readonly named: boolean
}) {
  const left = useRemaining(personal ? null : until)
  if (left === null)
    return (
      <Chip hue="dead" title={`${name} ${troubleWords[trouble].said}`}>
        <Icon name="key" size={12} />
        <span className={named ? shortName : 'sr-only'}>{name}</span>
      </Chip>
    )
  return (
    <Chip hue="wait" title={`${name} ${troubleWords[trouble].said}`}>
      <PauseBars size={12} />
      <span className={named ? shortName : 'sr-only'}>{name}</span>{' '}
      <Ticking spoken={`opens at ${formatUntil(until ?? 0)}`}>{countdownOr(left, 'opening')}</Ticking>
    </Chip>
  )
}

function StripHold({ hold, named }: { readonly hold: Hold; readonly named: boolean }) {
  const now = useNow()
  return (
    <Chip hue={opensByItself(hold.by) ? 'wait' : 'dead'} title={holdHint(hold, now)}>
      <Icon name="money" size={12} />
      <span className={named ? '' : 'sr-only'}>{shortHold[hold.by]}</span>
    </Chip>
  )
}

function StripDead({ wide, roomy }: Room) {
  const dead = useStore(openLetters)
  const snoozed = useStore((store) => store.overview?.deadSnoozed ?? 0)
  const lastHour = useStore((store) => store.overview?.deadLastHour ?? 0)
  const goTo = useStore((store) => store.goTo)
  return (
    <div role="group" aria-label="Dead letters" className="flex min-w-0 border-l border-line">
      <button
        type="button"
        onClick={() => goTo('dead')}
        className={`${cell} flex-1 gap-[9px] text-left outline-offset-[-2px] hover:bg-hover`}
      >
        <Icon name="dead" className={dead > 0 ? 'text-dead' : 'text-ink-3'} />
        <b className={roomy ? '-ml-0.5 text-[13px] font-semibold' : 'sr-only'}>Dead letters</b>
        <span className={dead > 0 ? 'font-semibold text-dead' : 'text-ink-3'}>{formatCount(dead)}</span>
        <span className="flex-1" />
        {wide && snoozed > 0 && lastHour === 0 && <span className="text-ink-3">{formatCount(snoozed)} snoozed</span>}
        {wide && lastHour > 0 && <span className="text-ink-3">{formatCount(lastHour)} new</span>}
      </button>
    </div>
  )
}
