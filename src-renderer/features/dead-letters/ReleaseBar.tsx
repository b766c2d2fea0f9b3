import type { ReleaseView } from '#shared/release'
import { ProgressBar } from '../../ui/ProgressBar'
import { releaseTitle } from './release-words'

/** What became of the rest: answered in ink, on its way hatched, died again in red at the far end. */
export function ReleaseBar({ release }: { readonly release: ReleaseView }) {
  const { total, succeeded, ended, died, released, skipped } = release
  const out = released - succeeded - died - ended
  const progress = {
    ...{ total: total - skipped, done: succeeded + ended, fast: 0, heavy: 0, waiting: out, dead: died },
  }
  return <ProgressBar label={`Requeued: ${releaseTitle(release)}`} progress={progress} />
}
