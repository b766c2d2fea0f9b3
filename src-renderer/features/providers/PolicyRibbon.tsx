import type { LaneName, LanePolicy } from '#shared/lane'
import { formatSpan } from '../../format'
import { Icon } from '../../ui/Icon'
import { policyRibbon, type RibbonPart, ribbonWords } from './policy-ribbon'

const hues = {
  fast: 'bg-fast-tint text-fast shadow-[inset_0_-3px_0_var(--fast-fill)]',
  heavy: 'bg-heavy-tint text-heavy shadow-[inset_0_-3px_0_var(--heavy-fill)]',
}
const trackWidth = 230

/** A policy drawn to scale: tries solid, waits hatched. */
export function PolicyRibbon({ lane, policy }: { readonly lane: LaneName; readonly policy: LanePolicy }) {
  const { parts, totalMs } = policyRibbon(policy, trackWidth)
  return (
    <div className="tn flex min-w-0 items-center text-2xs font-medium">
      <div role="img" aria-label={ribbonWords(policy)} className="flex shrink-0 items-center">
        {parts.map((part) => (
          <Part key={keyOf(part)} part={part} hue={hues[lane]} />
        ))}
      </div>
      <span className="ml-2 flex items-center gap-1.5 font-normal whitespace-nowrap text-ink-3">
        <Icon name="dead" size={12} />
        {totalMs === 0 ? 'at once' : `after ${formatSpan(totalMs)}`}
      </span>
    </div>
  )
}

const keyOf = (part: RibbonPart): string =>
  part.kind === 'try' ? `try ${part.number}` : part.kind === 'wait' ? `wait ${part.before}` : 'more'

function Part({ part, hue }: { readonly part: RibbonPart; readonly hue: string }) {
  if (part.kind === 'try')
    return (
      <span
        data-fill
        className={`grid h-[18px] shrink-0 place-items-center rounded-xs font-semibold ${hue}`}
        style={{ width: part.width }}
      >
        {part.number}
      </span>
    )
  if (part.kind === 'more')
    return (
      <span
        className="grid h-[18px] shrink-0 place-items-center text-ink-3"
        style={{ width: part.width }}
        title={`${part.tries} more tries`}
      >
        ···
      </span>
    )
  return (
    <span className="hatch grid h-[18px] shrink-0 place-items-center text-wait" style={{ width: part.width }}>
      {part.label && <span className="rounded-xs bg-canvas px-[3px] leading-[14px]">{part.label}</span>}
    </span>
  )
}
