import { EmptyState } from '../../ui/EmptyState'
import { Skeleton } from '../../ui/Skeleton'
import { useAfter } from '../../use-now'

/** In the place of a task that is on its way, or cannot be read. @param error why it cannot */
export function NoTask({ error }: { readonly error: string | null }) {
  const late = useAfter(120)
  if (error !== null) return <EmptyState title="This task could not be read">{error}</EmptyState>
  return (
    late && (
      <div role="status" aria-label="Loading the task" className="flex flex-col gap-3 p-[18px]">
        <Skeleton width={80} />
        <Skeleton width={50} />
        <Skeleton />
        <Skeleton width={70} />
      </div>
    )
  )
}
