import type { Response } from '#shared/contract'
import type { Slice } from './store'

export type AppSettings = Response<'getSettings'>
export type SettingsSlice = {
  readonly settings: AppSettings | null // null until main has answered
  readonly settingsLoaded: (settings: AppSettings) => void
  /** What screen readers hear at once, since a person asked for it: one sentence. */
  readonly announcement: string
  readonly announce: (sentence: string) => void
}

export const createSettingsSlice: Slice<SettingsSlice> = (set) => ({
  settings: null,
  settingsLoaded: (settings) => set({ settings }),
  announcement: '',
  announce: (announcement) => set({ announcement }),
})
