import { vi } from 'vitest'

/** For tests: resolves with what `check` returns once it throws no more; how long that may take says nothing of what is tested. */
export const eventually = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 20_000, interval: 5 })
