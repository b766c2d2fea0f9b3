import { isMac } from '../platform'
import { useStore } from '../state/store'

/** The sections of the settings view, in their order. */
export const settingsSections = {
  appearance: { title: 'Appearance', words: 'theme dark light time format clock 12 24 hours' },
  spending: { title: 'Day budget', words: 'spending limit cost money cap' },
  sleep: { title: 'Sleep', words: 'keep awake power suspend behaviour' },
  desktop: {
    title: isMac ? 'Notifications and menu bar' : 'Notifications and tray',
    words: 'notify tray menu bar badge background close window quit start login autostart boot',
  },
  letters: { title: 'Alerts and rules', words: 'dead letters alert share pause batch rules notify' },
  keeping: {
    title: 'Keeping and removing',
    words: 'retention purge delete old size disk data raw answers response body',
  },
  backups: { title: 'Backups', words: 'copy restore data' },
  network: { title: 'Network and keys', words: 'proxy keychain certificate privacy' },
  keyboard: { title: 'Keyboard', words: 'keys shortcuts' },
  about: { title: 'About Trilane', words: 'version licences data folder path' },
} as const
export type SettingsSection = keyof typeof settingsSections

export const sectionId = (section: SettingsSection): string => `settings-${section}`

/** Opens the settings at a section; the keyboard goes on from there. */
export function showSettings(section: SettingsSection): void {
  useStore.getState().goTo('settings')
  requestAnimationFrame(() => {
    const found = document.getElementById(sectionId(section))
    found?.scrollIntoView?.({ block: 'start' }) // jsdom has none
    found?.focus({ preventScroll: true })
  })
}
