import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

// What a Linux desktop starts at login: a file in a folder. Sources: freedesktop.org's Desktop Application Autostart Specification and
// Desktop Entry Specification ("The Exec key").

type Env = Readonly<Record<string, string | undefined>>

/** Where it lies. A folder that is not absolute is to be ignored, says the XDG Base Directory Specification. */
export function autostartFile(env: Env, home: string): string {
  const config = env.XDG_CONFIG_HOME
  return join(config && isAbsolute(config) ? config : join(home, '.config'), 'autostart', 'trilane.desktop')
}

/**
 * A command as the Exec key holds it: each word in quotes, what means something in quotes escaped, percent signs doubled, and then escaped
 * once more as any text of such a file.
 */
export const execLine = (words: readonly string[]): string =>
  words
    .map((word) => `"${word.replaceAll('%', '%%').replace(/["`$\\]/g, '\\$&')}"`)
    .join(' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')

export const desktopEntry = (words: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Trilane',
    'Comment=Runs prompts in the background',
    `Exec=${execLine(words)}`,
    'Terminal=false',
    '',
  ].join('\n')

/** Whether a desktop that reads it starts exactly that command. One may also be told in the file itself to pass it over. */
export function startsThat(entry: string, words: readonly string[]): boolean {
  const lines = entry.split(/\r?\n/)
  const first = lines.indexOf('[Desktop Entry]')
  if (first < 0) return false
  const own = lines.slice(first + 1)
  const end = own.findIndex((line) => line.startsWith('['))
  const values = new Map(
    own.slice(0, end < 0 ? undefined : end).flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 || line.startsWith('#') ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const]
    }),
  )
  if (values.get('Hidden') === 'true' || values.get('X-GNOME-Autostart-enabled') === 'false') return false
  return values.get('Exec') === execLine(words)
}

/** Whether the file is there and starts that command. */
export async function readAutostart(file: string, words: readonly string[]): Promise<boolean> {
  const entry = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
  return entry !== null && startsThat(entry, words)
}

/** Whole or not at all: a login amid it must not find half a command. */
export async function writeAutostart(file: string, words: readonly string[]): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 })
  const temp = `${file}.${randomUUID()}.tmp` // no desktop reads one with such an ending
  try {
    const handle = await open(temp, 'wx', 0o644)
    try {
      await handle.writeFile(desktopEntry(words))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temp, file)
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
}

export const removeAutostart = (file: string): Promise<void> => rm(file, { force: true })
