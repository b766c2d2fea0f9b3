import type { ReactNode } from 'react'

export type ChipHue = 'plain' | 'outline' | 'fast' | 'heavy' | 'wait' | 'dead' | 'ok'
const hues: Record<ChipHue, string> = {
  plain: 'bg-selected text-ink-2',
  outline: 'edge-strong text-ink-2',
  fast: 'bg-fast-tint text-fast',
  heavy: 'bg-heavy-tint text-heavy',
  wait: 'bg-wait-tint text-wait',
  dead: 'bg-dead-tint text-dead',
  ok: 'bg-ok-tint text-ok',
}

type ChipProps = {
  readonly hue?: ChipHue
  readonly mono?: boolean
  readonly title?: string
  readonly children: ReactNode
}

/** A word or two that stand out from the text around them. */
export function Chip({ hue = 'plain', mono = false, title, children }: ChipProps) {
  return (
    <span
      title={title}
      className={`inline-flex h-5 shrink-0 items-center gap-[5px] rounded-sm px-[7px] text-[11.5px] font-medium whitespace-nowrap ${hues[hue]} ${mono ? 'code text-[11.5px]' : ''}`}
    >
      {children}
    </span>
  )
}
