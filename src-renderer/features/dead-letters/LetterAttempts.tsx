import type { TaskDetail } from '#shared/task'
import { Button } from '../../ui/Button'
import { AttemptsAtAGlance } from '../inspector/AttemptsAtAGlance'
import { togglePeek } from './letter-keys'

/** All that was tried for a letter, in the place of its last error. */
export function LetterAttempts({ detail }: { readonly detail: TaskDetail }) {
  return (
    <div className="flex min-h-0 min-w-0 flex-col">
      <div className="mb-1 flex items-center gap-1">
        <h3 className="truncate text-xs font-medium text-ink-2">What was tried</h3>
        <span className="flex-1" />
        <Button look="ghost" size="sm" keys="Space" onClick={togglePeek}>
          Last error
        </Button>
      </div>
      <section
        aria-label="Attempts"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: many attempts are scrolled by keyboard too
        tabIndex={0}
        data-selectable
        className="min-h-0 flex-1 overflow-y-auto pr-1 -outline-offset-2"
      >
        <AttemptsAtAGlance detail={detail} head={false} />
      </section>
    </div>
  )
}
