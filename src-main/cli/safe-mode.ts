import { CommandError } from '#shared/result'
import type { Store } from '#store/store'

/** Takes the start back, which must not count as one that went well, and says how to go on. */
export async function refuseSafeMode(store: Pick<Store, 'withdrawBoot'>): Promise<CommandError> {
  await store.withdrawBoot()
  return new CommandError(
    'wrong_state',
    'The last three starts on this data folder died within a minute, so nothing was started. Everything is kept. To go on, add --no-safe-mode.',
  )
}
