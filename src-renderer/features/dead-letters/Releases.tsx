import { useState } from 'react'
import type { ReleaseView } from '#shared/release'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { isLiving, pauseRelease, putAway, releaseRest, stopRelease, useReleases } from './probes'
import { ReadAnswer } from './ReadAnswer'
import { usePace } from './release-pace'
import { canPause, releaseLine, releaseTitle } from './release-words'

/** So many take a line each; of more, the newest. */
const mostShown = 3

type ReleasesProps = {
  readonly chosen: string | null // its steps stand in the group itself
  readonly onChoose: (groupKey: string) => void
}

/** What goes back in other groups than the chosen one, and in those whose last letter is gone from the list. */
export function Releases({ chosen, onChoose }: ReleasesProps) {
  const groups = useStore(({ overview }) => overview?.deadGroups)
  const all = useReleases().filter(({ cause }) => cause === null || cause === undefined || cause !== chosen)
  // Of one group the newest tells how it stands.
  const newest = all.filter(({ cause }, index) => !cause || all.findIndex((each) => each.cause === cause) === index)
  if (newest.length === 0) return null
  const more = newest.length - mostShown
  return (
    <ul aria-label="What goes back" className="shrink-0 border-b border-line px-4 py-1">
      {newest.slice(0, mostShown).map((release) => {
        const { cause } = release
        const isListed = groups?.some(({ key }) => key === cause) ?? false
        return <Line key={release.id} release={release} onLook={isListed && cause ? () => onChoose(cause) : null} />
      })}
      {more > 0 && <li className="py-0.5 text-xs text-ink-3">and {formatCount(more)} more</li>}
    </ul>
  )
}

type LineProps = { readonly release: ReleaseView; readonly onLook: (() => void) | null }

function Line({ release, onLook }: LineProps) {
  const [reading, setReading] = useState(false)
  const pace = usePace((store) => store.pace)
  const { id, state, left, probeId, pausedAt } = release
  const living = isLiving(release)
  const line = releaseLine(release)
  return (
    <li className="flex min-h-8 items-center gap-2 text-xs">
      <StateGlyph {...glyphOf(release)} size={14} />
      <span className="min-w-0 flex-1 truncate text-ink-2" title={line}>
        <b className="font-medium text-ink">{releaseTitle(release)}.</b> <span className="tn">{line}</span>
      </span>
      {onLook && (
        <Button size="sm" look="ghost" onClick={onLook}>
          Look
        </Button>
      )}
      {(state === 'proved' || state === 'done') && (
        <Button size="sm" look="ghost" onClick={() => setReading(true)}>
          Read it
        </Button>
      )}
      {state === 'proved' && (
        <Button size="sm" onClick={() => void releaseRest(id, pace)}>
          Requeue {formatCount(left)}
        </Button>
      )}
      {canPause(release) && (
        <Button size="sm" look="ghost" onClick={() => void pauseRelease(id, pausedAt === null)}>
          {pausedAt === null ? 'Pause' : 'Resume'}
        </Button>
      )}
      {living && state !== 'proved' && (left > 0 || state === 'probing') && (
        <Button size="sm" look="ghost" onClick={() => void stopRelease(id)}>
          Stop
        </Button>
      )}
      {!living && (
        <IconButton icon="close" size="sm" label={`Put away: ${releaseTitle(release)}`} onClick={() => putAway(id)} />
      )}
      {reading && <ReadAnswer id={probeId} onClose={() => setReading(false)} release={null} />}
    </li>
  )
}

function glyphOf({ state, pausedAt }: ReleaseView) {
  if (state === 'releasing' && pausedAt !== null) return { glyph: 'paused', label: 'Paused' } as const
  switch (state) {
    case 'probing':
    case 'releasing':
      return { glyph: 'running', label: 'On its way' } as const
    case 'proved':
    case 'done':
      return { glyph: 'succeeded', label: state === 'done' ? 'Done' : 'Answered' } as const
    case 'aborted':
      return { glyph: 'cancelled', label: 'Stopped' } as const
    default:
      return { glyph: 'dead', label: 'Failed' } as const
  }
}
