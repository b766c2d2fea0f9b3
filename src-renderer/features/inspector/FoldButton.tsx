import { counted } from '../../format'
import { Icon } from '../../ui/Icon'

/** Stands for attempts that are folded away, and shows them. */
export function FoldButton({ count, onOpen }: { readonly count: number; readonly onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="tn flex h-7 w-full items-center gap-2 rounded-sm text-left text-xs text-ink-3 hover:bg-hover hover:text-ink"
    >
      <Icon name="down" size={12} />
      Show {counted(count, 'attempt')} between
    </button>
  )
}
