import { Skeleton } from '../../ui/Skeleton'
import { useAfter } from '../../use-now'

/** The board's place, kept until the first numbers are there. */
export function BoardSkeleton({ folded }: { readonly folded: boolean }) {
  const late = useAfter(120)
  if (folded) return <div className="h-[42px]" />
  return (
    <div className="px-4 pt-[25px] pb-[3px]" role="status" aria-label="Loading lanes">
      {['fast', 'heavy', 'dead'].map((lane) => (
        <div
          key={lane}
          className="grid h-lane grid-cols-[136px_236px_minmax(0,1fr)] items-center gap-x-[13px] border-line not-first:border-t"
        >
          {late && (
            <>
              <Skeleton width={60} />
              <Skeleton />
              <Skeleton width={30} />
            </>
          )}
        </div>
      ))}
    </div>
  )
}
