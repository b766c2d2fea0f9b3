const looks = {
  fast: 'bg-fast-fill',
  heavy: 'bg-heavy-fill',
  'heavy-soft': 'bg-heavy-fill/40',
  wait: 'hatch-solid',
  'wait-fill': 'bg-wait-fill',
  dead: 'bg-dead-fill',
  quiet: 'bg-line-control',
  ink: 'bg-ink',
  'ink-2': 'bg-ink-2',
} as const
export type SwatchLook = keyof typeof looks

/** The colour of something in a chart, beside its name. */
export const Swatch = ({ look }: { readonly look: SwatchLook }) => (
  <span aria-hidden data-fill className={`size-2 shrink-0 rounded-[2px] ${looks[look]}`} />
)

/** What a chart's colours stand for. */
export function Legend({
  items,
}: {
  readonly items: readonly { readonly look?: SwatchLook; readonly name: string }[]
}) {
  return (
    <ul aria-hidden className="flex h-4 shrink-0 items-center gap-3 text-2xs text-ink-3">
      {items.map(({ look, name }) => (
        <li key={name} className="flex items-center gap-[5px] whitespace-nowrap">
          {look && <Swatch look={look} />}
          {name}
        </li>
      ))}
    </ul>
  )
}
