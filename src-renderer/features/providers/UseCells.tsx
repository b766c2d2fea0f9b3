import type { ProviderUse, Use } from './limit-use'

/** How much of its requests and tokens a minute a provider has used. */
export function UseCells({ use }: { readonly use: ProviderUse }) {
  return (
    <span className="grid min-w-0 grid-cols-2 gap-x-4">
      <UseCell use={use.requests} none="no limit of requests known" />
      <UseCell use={use.tokens} none="no limit of tokens known" />
    </span>
  )
}

function UseCell({ use, none }: { readonly use: Use | null; readonly none: string }) {
  if (!use)
    return (
      <span className="self-center truncate text-ink-3" title={none}>
        <span aria-hidden>–</span>
        <span className="sr-only">{none}</span>
      </span>
    )
  const { share, words, spoken, full } = use
  return (
    <span
      title={spoken}
      className="flex min-w-0 flex-col-reverse gap-1 min-[1180px]:flex-row min-[1180px]:items-center min-[1180px]:gap-3"
    >
      <span
        aria-hidden
        className="h-[3px] w-full overflow-hidden rounded-[2px] bg-line min-[1180px]:w-auto min-[1180px]:flex-1"
      >
        <span
          data-fill
          className={`block h-full ${full ? 'bg-wait-fill' : 'bg-ink-3'}`}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span
        aria-hidden
        className={`tn truncate min-[1180px]:w-24 min-[1180px]:text-right ${full ? 'font-medium text-wait' : 'text-ink-2'}`}
      >
        {words}
      </span>
      <span className="sr-only">{spoken}. </span>
    </span>
  )
}
