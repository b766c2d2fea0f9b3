import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { releaseRest } from './dry-run-actions'
import { standWords } from './dry-run-words'
import { useWaitingDryRun } from './use-waiting-dry-run'

/** A dry run is on its way, or waits for a person: how it stands, and the two ways on. */
export function DryRunBanner() {
  const found = useWaitingDryRun()
  const openDryRun = useStore((store) => store.openDryRun)
  if (!found) return null
  const { batch, run, more } = found
  const waits = run.state === 'waiting'
  return (
    <Banner
      hue="plain"
      icon="practice"
      title={`Dry run of ${batch.name}: ${standWords(run)}.`}
      action={
        <>
          <Button size="sm" look={waits ? 'default' : 'ghost'} onClick={() => openDryRun(batch.id)}>
            Look at the answers
          </Button>
          {waits && (
            <Button size="sm" look="ghost" icon="run" onClick={() => void releaseRest(run)}>
              Release {formatCount(run.rest)}
            </Button>
          )}
        </>
      }
    >
      {formatCount(run.rest)} {run.rest === 1 ? 'task waits' : 'tasks wait'}
      {waits ? ' for you.' : ' for it.'}
      {more > 0 && ` ${formatCount(more)} more like that.`}
    </Banner>
  )
}
