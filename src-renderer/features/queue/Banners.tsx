import { formatCount } from '../../format'
import { troubleWords } from '../../frame/gate-words'
import { type ShutGate, shutGates } from '../../frame/gates'
import { useStore } from '../../state/store'
import { openGate } from '../../state/work'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { DeathsBanner } from '../alerts/DeathsBanner'
import { useDeathsPaused } from '../alerts/use-deaths-paused'
import { DryRunBanner } from '../dry-run/DryRunBanner'
import { useWaitingDryRun } from '../dry-run/use-waiting-dry-run'
import { HoldBanner } from '../spending/HoldBanner'
import { useHolds } from '../spending/use-hold'
import { DoneBanner } from './DoneBanner'
import { OfflineBanner, SleptBanner } from './OutsideBanners'
import { PausedBanner, SafeModeBanner, StorageBanner, SuspectsBanner } from './StandstillBanners'
import { useIsCutOff, useSleep } from './use-outside'

/** The message of the window, above the table: the most pressing one, gone by itself when solved. */
export function Banners() {
  const storage = useStore((store) => store.overview?.storage)
  const paused = useStore((store) => store.overview?.paused ?? 'no')
  const suspects = useStore((store) => store.overview?.suspects ?? 0)
  const person = useStore(({ overview }) => overview !== null && shutGates(overview).some(isInTheWay))
  const offline = useIsCutOff()
  const slept = useSleep()
  const scope = useStore((store) => store.batchId)
  const holds = useHolds()
  const deaths = useDeathsPaused().batch !== undefined
  const dryRun = useWaitingDryRun() !== null
  const hold = holds.find(({ by, batches }) => by !== 'day' && batches.some(({ id }) => id === scope)) ?? holds[0]
  if (storage?.kind === 'trouble') return <StorageBanner storage={storage} />
  if (paused === 'safe_mode') return <SafeModeBanner suspects={suspects} />
  if (person) return <PersonBanner />
  if (paused === 'by_person') return <PausedBanner />
  if (deaths) return <DeathsBanner />
  if (dryRun) return <DryRunBanner />
  if (hold) return <HoldBanner hold={hold} more={holds.length - 1} />
  if (offline) return <OfflineBanner />
  if (suspects > 0) return <SuspectsBanner suspects={suspects} />
  if (slept) return <SleptBanner slept={slept} />
  return <DoneBanner />
}

/** Where another key lets the tasks through nothing is in their way, and the provider's own row tells. */
const isInTheWay = ({ personal, partly }: ShutGate): boolean => personal && !partly

/** A gate that waits for a person: without the key or the quota nothing goes on. */
function PersonBanner() {
  const overview = useStore((store) => store.overview)
  const goTo = useStore((store) => store.goTo)
  const shut = overview ? shutGates(overview).find(isInTheWay) : undefined
  if (!shut) return null
  const { name, held, trouble, gate } = shut
  const mendable = trouble !== 'quota' && trouble !== 'model' // here, and not at the provider
  return (
    <Banner
      hue="dead"
      icon={trouble === 'key_refused' || trouble === 'key_missing' ? 'key' : 'invalid'}
      title={trouble === 'model' ? `${name} has no model ${gate.model}.` : `${name} ${troubleWords[trouble].said}.`}
      action={
        <>
          {mendable && (
            <Button size="sm" onClick={() => goTo('providers')}>
              {trouble === 'key_refused'
                ? 'Fix the key'
                : trouble === 'key_missing'
                  ? 'Add a key'
                  : 'Open its settings'}
            </Button>
          )}
          <Button size="sm" look={mendable ? 'ghost' : 'default'} onClick={() => void openGate(gate.id)}>
            Try again now
          </Button>
        </>
      }
    >
      {formatCount(held)} {held === 1 ? 'task is' : 'tasks are'} kept in line and spent no retry.
    </Banner>
  )
}
