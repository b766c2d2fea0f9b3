import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '#shared/result'
import { SetAside } from '#shared/startup'
import { stampTime, syncDir } from './files'

/** What restores and repairs moved aside, newest first: each a folder with a whole set of the data as it was before. */
export function listSetAside(dataDir: string): SetAside[] {
  if (!existsSync(dataDir)) return []
  const found = readdirSync(dataDir, { withFileTypes: true }).flatMap((entry) => {
    const [, because, rest = ''] = /^(damaged|before-restore)-(.+)$/.exec(entry.name) ?? []
    if (!entry.isDirectory() || because === undefined) return []
    const bytes = bytesIn(join(dataDir, entry.name))
    const known = SetAside.safeParse({ name: entry.name, because, at: stampTime(rest), bytes })
    return known.success ? [known.data] : []
  })
  return found.sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
}

/** Deletes one for good. @throws CommandError 'not_found' */
export function removeSetAside(dataDir: string, name: string) {
  if (!listSetAside(dataDir).some((each) => each.name === name))
    throw new CommandError('not_found', 'This older copy of the data is not there any more.')
  rmSync(join(dataDir, name), { recursive: true })
  syncDir(dataDir)
}

const bytesIn = (dir: string): number =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stat = statSync(join(dir, name), { throwIfNoEntry: false })
    return sum + (stat?.isFile() ? stat.size : 0)
  }, 0)
