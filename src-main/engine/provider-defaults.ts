import { firstKeyId } from '#shared/gate'
import { SetLimits } from '#shared/limits'
import type { Providers } from './ports'

/** What holds for providers of which no more is known than how to call them. */
export const noneOfIt: Required<Omit<Providers, 'adapter'>> = {
  keysOf: () => [firstKeyId],
  mayRefuse: () => false,
  limits: () => ({ set: SetLimits.parse({}), preset: {} }),
  fallbacks: () => ({ to: [], afterMs: 0 }),
  check: () => null,
  cachesFrom: () => null,
  hasBatchApi: () => false,
  batchApi: async () => null,
}
