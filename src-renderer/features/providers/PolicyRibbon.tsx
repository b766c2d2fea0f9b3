import type { LaneName, LanePolicy } from '#shared/lane'
import { formatSpan } from '../../format'
import { Icon } from '../../ui/Icon'
import { policyRibbon, type Ribbon, type RibbonPart, ribbonWords } from './policy-ribbon'

const hues = {
  fast: 'bg-fast-tint text-fast shadow-[inset_0_-3px_0_var(--fast-fill)]',
  heavy: 'bg-heavy-tint text-heavy shadow-[inset_0_-3px_0_var(--heavy-fill)]',
}
const trackWidth = 216

/** A policy drawn to scale: tries solid, waits hatched, and fainter where chance decides. */
export function PolicyRibbon({ lane, policy }: { readonly lane: LaneName; readonly policy: LanePolicy }) {
  const ribbon = policyRibbon(policy, trackWidth)
  return (
    <div className="tn flex w-full min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-2xs font-medium">
      <div
        role="img"
        aria-label={ribbonWords(policy)}
        className="flex max-w-full items-center"
        style={{ width: ribbon.parts.reduce((sum, { width }) => sum + width, 0) }}
      >
        {ribbon.parts.map((part) => (
          <Part key={keyOf(part)} part={part} hue={hues[lane]} />
        ))}
      </div>
      <span
        className="flex min-w-0 items-center gap-1.5 font-normal whitespace-nowrap text-ink-3"
        title={rangeWords(ribbon)}
      >
        <Icon name="dead" size={12} />
        <span className="truncate">{endWords(ribbon)}</span>
      </span>
    </div>
  )
}

/** When the letter is written, after the first try: how long the tries take comes on top. */
function endWords({ totalMs, lowMs, highMs, cutAtMs }: Ribbon): string {
  if (cutAtMs !== null) return `within ${formatSpan(cutAtMs)}`
  if (highMs === 0) return 'at once'
  return lowMs === highMs ? `after ${formatSpan(totalMs)}` : `about ${formatSpan(totalMs)}`
}

const rangeWords = ({ lowMs, highMs }: Ribbon): string =>
  lowMs === highMs ? '' : `${formatSpan(lowMs)} to ${formatSpan(highMs)} of waiting`

const keyOf = (part: RibbonPart): string =>
  part.kind === 'try' ? `try ${part.number}` : part.kind === 'wait' ? `wait ${part.before}` : 'more'

function Part({ part, hue }: { readonly part: RibbonPart; readonly hue: string }) {
  if (part.kind === 'try')
    return (
      <span
        data-fill
        className={`grid h-[18px] min-w-0 place-items-center rounded-xs font-semibold ${hue}`}
        style={{ width: part.width }}
      >
        {part.number}
      </span>
    )
  if (part.kind === 'more')
    return (
      <span
        className="grid h-[18px] min-w-0 place-items-center text-ink-3"
        style={{ width: part.width }}
        title={`${part.tries} more tries`}
      >
        ···
      </span>
    )
  const sure = `${part.sure * 100}%`
  return (
    <span className="relative grid h-[18px] min-w-0 place-items-center text-wait" style={{ width: part.width }}>
      <span aria-hidden className="hatch absolute inset-y-0 left-0" style={{ width: sure }} />
      <span aria-hidden className="hatch absolute inset-y-0 right-0 opacity-45" style={{ left: sure }} />
      {part.label && <span className="relative rounded-xs bg-canvas px-[3px] leading-[14px]">{part.label}</span>}
    </span>
  )
}
