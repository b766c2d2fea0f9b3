import { useStore } from '../../state/store'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { Tooltip } from '../../ui/Tooltip'

const explained =
  'The Practice provider is part of the app. Its answers are made up, so that you can try everything without a key and at no cost.'

/** Always in sight while answers do not come from a model. */
export function PracticeChip({ long }: { readonly long: boolean }) {
  const inUse = useStore((store) => store.overview?.practiceInUse ?? false)
  const goTo = useStore((store) => store.goTo)
  if (!inUse) return null
  return (
    <Tooltip text={explained}>
      <button
        type="button"
        aria-label="Practice: no model is called"
        className="shrink-0 rounded-sm"
        onClick={() => goTo('providers')}
      >
        <Chip hue="outline">
          <Icon name="practice" size={12} />
          {long ? 'Practice: no model is called' : 'Practice'}
        </Chip>
      </button>
    </Tooltip>
  )
}
