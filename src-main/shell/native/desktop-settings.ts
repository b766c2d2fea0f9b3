import { DesktopSettings, defaultDesktopSettings } from '#shared/desktop'
import type { Store } from '#store/store'

const key = 'desktop'
type Kept = { readonly meta: Pick<Store['meta'], 'get' | 'set'>; readonly write: Store['write'] }

/** What a person set, or the defaults; kept at hand, since it is asked with every look. */
export function desktopSettings({ meta, write }: Kept) {
  let current = read(meta.get(key))
  return {
    get: (): DesktopSettings => current,
    /** Takes effect once it is on disk. */
    async set(next: DesktopSettings): Promise<void> {
      await write(() => meta.set(key, JSON.stringify(next)))
      current = next
    },
  }
}

function read(text: string | undefined): DesktopSettings {
  if (text === undefined) return defaultDesktopSettings
  try {
    return DesktopSettings.parse(JSON.parse(text))
  } catch {
    return defaultDesktopSettings
  }
}
