import { Notification } from 'electron'
import type { NotificationKind } from '#shared/desktop'
import type { Told } from './notification-words'

/** Shows notifications of the system, the newest of each kind only. @param onClick where a person wants to go */
export function systemNotifications(onClick: (told: Told) => void) {
  // Held, or a click on one comes after it was collected, and leads nowhere.
  const shown = new Map<NotificationKind, Notification>()
  return {
    isSupported: () => Notification.isSupported(),
    show(kind: NotificationKind, told: Told) {
      shown.get(kind)?.close()
      const notification = new Notification({ title: told.title, body: told.body })
      shown.set(kind, notification)
      notification.on('click', () => onClick(told))
      notification.on('failed', (_event, error) => console.error('a notification was not shown:', error))
      notification.show()
    },
  }
}
