import { Skeleton } from '../../ui/Skeleton'

/** The shape of what is being read. */
export function InsightsSkeleton() {
  return (
    <div aria-hidden className="flex min-h-0 flex-1 flex-col overflow-hidden">
      <div className="grid shrink-0 grid-cols-6 border-b border-line">
        {['answered', 'first', 'rescued', 'dead', 'tokens', 'spent'].map((key) => (
          <div key={key} className="flex h-[74px] flex-col justify-center gap-3 px-4">
            <Skeleton width={40} />
            <Skeleton width={64} />
          </div>
        ))}
      </div>
      <div className="grid flex-1 grid-cols-2">
        {['throughput', 'times', 'errors', 'spend'].map((key) => (
          <div key={key} className="flex flex-col gap-4 border-line px-4 py-4 even:border-l nth-[n+3]:border-t">
            <Skeleton width={24} />
            <Skeleton width={56} />
          </div>
        ))}
      </div>
    </div>
  )
}
