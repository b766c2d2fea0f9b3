import { useStore } from '../../state/store'
import { Sheet } from '../../ui/Sheet'
import { ShortcutList } from './ShortcutList'

/** All keys on one sheet, by the question mark. */
export function ShortcutsSheet() {
  const open = useStore((store) => store.shortcuts)
  const closeSheets = useStore((store) => store.closeSheets)
  return (
    open && (
      <Sheet
        title="Keyboard"
        open
        onClose={closeSheets}
        width={860}
        losesNothing
        subtitle="Single keys work while no text field has the focus."
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, so the keyboard must reach it */}
        <section tabIndex={0} aria-label="Shortcuts" className="rounded-b-xl px-5 py-4 -outline-offset-2">
          <ShortcutList />
        </section>
      </Sheet>
    )
  )
}
