import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { goOn, lookAtLetters } from './alert-actions'
import { deathsPause } from './alert-words'
import { useDeathsPaused } from './use-deaths-paused'

/** A batch was paused because too many of it died: a person looks, and lets it go on. */
export function DeathsBanner() {
  const { batch, more } = useDeathsPaused()
  const isHere = useStore((store) => store.batchId === batch?.id && store.tab === 'dead')
  const why = batch && deathsPause(batch)
  if (!batch || !why) return null
  return (
    <Banner
      hue="dead"
      icon="pause"
      title={`${batch.name} is paused: ${why.died}.`}
      action={
        <>
          {!isHere && (
            <Button size="sm" onClick={() => lookAtLetters(batch.id)}>
              Look at them
            </Button>
          )}
          <Button size="sm" look={isHere ? 'default' : 'ghost'} icon="run" onClick={() => goOn(batch.id)}>
            Go on
          </Button>
        </>
      }
    >
      Nothing is lost; what has not started waits.
      {more > 0 && ` ${formatCount(more)} more ${more === 1 ? 'batch stands' : 'batches stand'} still like that.`}
    </Banner>
  )
}
