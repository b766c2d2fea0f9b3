import { multipliedWords } from '#shared/multiplied-words'
import type { Store } from '#store/store'

/** Says once of each provider that a layer before it repeats calls. */
export function tellMultiplied(store: Pick<Store, 'providers'>, say: (words: string) => void) {
  const said = new Set<string>()
  return (providerId: string, calls: number, layer: string): void => {
    if (said.has(providerId)) return
    said.add(providerId)
    say(`${store.providers.get(providerId)?.name ?? providerId}: ${multipliedWords({ calls, layer })}`)
  }
}
