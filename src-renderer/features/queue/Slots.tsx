import { useEffect, useRef, useState } from 'react'
import type { LaneName } from '#shared/lane'
import type { Slot } from '#shared/overview'
import type { TaskId } from '#shared/task'
import { countdownOr, formatClock, formatDuration, formatSpan, formatUntil } from '../../format'
import { useStore } from '../../state/store'
import { useElapsed, useRemaining } from '../../use-now'
import { seatTasks } from './seats'
import { useHoldingGate } from './use-holding-gate'
import { laneTitles, useLane, useLaneOpensAt, useLaneStill } from './use-lane'

/** More slots than this are too narrow for words. */
const mostWithWords = 5
const mostWithNames = 2

/** A lane's track, cut into its slots: busy, held by a gate, or free. */
export function Slots({ name }: { readonly name: LaneName }) {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const still = useLaneStill(name)
  const shut = useLaneOpensAt(name) !== null
  const seats = useRef<(TaskId | null)[]>([])
  const held = gate !== null && lane?.ready === 0 && !still && !shut // a gate that opens would change nothing
  const opening = useOpening(held, lane?.policy.concurrency ?? 0)
  if (!lane) return null
  const { slots, policy, typicalMs } = lane
  seats.current = seatTasks(
    seats.current,
    slots.map(({ taskId }) => taskId),
    policy.concurrency,
  )
  const words = policy.concurrency <= mostWithWords
  return (
    <ul
      aria-label={`${laneTitles[name]} slots`}
      className={`grid h-7 auto-cols-fr grid-flow-col ${policy.concurrency > 20 ? 'gap-px' : 'gap-[3px]'}`}
    >
      {seats.current.map((id, seat) => {
        const slot = id === null ? undefined : slots.find(({ taskId }) => taskId === id)
        const key = `seat ${seat}`
        const gone = opening ? seat : null
        if (slot)
          return (
            <BusySlot
              key={key}
              {...{ name, slot, words, named: policy.concurrency <= mostWithNames }}
              scaleMs={typicalMs ?? policy.timeoutMs}
              gone={gone}
            />
          )
        return held ? <HeldSlot key={key} until={gate.until} words={words} /> : <FreeSlot key={key} gone={gone} />
      })}
    </ul>
  )
}

type BusyProps = {
  readonly name: LaneName
  readonly slot: Slot
  readonly scaleMs: number // a full bar: 95 of 100 answers took no longer
  readonly words: boolean
  readonly named: boolean
  readonly gone: number | null
}

function BusySlot({ name, slot, scaleMs, words, named, gone }: BusyProps) {
  const elapsed = useElapsed(slot.startedAt)
  const openTask = useStore((store) => store.openTask)
  const late = elapsed > scaleMs
  const time = elapsed < 10_000 ? formatDuration(elapsed) : formatSpan(elapsed)
  return (
    <li className="contents">
      <button
        type="button"
        title={slot.title}
        onClick={() => openTask(slot.taskId)}
        className={`tn relative flex min-w-0 items-center justify-between gap-1.5 overflow-hidden rounded-[4px] px-[7px] text-[11.5px]/[14px] font-medium whitespace-nowrap ${
          name === 'fast' ? 'bg-fast-tint' : 'bg-heavy-tint'
        }`}
      >
        <span className="sr-only">
          {slot.title}, running since {formatClock(slot.startedAt)}
        </span>
        <span
          data-fill
          className={`absolute bottom-0 left-0 h-[3px] w-full origin-left rounded-r-[1px] ${
            late ? 'bg-wait-fill' : name === 'fast' ? 'bg-fast-fill' : 'bg-heavy-fill'
          }`}
          style={{ transform: `scaleX(${Math.min(1, elapsed / scaleMs)})` }}
        />
        {words && (
          <span aria-hidden className="flex min-w-0 flex-1 items-center justify-between gap-1.5">
            <span className="truncate font-normal text-ink-2">{named && `row ${slot.position}`}</span>
            <span className={late ? 'text-wait' : ''}>{time}</span>
          </span>
        )}
        <GoneHatching seat={gone} />
      </button>
    </li>
  )
}

function HeldSlot({ until, words }: { readonly until: number | null; readonly words: boolean }) {
  const left = useRemaining(until)
  const label = left === null ? 'held' : countdownOr(left, 'now')
  return (
    <li
      aria-label={`Held by a gate${until === null ? '' : ` until ${formatUntil(until)}`}`}
      className="hatch tn flex min-w-0 items-center justify-center overflow-hidden rounded-[4px] bg-wait-tint text-[11.5px]/[14px] font-medium whitespace-nowrap text-wait"
    >
      {words && <span className="rounded-xs bg-wait-tint px-1">{label}</span>}
    </li>
  )
}

const FreeSlot = ({ gone }: { readonly gone: number | null }) => (
  <li aria-label="Free" className="edge-strong relative min-w-0 overflow-hidden rounded-[4px]">
    <GoneHatching seat={gone} />
  </li>
)

/** After a gate opened: slot after slot, from the left, in ms. */
const slotMs = 40
const slideMs = 320

/** Whether a gate that held free slots has just opened. */
function useOpening(held: boolean, seats: number): boolean {
  const wasHeld = useRef(held)
  const [opening, setOpening] = useState(false)
  const lastsMs = slideMs + slotMs * seats
  useEffect(() => {
    if (wasHeld.current && !held) setOpening(true)
    wasHeld.current = held
  }, [held])
  useEffect(() => {
    if (!opening) return
    const timer = setTimeout(() => setOpening(false), lastsMs)
    return () => clearTimeout(timer)
  }, [opening, lastsMs])
  return opening && !held
}

/** The hatching of a gate slides away to the right; nothing where none has just opened. */
const GoneHatching = ({ seat }: { readonly seat: number | null }) =>
  seat === null ? null : (
    <span
      aria-hidden
      className="gate-opens hatch absolute inset-0 bg-wait-tint"
      style={{ animationDelay: `${seat * slotMs}ms` }}
    />
  )
