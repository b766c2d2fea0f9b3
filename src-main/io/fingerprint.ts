import { createHash } from 'node:crypto'
import { extensionOf } from './detect'
import { readBytes } from './read-bytes'
import type { SourceFile } from './source-file'

/**
 * SHA-256, in hex, of what an import would queue: the files' contents and kinds, in order, and the column that prompts are made
 * from. Names and dates do not count: a file that was moved is the same import.
 * @throws CommandError `bad_file` if a file changed since it was inspected; the signal's reason
 */
export async function fingerprint(
  files: readonly SourceFile[],
  promptColumn: string | null,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ version: 1, promptColumn }))
  for (const file of files) {
    hash.update(JSON.stringify({ kind: extensionOf(file.name), bytes: file.bytes })) // the size parts the contents
    for await (const chunk of readBytes(file, { signal })) hash.update(chunk)
  }
  return hash.digest('hex')
}
