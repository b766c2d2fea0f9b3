import type { Interruptions } from '#shared/overview'
import { formatTime } from '../../format'
import { shutGates } from '../../frame/gates'
import { thisMachine } from '../../platform'
import { useStore } from '../../state/store'
import { openGate } from '../../state/work'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'

const machine = `${thisMachine.charAt(0).toUpperCase()}${thisMachine.slice(1)}`

/** Nothing that waits for a provider elsewhere can go on. */
export function OfflineBanner() {
  const gateId = useStore(
    ({ overview }) =>
      (overview ? shutGates(overview).find(({ trouble }) => trouble === 'outage')?.gate.id : undefined) ?? null,
  )
  return (
    <Banner
      hue="wait"
      icon="offline"
      title={`${machine} is offline.`}
      action={
        gateId !== null && (
          <Button size="sm" icon="test" onClick={() => void openGate(gateId)}>
            Try now
          </Button>
        )
      }
    >
      What needs the network keeps its place in line
      <span className="max-[999px]:sr-only">, spends no retry and goes on by itself once that is back</span>.
    </Banner>
  )
}

/** It slept with work in hand: what became of the calls. */
export function SleptBanner({ slept: { from, to } }: { readonly slept: NonNullable<Interruptions['slept']> }) {
  const sleepSeen = useStore((store) => store.sleepSeen)
  return (
    <Banner
      hue="plain"
      icon="slept"
      title={`${machine} slept from ${formatTime(from)} to ${formatTime(to)}.`}
      action={
        <Button size="sm" look="ghost" onClick={() => sleepSeen(to)}>
          Dismiss
        </Button>
      }
    >
      Nothing is lost
      <span className="max-[999px]:sr-only">: a call that was cut off goes again and spends no retry</span>.
    </Banner>
  )
}
