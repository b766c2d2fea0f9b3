import { statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { extensionOf, isSupported } from '#io/extensions'
import type { Destination } from '#shared/destination'
import { isLink, parseLink } from './links'

/** As many files as an import takes. */
const mostFiles = 1_000

/** What a start, or another start of the app, was asked to open. Of another process, so it is parsed. */
export const Given = z.object({
  files: z.array(z.string().min(1).max(32_767)).max(mostFiles),
  links: z.array(z.string()).max(10),
})
export type Given = z.infer<typeof Given>

type Looking = {
  /** Where the app's own code is: while developing, its folder stands on the command line as well. */
  readonly own?: string | undefined
  readonly kindOf?: ((path: string) => 'file' | 'folder' | null) | undefined
}

/**
 * The files, folders and links among the words of a command line. Switches are for Chromium; what is neither a link of ours nor something that
 * an import could read is left out: while developing, the app's own folder and what a debugger loads stand there as well.
 * @param folder that relative paths start from
 */
export function givenBy(argv: readonly string[], folder: string, { own, kindOf = kindOnDisk }: Looking = {}): Given {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'))
  const files = words
    .filter((word) => !isLink(word))
    .flatMap((word) => pathOf(word, folder) ?? [])
    .filter((path) => {
      const kind = kindOf(path)
      return kind === 'file' ? isSupported(extensionOf(path)) : kind === 'folder' && !holds(path, own)
    })
  return { files: files.slice(0, mostFiles), links: words.filter((word) => parseLink(word) !== null).slice(0, 10) }
}

/** Whether the app's own code is that folder or in it. */
const holds = (path: string, own: string | undefined): boolean =>
  own !== undefined && `${own}${sep}`.startsWith(path.endsWith(sep) ? path : `${path}${sep}`)

/** File managers of Linux may pass `file:` URLs. Null of one that is on another machine. */
function pathOf(word: string, folder: string): string | null {
  if (!/^file:/i.test(word)) return resolve(folder, word)
  try {
    return fileURLToPath(word)
  } catch {
    return null
  }
}

function kindOnDisk(path: string): 'file' | 'folder' | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? 'file' : found?.isDirectory() ? 'folder' : null
}

/** Where the last of the links leads that is one. */
export const destinationOf = ({ links }: Given): Destination | null =>
  links.map(parseLink).findLast((found) => found !== null) ?? null
