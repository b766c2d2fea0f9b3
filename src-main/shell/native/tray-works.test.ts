import { expect, test } from 'vitest'
import { trayWorks } from './tray-works'

const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus' }
const missing = () => Promise.reject(new Error('ENOENT'))
const never = () => Promise.reject(new Error('nobody is to be asked'))

test('macOS and Windows have a place for it', async () => {
  expect(await trayWorks({ platform: 'darwin', env: {}, run: never })).toBe(true)
  expect(await trayWorks({ platform: 'win32', env: {}, run: never })).toBe(true)
})

test('on Linux it is asked for who shows icons', async () => {
  const answer = (text: string) => trayWorks({ platform: 'linux', env, run: async () => text })
  expect(await answer('(true,)\n')).toBe(true)
  expect(await answer('(false,)\n')).toBe(false)
  expect(await answer('')).toBe(false)
})

test('where one tool is missing the other is asked, and without both or a bus there is no tray', async () => {
  const asked: string[] = []
  const run = (file: string) => {
    asked.push(file)
    return file === 'gdbus' ? missing() : Promise.resolve('   boolean true\n')
  }
  expect(await trayWorks({ platform: 'linux', env, run })).toBe(true)
  expect(asked).toEqual(['gdbus', 'dbus-send'])
  expect(await trayWorks({ platform: 'linux', env, run: missing })).toBe(false)
  expect(await trayWorks({ platform: 'linux', env: {}, run: never })).toBe(false)
  expect(await trayWorks({ platform: 'freebsd', env, run: never })).toBe(false)
})
