import { releaseBallast } from './ballast'
import { asStorageError } from './refusals'
import { StorageError } from './storage-error'

/** Does what a start needs; on a full disk once more with the ballast's room. Errors of the disk come out as StorageError for that file. */
export function givingWay<T>(dataDir: string, file: string, start: () => T): T {
  try {
    return start()
  } catch (error) {
    const refusal = asStorageError(error, file)
    if (!(refusal instanceof StorageError) || refusal.kind !== 'full' || !releaseBallast(dataDir)) throw refusal
  }
  try {
    return start()
  } catch (error) {
    throw asStorageError(error, file)
  }
}
