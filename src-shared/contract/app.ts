import { z } from 'zod'
import { DesktopSettings, DesktopView, StartAtLogin } from '../desktop'
import { Theme } from '../theme'
import { Done, Nothing } from './common'

/** Of clocks: as the system's language has it, or 12 or 24 hours. */
export const TimeFormat = z.enum(['system', '12', '24'])
export type TimeFormat = z.infer<typeof TimeFormat>
export const Settings = z.object({
  ...{ theme: Theme, timeFormat: TimeFormat.default('system') },
  awake: z.boolean().optional(), // whether the computer is kept from falling asleep while tasks run; left out: yes
  dryRunRows: z.int().min(0).max(100).optional(), // rows that a large import that costs begins with, as a person last chose; 0: none
})
export type Settings = z.infer<typeof Settings>
/** What is left out stays as it is. */
export const SettingsChange = z
  .object({ theme: Theme, timeFormat: TimeFormat, awake: z.boolean(), dryRunRows: z.int().min(0).max(100) })
  .partial()
export type SettingsChange = z.infer<typeof SettingsChange>

/** The app itself: settings, the clipboard, the desktop. */
export const appCommands = {
  getSettings: {
    request: Nothing,
    response: Settings.extend({
      version: z.string(),
      dataDir: z.string(),
      platform: z.string(),
      keychain: z.boolean(),
      versions: z.record(z.string(), z.string()).optional(), // of what the app is built on, by name
    }),
  },
  saveSettings: { request: SettingsChange, response: Done },
  copyText: { request: z.object({ text: z.string() }), response: Done },
  openLink: { request: z.object({ url: z.string().max(8_000) }), response: Done }, // https: and mailto: only
  getDesktop: { request: Nothing, response: DesktopView }, // notifications and the tray
  saveDesktop: { request: DesktopSettings, response: DesktopView },
  getStartAtLogin: { request: Nothing, response: StartAtLogin }, // read back from the system
  setStartAtLogin: { request: z.object({ on: z.boolean() }), response: StartAtLogin },
  showAppMenu: { request: z.object({ x: z.int(), y: z.int() }), response: Done }, // where the window draws its own title bar; CSS pixels
} as const
