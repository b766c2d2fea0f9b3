import type { NativeImage } from 'electron'
import { expect, test } from 'vitest'
import { createDock } from './dock'

function setup(platform: NodeJS.Platform) {
  const told: unknown[][] = []
  const aWindow = () => ({
    setProgressBar: (done: number, options?: { mode: string }) => told.push(['bar', done, options?.mode]),
    setOverlayIcon: (icon: unknown, description: string) => told.push(['overlay', icon, description]),
  })
  const world = { window: aWindow() as ReturnType<typeof aWindow> | null }
  const dock = createDock({
    ...{ platform, window: () => world.window },
    setBadgeCount: (count) => told.push(['badge', count]),
    badgeIcon: (count) => `icon ${count}` as unknown as NativeImage,
  })
  return { ...dock, told, world, aWindow }
}
const half = { done: 0.5, mode: 'normal' } as const

test('the system is told what changed, and only that', () => {
  const { show, told } = setup('darwin')
  show(half, 2)
  show(half, 2)
  show({ ...half, mode: 'paused' }, 2)
  show(null, 0)
  expect(told).toEqual([
    ['bar', 0.5, 'normal'],
    ['badge', 2],
    ['bar', 0.5, 'paused'],
    ['bar', -1, undefined],
    ['badge', 0],
  ])
})

test('Windows has an icon in the corner of the button, with words for those who do not see it', () => {
  const { show, told } = setup('win32')
  show(null, 1)
  show(null, 12)
  show(null, 0)
  expect(told.filter(([what]) => what !== 'bar')).toEqual([
    ['overlay', 'icon 1', '1 dead letter'],
    ['overlay', 'icon 12', '12 dead letters'],
    ['overlay', null, ''],
  ])
})

test('a window that was opened anew shows both again', () => {
  const { show, told, world, aWindow } = setup('win32')
  show(half, 3)
  world.window = null
  show(half, 3)
  world.window = aWindow()
  told.length = 0
  show(half, 3)
  expect(told).toEqual([
    ['bar', 0.5, 'normal'],
    ['overlay', 'icon 3', '3 dead letters'],
  ])
})
