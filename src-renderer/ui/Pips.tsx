export type PipHue = 'spent' | 'fast' | 'heavy' | 'wait' | 'ok' | 'dead'
const hues: Record<PipHue, string> = {
  spent: 'bg-ink-3',
  fast: 'bg-fast-fill',
  heavy: 'bg-heavy-fill',
  wait: 'bg-wait-fill',
  ok: 'bg-ok-fill',
  dead: 'bg-dead-fill',
}
/** More than this many tries are told in numbers alone. */
const mostPips = 8

type PipsProps = { readonly tried: number; readonly of: number; readonly current: PipHue }

/** The tries of a task: spent ones grey, the current one by its state, what is left as an outline. */
export function Pips({ tried, of, current }: PipsProps) {
  if (of > mostPips) return null
  return (
    <span aria-hidden className="inline-flex gap-0.5">
      {Array.from({ length: of }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a try is its place
        <span key={index} data-fill className={`h-2.5 w-[3px] rounded-[1px] ${look(index + 1, tried, current)}`} />
      ))}
    </span>
  )
}

function look(pip: number, tried: number, current: PipHue): string {
  if (pip < tried) return hues.spent
  return pip === tried ? hues[current] : 'bg-line-strong'
}
