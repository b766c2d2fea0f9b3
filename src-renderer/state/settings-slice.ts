import type { Response, Theme } from '#shared/contract'
import type { Slice } from './store'

export type AppSettings = Response<'getSettings'>
export type SettingsSlice = {
  readonly settings: AppSettings | null // null until main has answered
  readonly settingsLoaded: (settings: AppSettings) => void
  readonly themeChosen: (theme: Theme) => void
  /** What screen readers hear next, one sentence. */
  readonly announcement: string
  readonly announce: (sentence: string) => void
}

export const createSettingsSlice: Slice<SettingsSlice> = (set) => ({
  settings: null,
  settingsLoaded: (settings) => set({ settings }),
  themeChosen: (theme) => set(({ settings }) => (settings ? { settings: { ...settings, theme } } : {})),
  announcement: '',
  announce: (announcement) => set({ announcement }),
})
