import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  autostartFile,
  desktopEntry,
  execLine,
  readAutostart,
  removeAutostart,
  startsThat,
  writeAutostart,
} from './autostart-file'
import { tempFolder } from './temp-folder'

const plain = ['/opt/Trilane/trilane', '--at-login']

test('it lies in the folder for settings that is named, or in that of the home folder', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/etc/mine' }, '/home/a')).toBe('/etc/mine/autostart/trilane.desktop')
  expect(autostartFile({}, '/home/a')).toBe('/home/a/.config/autostart/trilane.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: '' }, '/home/a')).toBe('/home/a/.config/autostart/trilane.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: 'mine' }, '/home/a')).toBe('/home/a/.config/autostart/trilane.desktop')
})

test('words are quoted and escaped as the specification says', () => {
  expect(execLine(plain)).toBe('"/opt/Trilane/trilane" "--at-login"')
  expect(execLine(['/my apps/100%'])).toBe('"/my apps/100%%"')
  // "a literal dollar sign in a quoted argument in a desktop entry file is unambiguously represented with ("\\\\$")", and so is a backslash.
  expect(execLine(['/a$b'])).toBe(String.raw`"/a\\$b"`)
  expect(execLine([String.raw`/a\b`])).toBe(String.raw`"/a\\\\b"`)
  expect(execLine(['/a"`b'])).toBe('"/a\\\\"\\\\`b"')
  expect(execLine(['/a\nHidden=true'])).toBe(String.raw`"/a\nHidden=true"`)
})

/** As a desktop reads the value: first the escapes of the file, then those of the quotes, then the percent signs. */
function wordsOf(entry: string): string[] {
  const value = /^Exec=(.*)$/m.exec(entry)?.[1] ?? ''
  const escapes: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }
  const text = value.replace(/\\(.)/g, (whole, escaped: string) => escapes[escaped] ?? whole)
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, word = '']) =>
    word.replace(/\\(.)/gs, '$1').replaceAll('%%', '%'),
  )
}

test.each([
  ['plain', plain],
  ['spaces and quotes', ['/my "apps"/it\'s here', 'a b']],
  ['what a shell would do something with', ['/a$HOME/`id`/$(id);&|<>*?#~', '--x=%f%u']],
  ['backslashes and line ends', ['/a\\n\\\\b\nHidden=true\tc', '\\']],
  ['other writing', ['/über/日本 語/🦊']],
])('%s: what is read back are the same words', (_, words) => {
  expect(wordsOf(desktopEntry(words))).toEqual(words)
  expect(startsThat(desktopEntry(words), words)).toBe(true)
})

test('one that is switched off in the file, or starts something else, does not start it', () => {
  const entry = desktopEntry(plain)
  expect(startsThat(`${entry}Hidden=true\n`, plain)).toBe(false)
  expect(startsThat(`${entry}X-GNOME-Autostart-enabled=false\n`, plain)).toBe(false)
  expect(startsThat(`${entry}[Desktop Action New]\nHidden=true\n`, plain)).toBe(true)
  expect(startsThat(entry, ['/elsewhere/trilane', '--at-login'])).toBe(false)
  expect(startsThat('', plain)).toBe(false)
})

test('it is written whole into a folder that need not be there, replaced, read back and removed', async () => {
  const file = autostartFile({ XDG_CONFIG_HOME: join(tempFolder(), 'none yet') }, '/home/a')
  expect(await readAutostart(file, plain)).toBe(false)
  await writeAutostart(file, plain)
  expect(await readAutostart(file, plain)).toBe(true)
  const moved = ['/new/trilane', '--at-login']
  await writeAutostart(file, moved)
  expect(await readAutostart(file, plain)).toBe(false)
  expect(await readAutostart(file, moved)).toBe(true)
  expect(readdirSync(dirname(file))).toEqual(['trilane.desktop'])
  expect(statSync(file).mode & 0o777).toBe(0o644)
  await removeAutostart(file)
  expect(await readAutostart(file, moved)).toBe(false)
  await removeAutostart(file) // once more is no mistake
})

test('where it cannot take its place the old one stays, and nothing is left beside it', async () => {
  const file = join(tempFolder(), 'autostart', 'trilane.desktop')
  mkdirSync(join(file, 'a folder of that name'), { recursive: true })
  await expect(writeAutostart(file, plain)).rejects.toThrow()
  expect(readdirSync(dirname(file))).toEqual(['trilane.desktop'])
})
