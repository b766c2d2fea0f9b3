import { createHash } from 'node:crypto'
import type { LayoutChoices } from './detect'
import { extensionOf } from './extensions'
import { readBytes } from './read-bytes'
import type { SourceFile } from './source-file'

/**
 * SHA-256, in hex, of what an import would queue: the files' contents and kinds, in order, the column that prompts are made
 * from, and what was chosen of how they are read. Names and dates do not count: a file that was moved is the same import.
 * @throws CommandError `bad_file` if a file changed since it was inspected; the signal's reason
 */
export async function fingerprint(
  files: readonly SourceFile[],
  promptColumn: string | null,
  choices: LayoutChoices & { readonly fixes?: readonly (readonly string[])[] | undefined },
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256')
  const chosen = Object.entries(choices).filter(([, value]) => value !== undefined)
  hash.update(JSON.stringify({ version: 1, promptColumn, ...Object.fromEntries(chosen.sort()) }))
  for (const file of files) {
    hash.update(JSON.stringify({ kind: extensionOf(file.name), bytes: file.bytes })) // the size parts the contents
    for await (const chunk of readBytes(file, { signal })) hash.update(chunk)
  }
  return hash.digest('hex')
}
