import type { LaneName } from '#shared/lane'
import { countdownOr, formatAhead, formatCount, formatSpan, missing } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { useNow, useRemaining } from '../../use-now'
import { clearAt, ratePerMinute } from '../queue/estimate'
import { useHoldingGate } from '../queue/use-holding-gate'
import { laneTitles, useLane } from '../queue/use-lane'
import { countWord } from '../queue/words'
import { blockHeight } from './ahead'

const about: Record<LaneName, string> = {
  fast: 'For short prompts in large numbers: labels, scores, small rewrites.',
  heavy: 'Patient retries. For long documents, code and anything that thinks for a while.',
}
/** Where what is dropped comes to lie. */
const yours: Record<LaneName, string> = {
  fast: 'border-fast-fill bg-fast-fill/15',
  heavy: 'border-heavy-fill bg-heavy-fill/15',
}
const lit: Record<LaneName, string> = {
  fast: 'border-2 border-fast-fill bg-fast-tint',
  heavy: 'border-2 border-heavy-fill bg-heavy-tint',
}

/** A lane as a place to drop on, with the line that is ahead there. */
export function LaneTarget({ name, over }: { readonly name: LaneName; readonly over: boolean }) {
  const lane = useLane(name)
  const now = useNow()
  if (!lane) return null
  const { policy } = lane
  const at = clearAt(lane, now)
  const perPrompt = ratePerMinute(lane) > 0 ? `about ${formatSpan(60_000 / ratePerMinute(lane))}` : missing
  return (
    <section
      data-drop={name}
      aria-label={`${laneTitles[name]} lane`}
      className={`flex min-h-0 flex-col overflow-hidden rounded-xl px-[30px] py-7 [@media(max-height:480px)]:py-4 ${over ? lit[name] : 'border-[1.5px] border-dashed border-line-control'}`}
    >
      <h3 className="flex items-center gap-[11px] text-2xl font-semibold">
        <Icon name={name} size={24} className={name === 'fast' ? 'text-fast' : 'text-heavy'} />
        {laneTitles[name]}
      </h3>
      <p className="mt-2 text-base text-ink-2 [@media(max-height:480px)]:hidden">
        {countWord(policy.concurrency)} at a time. {about[name]}
      </p>
      <dl className="mt-[22px] [@media(max-height:480px)]:mt-2 grid grid-cols-[auto_1fr] gap-x-5 gap-y-[7px]">
        <dt className="text-ink-3">One prompt every</dt>
        <dd className="tn text-right">{perPrompt}</dd>
        <dt className="text-ink-3">Line ahead clear</dt>
        <dd className="tn text-right">{at === null ? missing : `about ${formatAhead(at, now)}`}</dd>
      </dl>
      <Ahead name={name} over={over} />
      <TargetSlots name={name} over={over} />
    </section>
  )
}

type PartProps = { readonly name: LaneName; readonly over: boolean }

function Ahead({ name, over }: PartProps) {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const longest = useStore((store) =>
    Math.max(0, ...(store.overview?.lanes ?? []).flatMap((each) => [each.ready, each.held + each.backingOff])),
  )
  if (!lane) return null
  const { ready, held, backingOff } = lane
  const waiting = held + backingOff
  const heights = { held: blockHeight(waiting, longest), ready: blockHeight(ready, longest) }
  return (
    <div className="tn mt-auto flex min-h-0 flex-col gap-1 pt-4 text-xs font-medium">
      <div
        className={`flex min-h-10 flex-1 basis-40 items-center justify-between rounded-[6px] border-[1.5px] border-dashed px-3 ${
          over ? `text-base font-semibold text-ink ${yours[name]}` : 'border-line-control text-ink-2'
        }`}
      >
        Yours
        {over && <Icon name="arrow-down" />}
      </div>
      {heights.held > 0 && (
        <div
          className="hatch flex min-h-6 shrink items-center rounded-[6px] px-1.5 text-wait"
          style={{ height: heights.held }}
        >
          <span
            className={`rounded-[4px] px-1.5 py-0.5 ${over ? (name === 'fast' ? 'bg-fast-tint' : 'bg-heavy-tint') : 'bg-canvas'}`}
          >
            {waitingWords(held, backingOff, gate?.name ?? null)}
          </span>
        </div>
      )}
      {heights.ready > 0 && (
        <div
          data-fill
          className={`shrink-0 rounded-[6px] ${name === 'fast' ? 'bg-fast-fill' : 'bg-heavy-fill'}`}
          style={{ height: heights.ready }}
        />
      )}
      <div className="flex h-4 justify-between font-normal text-ink-2">
        <span>{formatCount(ready)} ready</span>
        <span>
          {lane.policy.concurrency} {lane.policy.concurrency === 1 ? 'slot' : 'slots'}
        </span>
      </div>
    </div>
  )
}

/** '2,870 held by OpenAI, 9 wait': what backs off is held by nobody. */
function waitingWords(held: number, backingOff: number, gate: string | null): string {
  const waits = (n: number) => `${formatCount(n)} ${n === 1 ? 'waits' : 'wait'}`
  if (gate === null || held === 0) return waits(held + backingOff)
  return `${formatCount(held)} held by ${gate}${backingOff === 0 ? '' : `, ${waits(backingOff)}`}`
}

const mostSlots = 10

function TargetSlots({ name, over }: PartProps) {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const left = useRemaining(gate?.until ?? null)
  if (!lane || lane.policy.concurrency > mostSlots) return null
  const fill = name === 'fast' ? 'var(--fast-fill)' : 'var(--heavy-fill)'
  const held = gate !== null && lane.ready === 0
  return (
    <ul className="tn mt-1.5 flex h-14 shrink-0 gap-1.5 text-xs [@media(max-height:640px)]:hidden">
      {Array.from({ length: lane.policy.concurrency }, (_, seat) => {
        const busy = seat < lane.slots.length
        const hatched = !busy && held
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place
            key={seat}
            className={`grid flex-1 place-items-center rounded-[8px] border-[1.25px] ${
              hatched
                ? 'hatch border-wait-fill text-wait'
                : over
                  ? `text-ink ${busy ? yours[name] : ''}`
                  : 'border-line-control text-ink-3'
            }`}
            style={over && !hatched ? { borderColor: fill } : undefined}
          >
            {hatched ? (
              <span
                className={`rounded-[4px] px-1.5 ${over ? (name === 'fast' ? 'bg-fast-tint' : 'bg-heavy-tint') : 'bg-canvas'}`}
              >
                {left === null ? 'held' : countdownOr(left, 'opening')}
              </span>
            ) : busy ? (
              'busy'
            ) : (
              'free'
            )}
          </li>
        )
      })}
    </ul>
  )
}
