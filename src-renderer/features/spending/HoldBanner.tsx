import { formatUsd } from '../../format'
import { useStore } from '../../state/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { useNow } from '../../use-now'
import { type Hold, mend, mendLabel, opensByItself } from './budget'
import { holdDetail, holdHint, holdTitle } from './hold-words'

type HoldBannerProps = { readonly hold: Hold; readonly more: number }

/** A budget holds work back: what, how much is left, and the one way on. */
export function HoldBanner({ hold, more }: HoldBannerProps) {
  const now = useNow()
  const openBatch = useStore((store) => store.openBatch)
  const goTo = useStore((store) => store.goTo)
  const openWatch = useStore((store) => store.openWatch)
  const { batch, by, budget, watch } = hold
  const own = by === 'price' && budget === null ? null : batch // without one of its own, it is its folder's or the day's
  const other = () => (own ? openBatch(own.id, 'budget') : watch ? openWatch(watch.id) : goTo('settings'))
  return (
    <Banner
      hue={opensByItself(by) ? 'wait' : 'dead'}
      icon="money"
      title={holdTitle(hold)}
      hint={holdHint(hold, now)}
      action={
        <>
          <Button size="sm" look="ghost" onClick={other}>
            {by === 'price' ? 'Lift the budget…' : 'Other amount…'}
          </Button>
          <Button size="sm" onClick={() => mend(hold)}>
            {mendLabel(hold)}
          </Button>
        </>
      }
    >
      {holdDetail(hold, now)}
      {more > 0 && ` ${more} more ${more === 1 ? 'batch is' : 'batches are'} held by a budget.`}
    </Banner>
  )
}

/** In the top bar: that a budget holds something; a press does what the banner's button does. */
export function HoldChip({ hold }: { readonly hold: Hold }) {
  const now = useNow()
  const { by, budget } = hold
  const words = by === 'price' ? 'price not known' : `${budget === null ? '' : `${formatUsd(budget)} `}budget used up`
  return (
    <span
      title={holdHint(hold, now)}
      className={`tn inline-flex h-5 min-w-0 shrink items-center truncate rounded-sm px-[7px] text-[11.5px] font-medium ${
        opensByItself(by) ? 'bg-wait-tint text-wait' : 'bg-dead-tint text-dead'
      }`}
    >
      <span className="truncate">{words}</span>
    </span>
  )
}
