import type { CompareProgress, RatingChoice, VariantScore } from './rating'
import { wilson } from './rating'

type Named = { readonly variant: number; readonly name: string }

/** What was chosen, as a file tells it: the best variant's name, `tie`, or `none good`. */
export function ratingWords(choice: RatingChoice, variants: readonly Named[]): string {
  if (choice.kind === 'tie') return 'tie'
  if (choice.kind === 'none') return 'none good'
  return variants.find(({ variant }) => variant === choice.variant)?.name ?? String(choice.variant)
}

const percent = (share: number) => `${Math.round(share * 100)}%`

/** '61% (52–69%)': of how many rated rows it was the best, and between which shares the true one lies. Null where nothing is rated. */
export function shareWords({ wins, rated }: VariantScore): string | null {
  const between = wilson(wins, rated)
  if (!between) return null
  return `${percent(wins / rated)} (${Math.round(between.low * 100)}–${percent(between.high)})`
}

/** '120 of 400 rows rated, 3 to be rated again'. */
export function progressWords({ rated, comparable, stale }: CompareProgress): string {
  const again = stale === 0 ? '' : `, ${stale.toLocaleString('en')} to be rated again`
  return `${rated.toLocaleString('en')} of ${comparable.toLocaleString('en')} rows rated${again}`
}
