import { randomUUID } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CommandError } from '#shared/result'
import { systemCode } from './bad-file'

/**
 * Writes a file from pieces of text or bytes. It appears complete and on disk or not at all: whatever stood there stays until then.
 * @param what it is, for messages: 'results'
 * @throws CommandError `bad_file` if the place cannot be written; whatever `pieces` throws
 */
export async function writeFileWhole(
  path: string,
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  what: string,
): Promise<void> {
  const target = await targetOf(path, what)
  // In the same folder: a rename to another disk is a copy, and no longer atomic.
  const temp = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temp, 'wx')
    try {
      for await (const piece of pieces) await handle.appendFile(piece)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temp, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await rm(temp, { force: true })
    throw unwritable(path, error)
  }
}

/** A link is followed, so that it stays one; a folder or a device is refused, which a rename would put the file in the place of. */
export async function targetOf(path: string, what: string): Promise<string> {
  try {
    const target = await realpath(path)
    if ((await stat(target)).isFile()) return target
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return resolve(path)
    throw unwritable(path, error)
  }
  throw new CommandError('bad_file', `${path} is no file that ${what} can be written to. Name another.`)
}

/** The rename itself is on disk only when its folder is. Windows cannot open folders, and has no need. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unwritable(path: string, error: unknown): unknown {
  const code = systemCode(error)
  return code === undefined ? error : new CommandError('bad_file', `${path} cannot be written (${code}). Name another.`)
}
