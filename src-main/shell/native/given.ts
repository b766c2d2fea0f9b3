import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { extensionOf, isSupported } from '#io/detect'
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

/**
 * The files and links among the words of a command line. Switches are for Chromium; what is neither a link of ours nor a file that an import
 * could read is left out: while developing, the app's own path and what a debugger loads stand there as well.
 * @param folder that relative paths start from
 */
export function givenBy(argv: readonly string[], folder: string, isFile = isRegularFile): Given {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'))
  const files = words
    .filter((word) => !isLink(word) && isSupported(extensionOf(word)))
    .flatMap((word) => pathOf(word, folder) ?? [])
    .filter(isFile)
  return { files: files.slice(0, mostFiles), links: words.filter((word) => parseLink(word) !== null).slice(0, 10) }
}

/** File managers of Linux may pass `file:` URLs. Null of one that is on another machine. */
function pathOf(word: string, folder: string): string | null {
  if (!/^file:/i.test(word)) return resolve(folder, word)
  try {
    return fileURLToPath(word)
  } catch {
    return null
  }
}

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** Where the last of the links leads that is one. */
export const destinationOf = ({ links }: Given): Destination | null =>
  links.map(parseLink).findLast((found) => found !== null) ?? null
