import type { NativeImage } from 'electron'
import { counted } from './notification-words'
import { looksTheSame, type Progress } from './progress'

/** The parts of Electron that are used here. */
type Parts = {
  readonly platform: NodeJS.Platform
  readonly window: () => DockWindow | null
  readonly setBadgeCount: (count: number) => void
  readonly badgeIcon: (count: number) => NativeImage
}
type DockWindow = {
  setProgressBar(done: number, options?: { mode: 'normal' | 'paused' }): void
  setOverlayIcon(icon: NativeImage | null, description: string): void
}

/** The Dock icon or the taskbar button: a bar for work in hand, a badge for dead letters that need somebody. The system is told of changes alone. */
export function createDock({ platform, window, setBadgeCount, badgeIcon }: Parts) {
  let bar: Progress = null
  let badge = 0
  let known: DockWindow | null = null

  function showBar(to: DockWindow, progress: Progress) {
    bar = progress
    if (progress === null)
      to.setProgressBar(-1) // none
    else to.setProgressBar(progress.done, { mode: progress.mode })
  }

  function showBadge(to: DockWindow | null, dead: number) {
    badge = dead
    if (platform !== 'win32') setBadgeCount(dead)
    else to?.setOverlayIcon(dead === 0 ? null : badgeIcon(dead), dead === 0 ? '' : counted(dead, 'dead letter'))
  }

  return {
    show(progress: Progress, dead: number) {
      const current = window()
      const isNew = current !== known // a new window's button shows nothing yet
      known = current
      if (current && (isNew || !looksTheSame(bar, progress))) showBar(current, progress)
      if (badge !== dead || (isNew && platform === 'win32')) showBadge(current, dead)
    },
  }
}
