/** A grey bar where text will be; `width` in percent. */
export function Skeleton({ width = 100, round = false }: { readonly width?: number; readonly round?: boolean }) {
  return (
    <span
      aria-hidden
      className={`block bg-selected ${round ? 'size-3 rounded-full' : 'h-2 rounded-[4px]'}`}
      style={round ? undefined : { width: `${width}%` }}
    />
  )
}

/** Rows of the real shape while the first answer is on its way. */
export function SkeletonRows({ count }: { readonly count: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={index} className="grid h-row grid-cols-[16px_minmax(0,1fr)_76px_62px] items-center gap-x-[11px] px-4">
          <Skeleton round />
          <Skeleton width={[62, 48, 71, 55][index % 4]} />
          <Skeleton />
          <Skeleton width={60} />
        </div>
      ))}
    </div>
  )
}
