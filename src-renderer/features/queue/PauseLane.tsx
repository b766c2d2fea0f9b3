import type { LaneName } from '#shared/lane'
import { setPaused } from '../../state/pausing'
import { IconButton } from '../../ui/IconButton'
import { laneTitles, useLane } from './use-lane'

/** The lane's own switch. Paused, it starts nothing new; what runs finishes. */
export function PauseLane({ name }: { readonly name: LaneName }) {
  const paused = useLane(name)?.paused ?? false
  return (
    <IconButton
      icon={paused ? 'run' : 'pause'}
      label={`${paused ? 'Resume' : 'Pause'} ${laneTitles[name]} lane`}
      size="sm"
      iconSize={12}
      onClick={() => void setPaused([{ kind: 'lane', lane: name }], !paused)}
    />
  )
}
