// biome-ignore-all lint/a11y/useSemanticElements: a lane is a group by its role; a fieldset is for forms
import { useMemo } from 'react'
import { counted, formatCount } from '../../format'
import { openLetters } from '../../state/open-letters'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { fingerprint } from './fingerprint'
import { History } from './History'
import { boardColumns, pastClass } from './LaneBoard'
import { lastStatus, shortFailure } from './words'

const trackPx = 232
/** What a count and its word need. */
const pxOf = (word: string): number => 34 + word.length * 6

/** The third lane: what the app has stopped trying, by cause. */
export function DeadLane({ firstRun }: { readonly firstRun: boolean }) {
  const open = useStore(openLetters)
  const snoozed = useStore((store) => store.overview?.deadSnoozed ?? 0)
  const groups = useOpenGroups()
  const history = useStore((store) => store.overview?.deadHistory) ?? []
  const lastHour = useStore((store) => store.overview?.deadLastHour ?? 0)
  const goTo = useStore((store) => store.goTo)
  const none = open === 0
  const away = snoozed > 0 ? `, ${formatCount(snoozed)} snoozed` : ''
  return (
    <div role="group" aria-label="Dead letters" className={`h-lane border-t border-line ${boardColumns}`}>
      <div className="grid grid-cols-[16px_1fr] gap-x-2">
        <Icon name="dead" className={`row-span-2 mt-px ${none ? 'text-ink-3' : 'text-dead'}`} />
        <b className="text-[13.5px]/[18px] font-semibold">Dead letters</b>
        <small className="text-2xs/[13px] whitespace-nowrap text-ink-3">
          {none ? `nothing to look at${away}` : `${counted(groups.length, 'kind')} of error${away}`}
        </small>
      </div>
      <Fingerprint />
      <span />
      <span />
      <div
        className={`tn text-right text-[17px]/5 tracking-[-0.016em] ${none ? 'text-ink-3' : 'font-medium text-dead'}`}
      >
        {formatCount(open)}
        {!none && (
          <div className="text-2xs/[13px] font-medium tracking-normal">{open === 1 ? 'needs you' : 'need you'}</div>
        )}
      </div>
      {firstRun ? (
        <p className="col-[6/-1] text-xs text-ink-3">What still failed, kept whole, for you to fix and requeue.</p>
      ) : (
        <>
          <div className={`flex items-center gap-2 ${pastClass}`}>
            <History bars={history} hue="dead" />
            <span className="tn text-xs whitespace-nowrap text-ink-2" title="In the last hour">
              {lastHour > 0 && `${formatCount(lastHour)} new`}
            </span>
          </div>
          <span />
          <div>
            {!none && (
              <Button size="sm" keys="Mod 2" onClick={() => goTo('dead')}>
                Triage
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  )
}

/** Those with letters that need somebody, with how many. */
function useOpenGroups() {
  const groups = useStore((store) => store.overview?.deadGroups)
  return useMemo(
    () =>
      (groups ?? [])
        .map((group) => ({ ...group, count: group.count - (group.snoozed ?? 0) }))
        .filter(({ count }) => count > 0),
    [groups],
  )
}

function Fingerprint() {
  const groups = useOpenGroups()
  if (groups.length === 0) return <div className="edge-strong h-7 rounded-[4px]" />
  return (
    <ul aria-label="Causes" className="flex h-7 gap-[3px]">
      {fingerprint(groups, trackPx).map(({ key, count, group, px }) => {
        const word = group ? shortFailure[group.code] : 'others'
        const status = group ? lastStatus({ ...group, message: '', requestId: null }) : ''
        return (
          <li
            key={key}
            title={`${formatCount(count)} ${word}${group?.status ? ` (${status})` : ''}`}
            className="tn flex items-center gap-1 overflow-hidden rounded-[4px] bg-dead-tint px-1.5 text-[11.5px] font-medium whitespace-nowrap shadow-[inset_0_-3px_0_color-mix(in_oklab,var(--dead-fill)_75%,transparent)]"
            style={{ width: px }}
          >
            {formatCount(count)}
            <span className={px < pxOf(word) ? 'sr-only' : 'truncate font-normal text-ink-2'}>{word}</span>
          </li>
        )
      })}
    </ul>
  )
}
