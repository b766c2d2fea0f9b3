import type { Overview } from '#shared/overview'
import type { StorageState } from '#shared/storage'
import { counted, formatCount, formatTime } from '../../format'
import { pauseAll } from '../../state/pausing'
import { scopeCounts } from '../../state/scope'
import { useStore } from '../../state/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { storageWords } from './storage-words'

/** Nothing can be saved, so nothing is claimed. */
export function StorageBanner({ storage }: { readonly storage: Extract<StorageState, { kind: 'trouble' }> }) {
  const goTo = useStore((store) => store.goTo)
  const { title, rest } = storageWords(storage)
  return (
    <Banner
      hue="dead"
      icon="disk"
      title={title}
      hint={storage.trouble.message}
      action={
        storage.trouble.kind === 'damaged' && (
          <Button size="sm" onClick={() => goTo('settings')}>
            Backups
          </Button>
        )
      }
    >
      {rest}
    </Banner>
  )
}

/** The last starts ended young: a person looks before anything runs again. */
export function SafeModeBanner({ suspects }: Pick<Overview, 'suspects'>) {
  return (
    <Banner
      hue="dead"
      icon="safe"
      title="The last three starts ended within a minute."
      action={
        <>
          {suspects > 0 && <ShowSuspects words={`Show the ${formatCount(suspects)} in flight`} />}
          <Button size="sm" icon="run" onClick={() => void pauseAll()}>
            Resume
          </Button>
        </>
      }
    >
      Everything is paused so that you can look.
      {suspects > 0 && (
        <span className="max-[1179px]:sr-only">
          {` What was in flight ${suspects === 1 ? 'runs alone' : 'runs one at a time'} first once you resume.`}
        </span>
      )}
    </Banner>
  )
}

/** After a crash, what was in flight goes alone: if one of them ends the app again, it is known which. */
export function SuspectsBanner({ suspects }: Pick<Overview, 'suspects'>) {
  const diedAt = useStore(({ overview }) => overview?.interruptions?.diedAt ?? null)
  if (diedAt !== null)
    return (
      <Banner
        hue="plain"
        icon="info"
        title={`Trilane closed at about ${formatTime(diedAt)}.`}
        action={<ShowSuspects words={suspects === 1 ? 'Show it' : 'Show them'} />}
      >
        {counted(suspects, 'running task')} {suspects === 1 ? 'was' : 'were'} queued again
        <span className="max-[999px]:sr-only">
          {suspects === 1 ? ' and runs alone first' : ' and run one at a time first'}; the rest follows by itself
        </span>
        .
      </Banner>
    )
  return (
    <Banner
      hue="plain"
      icon="info"
      title={`${counted(suspects, 'task')} ${suspects === 1 ? 'was' : 'were'} in flight when Trilane closed;`}
      action={<ShowSuspects words="Show them" />}
    >
      {suspects === 1 ? 'it runs alone first.' : 'they run one at a time first.'} The rest follows by itself.
    </Banner>
  )
}

/** Everything stands still because a person said so. */
export function PausedBanner() {
  const counts = useStore(scopeCounts)
  const { running, queued } = counts
  const runs = running > 0 ? `What runs will finish: ${formatCount(running)}.` : 'Nothing runs.'
  return (
    <Banner
      hue="plain"
      icon="pause"
      title="Everything is paused."
      action={
        <Button size="sm" icon="run" keys="Mod ." onClick={() => void pauseAll()}>
          Resume
        </Button>
      }
    >
      {runs} {queued > 0 && `${counted(queued, 'task')} ${queued === 1 ? 'keeps its' : 'keep their'} place in line.`}
    </Banner>
  )
}

function ShowSuspects({ words }: { readonly words: string }) {
  const show = () => {
    const { goTo, scopeTo, setFilterText } = useStore.getState()
    goTo('queue')
    scopeTo(null)
    setFilterText(suspectWord)
  }
  return (
    <Button size="sm" look="ghost" onClick={show}>
      {words}
    </Button>
  )
}
const suspectWord = 'is:suspect'
