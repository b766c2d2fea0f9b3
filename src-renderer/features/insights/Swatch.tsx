/** In forced colours as a chart's own: see `systemColours`. */
const looks = {
  fast: 'bg-fast-fill forced-colors:bg-[CanvasText]',
  heavy: 'bg-heavy-fill forced-colors:bg-[Highlight]',
  'heavy-soft': 'bg-heavy-fill/40 forced-colors:bg-[Highlight]/40',
  wait: 'hatch-solid',
  'wait-fill': 'bg-wait-fill forced-colors:bg-[Highlight]',
  dead: 'bg-dead-fill forced-colors:bg-[CanvasText]',
  quiet: 'bg-line-control forced-colors:bg-[GrayText]',
  ink: 'bg-ink forced-colors:bg-[CanvasText]',
  'ink-2': 'bg-ink-2 forced-colors:bg-[Highlight]',
} as const
export type SwatchLook = keyof typeof looks

/** The colour of something in a chart, beside its name. */
export const Swatch = ({ look }: { readonly look: SwatchLook }) => (
  <span aria-hidden className={`size-2 shrink-0 rounded-[2px] forced-color-adjust-none ${looks[look]}`} />
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
