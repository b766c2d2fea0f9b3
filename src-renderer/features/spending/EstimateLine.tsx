import type { Estimate } from '#shared/estimate'
import { estimateHint, estimateWords } from './estimate-words'

type EstimateProps = { readonly estimate: Estimate | null; readonly isOld: boolean }

/** One line: what it would cost, and why. Nothing until it is known. */
export function EstimateLine({ estimate, isOld }: EstimateProps) {
  if (!estimate) return <span role="status" aria-label="Estimate" />
  const { cost, parts, source } = estimateWords(estimate)
  return (
    <span
      role="status"
      aria-label="Estimate"
      title={estimateHint(estimate)}
      className={`min-w-0 truncate text-xs ${isOld ? 'text-ink-3' : 'text-ink-2'}`}
    >
      <b className="font-medium">{sentence(cost)}</b>
      <span className="text-ink-3">
        : {parts}
        {source !== '' && `; ${source}`}
      </span>
    </span>
  )
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
