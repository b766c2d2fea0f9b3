import type { Multiplied } from '#shared/provider'

/**
 * Providers before which a layer was seen to repeat calls, since the start or since a person dismissed it: the most calls that one became.
 * @param onChange it was seen of a provider for the first time, or more than before
 */
export function createMultiplied(onChange: () => void) {
  const seen = new Map<string, Multiplied>()
  return {
    note(providerId: string, calls: number, layer: string): void {
      if ((seen.get(providerId)?.calls ?? 1) >= calls) return
      seen.set(providerId, { calls, layer })
      onChange()
    },
    /** A person has seen it; it is told again once it is seen again. */
    forget(providerId: string): void {
      if (seen.delete(providerId)) onChange()
    },
    of: (providerId: string): Multiplied | undefined => seen.get(providerId),
  }
}
export type MultipliedCalls = ReturnType<typeof createMultiplied>
