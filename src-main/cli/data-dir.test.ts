import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataDirOf, defaultDataDir, guardDataDir } from './data-dir'

const hasRights = process.platform !== 'win32'

/** A folder with those rights, and what is said about it. */
function setup(mode: number) {
  const path = mkdtempSync(join(tmpdir(), 'trilane-open-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  chmodSync(path, mode)
  const said: string[] = []
  return {
    ...{ path, said },
    guard: (isOwn: boolean) => guardDataDir({ path, isGiven: !isOwn, isOwn }, (line) => said.push(line)),
    mode: () => (statSync(path).mode & 0o777).toString(8),
  }
}

test('the folder is the one that was named, by either way to write an option, or the app’s own', () => {
  expect(dataDirOf(['verify', '--data-dir', '/a'], {})).toEqual({ path: '/a', isGiven: true, isOwn: false })
  expect(dataDirOf(['verify', '--data-dir=/a'], {})).toEqual({ path: '/a', isGiven: true, isOwn: false })
  expect(dataDirOf([], { TRILANE_DATA_DIR: '/b' })).toEqual({ path: '/b', isGiven: false, isOwn: false })
  expect(dataDirOf([], {})).toEqual({ path: defaultDataDir({}), isGiven: false, isOwn: true })
})

test.runIf(hasRights)('the app’s own folder is closed to others, also when it was there before', () => {
  const { guard, mode, said } = setup(0o755)
  guard(true)
  expect([mode(), said]).toEqual(['700', []])
})

test.runIf(hasRights)(
  'a folder that a person named stays as it is, and they are told that others can see into it',
  () => {
    const { path, guard, mode, said } = setup(0o750)
    guard(false)
    expect(mode()).toBe('750')
    expect(said).toEqual([
      `Others on this computer can see into ${path}. Trilane's files there are readable by you alone; to close the folder as well: chmod 700 "${path}"`,
    ])
  },
)

test('nothing is said of a folder that is closed already, or not there yet', () => {
  const { path, guard, said } = setup(0o700)
  guard(false)
  rmSync(path, { recursive: true })
  guard(false)
  guard(true)
  expect(said).toEqual([])
})
