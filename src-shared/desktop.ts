import { z } from 'zod'

/** So many tasks can be dragged out as a file: beyond, it takes longer to write than a hand waits with the button down. */
export const mostDragged = 2_000

/** Of a whole batch, whose files are written some texts at a time: a second or less. */
export const mostDraggedOfBatch = 10_000

/** What the system may tell while no window has the focus. */
export const NotificationKind = z.enum(['batch_done', 'dead_letters', 'needs_person'])
export type NotificationKind = z.infer<typeof NotificationKind>

/** How the app shows itself outside of its windows. */
export const DesktopSettings = z.object({
  notify: z.record(NotificationKind, z.boolean()),
  tray: z.boolean(),
  background: z.boolean().optional(), // without a window it goes on in the tray, where there is one; left out: it ends
})
export type DesktopSettings = z.infer<typeof DesktopSettings>

export const defaultDesktopSettings: DesktopSettings = {
  notify: { batch_done: true, dead_letters: true, needs_person: true },
  tray: true,
}

/** What was set, and what this system can do of it. */
export const DesktopView = DesktopSettings.extend({
  can: z.object({ notify: z.boolean(), tray: z.boolean() }),
})
export type DesktopView = z.infer<typeof DesktopView>

/** Whether the system starts the app at login, as it is there now. */
export const StartAtLogin = z.object({
  on: z.boolean(),
  can: z.boolean(), // false: it cannot be set here
  note: z.string().nullable(), // why not, or what a person must still do in the system
})
export type StartAtLogin = z.infer<typeof StartAtLogin>
