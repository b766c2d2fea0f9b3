import type { Response, Settings } from '#shared/contract'
import type { Slice } from './store'

export type AppSettings = Response<'getSettings'>
export type SettingsSlice = {
  readonly settings: AppSettings | null // null until main has answered
  readonly settingsChanged: (change: Settings) => void
  readonly settingsLoaded: (settings: AppSettings) => void
  /** What screen readers hear at once, since a person asked for it: one sentence. */
  readonly announcement: string
  readonly announce: (sentence: string) => void
}

export const createSettingsSlice: Slice<SettingsSlice> = (set) => ({
  settings: null,
  settingsLoaded: (settings) => set({ settings }),
  settingsChanged: (change) => set(({ settings }) => (settings ? { settings: { ...settings, ...change } } : {})),
  announcement: '',
  announce: (announcement) => set({ announcement }),
})
