import { useId } from 'react'
import type { LaneView } from '#shared/overview'
import { counted } from '../../format'
import type { Lane } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Icon, laneIcon } from '../../ui/Icon'
import { RadioMark } from '../../ui/RadioMark'
import { useAhead, useNow } from '../../use-now'
import { fromWords } from '../windows/window-words'

type LaneCardsProps = { readonly lane: Lane; readonly onChange: (lane: Lane) => void; readonly disabled: boolean }

/** Which lane the prompts go to, and what that means. */
export function LaneCards({ lane, onChange, disabled }: LaneCardsProps) {
  const lanes = useStore((store) => store.overview?.lanes)
  return (
    <div role="radiogroup" aria-label="Lane">
      <div className="mb-1 text-xs font-medium text-ink-2">Lane</div>
      <div className="grid grid-cols-2 gap-2">
        <Card {...{ lane: 'auto', chosen: lane, onChange, disabled }} name="Auto" wide>
          Short prompts to Fast. Long prompts, large answers and reasoning models to Heavy.
        </Card>
        <Card {...{ lane: 'fast', chosen: lane, onChange, disabled }} name="Fast">
          <Meaning lane={lanes?.find(({ name }) => name === 'fast')} />
        </Card>
        <Card {...{ lane: 'heavy', chosen: lane, onChange, disabled }} name="Heavy">
          <Meaning lane={lanes?.find(({ name }) => name === 'heavy')} />
        </Card>
      </div>
    </div>
  )
}

function Meaning({ lane }: { readonly lane: LaneView | undefined }) {
  const opensAt = useAhead(lane?.opensAt ?? null)
  const now = useNow()
  if (!lane) return null
  const { concurrency, retries } = lane.policy
  return (
    <>
      {concurrency} at once, {counted(retries, 'retry', 'retries')}
      {lane.paused && <span className="block font-medium text-wait">paused now</span>}
      {!lane.paused && opensAt !== null && (
        <span className="block font-medium text-ink">runs {fromWords(opensAt, now)}</span>
      )}
    </>
  )
}

type CardProps = {
  readonly lane: Lane
  readonly chosen: Lane
  readonly name: string
  readonly onChange: (lane: Lane) => void
  readonly disabled: boolean
  readonly wide?: boolean
  readonly children: React.ReactNode
}
const chosenLook: Record<Lane, string> = {
  auto: 'bg-selected shadow-[inset_0_0_0_1.5px_var(--ink)]',
  fast: 'bg-fast-tint shadow-[inset_0_0_0_1.5px_var(--fast-fill)]',
  heavy: 'bg-heavy-tint shadow-[inset_0_0_0_1.5px_var(--heavy-fill)]',
}

function Card({ lane, chosen, name, onChange, disabled, wide = false, children }: CardProps) {
  const id = useId()
  const look = chosen === lane ? chosenLook[lane] : `edge-strong ${disabled ? '' : 'hover:bg-hover'}`
  return (
    <div className={`relative rounded-[8px] px-2.5 pt-2 pb-[9px] ${wide ? 'col-span-2' : ''} ${look}`}>
      <RadioMark
        name="lane"
        label={name}
        checked={chosen === lane}
        onChoose={() => onChange(lane)}
        disabled={disabled}
        cover
        describedBy={id}
      />
      <div className="flex items-center gap-1.5 font-semibold">
        {lane !== 'auto' && (
          <Icon name={laneIcon[lane]} size={14} className={lane === 'fast' ? 'text-fast' : 'text-heavy'} />
        )}
        {name}
      </div>
      <div id={id} className="text-[11.5px]/[15px] text-ink-2">
        {children}
      </div>
    </div>
  )
}
