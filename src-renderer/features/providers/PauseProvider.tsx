import type { ProviderView } from '#shared/provider'
import { setPaused } from '../../state/pausing'
import { IconButton } from '../../ui/IconButton'

/** The provider's own switch. Paused, nothing new is sent to it; what runs finishes. */
export function PauseProvider({ provider: { id: providerId, name, paused } }: { readonly provider: ProviderView }) {
  return (
    <span className="relative">
      <IconButton
        icon={paused ? 'run' : 'pause'}
        label={`${paused ? 'Resume' : 'Pause'} ${name}`}
        size="sm"
        iconSize={12}
        onClick={() => void setPaused([{ kind: 'provider', providerId }], !paused)}
      />
    </span>
  )
}
