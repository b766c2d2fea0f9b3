import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atLoginSwitch, wasStartedAtLogin } from './at-login'
import { startAtLogin } from './start-at-login'
import { tempFolder } from './temp-folder'

type Item = ReturnType<Parameters<typeof startAtLogin>[0]['app']['getLoginItemSettings']>

/** A system whose list of login items is `item`. */
function setup(platform: NodeJS.Platform, { env = {}, isPackaged = true, item = {} as Partial<Item> } = {}) {
  const home = tempFolder()
  const list = { openAtLogin: false, ...item }
  const set: unknown[] = []
  const app = {
    isPackaged,
    getAppPath: () => '/src/trilane',
    getLoginItemSettings: () => list,
    setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }) {
      set.push(settings)
      list.openAtLogin = settings.openAtLogin
    },
  }
  const login = startAtLogin({ app, platform, env, home, execPath: '/opt/Trilane/trilane' })
  return { app, login, set, file: join(home, '.config', 'autostart', 'trilane.desktop') }
}
const off = { on: false, can: true, note: null }
const on = { on: true, can: true, note: null }

test('on Linux it is a file, and what holds is what stands in it', async () => {
  const { login, file } = setup('linux')
  expect(await login.get()).toEqual(off)
  expect(await login.set(true)).toEqual(on)
  const entry = readFileSync(file, 'utf8')
  expect(entry).toContain('Exec="/opt/Trilane/trilane" "--at-login"\n')
  writeFileSync(file, `${entry}Hidden=true\n`) // as a desktop's own list of programs writes it
  expect(await login.get()).toEqual(off)
  expect(await login.set(true)).toEqual(on)
  expect(await login.set(false)).toEqual(off)
  expect(() => readFileSync(file)).toThrow('ENOENT')
})

test('an AppImage is started by its own path, and what runs from its source with its folder', async () => {
  const image = setup('linux', { env: { APPIMAGE: '/home/a/My Apps/Trilane.AppImage' } })
  await image.login.set(true)
  expect(readFileSync(image.file, 'utf8')).toContain('Exec="/home/a/My Apps/Trilane.AppImage" "--at-login"\n')
  const source = setup('linux', { isPackaged: false })
  await source.login.set(true)
  expect(readFileSync(source.file, 'utf8')).toContain('Exec="/opt/Trilane/trilane" "/src/trilane" "--at-login"\n')
})

test.each(['darwin', 'win32'] as const)('on %s it is an item of the system’s list', async (platform) => {
  const { login, set } = setup(platform)
  expect(await login.set(true)).toEqual(on)
  expect(await login.set(false)).toEqual(off)
  expect(set).toEqual([
    { openAtLogin: true, args: [atLoginSwitch] },
    { openAtLogin: false, args: [atLoginSwitch] },
  ])
})

test('what a person switched off in the system is not on, and it is said where', async () => {
  const windows = setup('win32', { item: { openAtLogin: true, executableWillLaunchAtLogin: false } })
  expect(await windows.login.get()).toEqual({
    on: false,
    can: true,
    note: expect.stringMatching(/Settings, Apps, Startup/),
  })
  const mac = setup('darwin', { item: { openAtLogin: false, status: 'requires-approval' } })
  expect(await mac.login.get()).toEqual({ on: false, can: true, note: expect.stringMatching(/Login Items/) })
})

test.each([
  ['linux', { env: { FLATPAK_ID: 'app.trilane' } }, /settings of the system/],
  ['linux', { env: { TRILANE_DATA_DIR: '/tmp/x' } }, /data folder of its own/],
  ['linux', { env: { APPIMAGE: '/a=b/Trilane.AppImage' } }, /equals sign/],
  ['darwin', { isPackaged: false }, /from its source/],
  ['freebsd', {}, /on this system/],
] as const)('on %s with %j it says why not, and refuses with the same words', async (platform, how, why) => {
  const { login, set } = setup(platform, how)
  expect(await login.get()).toEqual({ on: false, can: false, note: expect.stringMatching(why) })
  await expect(login.set(true)).rejects.toThrow(why)
  expect(set).toEqual([])
})

test('a file that cannot be written is told with its path', async () => {
  const { login, file } = setup('linux', { env: { XDG_CONFIG_HOME: '/dev/null' } })
  await expect(login.set(true)).rejects.toThrow('/dev/null/autostart/trilane.desktop could not be written')
  expect(() => readFileSync(file)).toThrow('ENOENT')
  expect(await login.get()).toEqual(off)
})

test('a start at login is known by its command line, and on macOS by the system', () => {
  const app = { getLoginItemSettings: () => ({ wasOpenedAtLogin: true }) }
  expect(wasStartedAtLogin(app, 'linux', ['trilane', '--at-login'])).toBe(true)
  expect(wasStartedAtLogin(app, 'win32', ['trilane'])).toBe(false)
  expect(wasStartedAtLogin(app, 'darwin', ['trilane'])).toBe(true)
})
