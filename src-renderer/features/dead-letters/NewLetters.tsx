import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Kbd } from '../../ui/Kbd'

/** Letters that died since the list was read. They wait here, so that no row moves under the hand. */
export function NewLetters({ onShow }: { readonly onShow: () => void }) {
  const newer = useStore(({ body }) => (body?.kind === 'list' ? (body.newer ?? 0) : 0))
  if (newer === 0) return null
  return (
    <div className="flex shrink-0 justify-center border-b border-line bg-chrome py-1" role="status">
      <Button look="ghost" size="sm" icon="up" onClick={onShow}>
        <span className="tn">{formatCount(newer)} new</span>
        <span aria-hidden>
          <Kbd keys="." />
        </span>
      </Button>
    </div>
  )
}
