import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '../bad-file'
import { syncFolder } from '../write-file'

/** The file is not what was last written: it is gone, or shorter. */
export class PartialLost extends Error {
  override readonly name = 'PartialLost'
}

/** The file beside its target that lines are added to until all are there. Opened for each step: a folder that is gone is then noticed. */
export function partialFile(partial: string) {
  async function size(): Promise<number | null> {
    try {
      return (await stat(partial)).size
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null
      throw error
    }
  }

  async function use<T>(flags: 'r+' | 'w', work: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(partial, flags)
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  }

  return {
    /**
     * Adds bytes after the first `length` of them; what lies beyond is of a step that never came to its end, and is cut off. On disk once it
     * resolves. @returns the length from now on. @throws PartialLost
     */
    async append(length: number, bytes: Uint8Array): Promise<number> {
      const now = await size()
      if ((now ?? 0) < length) throw new PartialLost()
      await use(now === null ? 'w' : 'r+', async (file) => {
        if (now !== null && now > length) await file.truncate(length)
        await writeAll(file, bytes, length)
        await file.sync()
      })
      if (now === null) await syncFolder(dirname(partial))
      return length + bytes.length
    },
    /** Writes all of it anew. On disk once it resolves. @returns its length */
    async write(pieces: AsyncIterable<string | Uint8Array>): Promise<number> {
      return await use('w', async (file) => {
        let length = 0
        for await (const piece of pieces) {
          const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
          await writeAll(file, bytes, length)
          length += bytes.length
        }
        await file.sync()
        return length
      })
    },
    /** Gives it its name; also where a process that died had just done so. @throws PartialLost where neither of them is of that length */
    async place(target: string, length: number): Promise<void> {
      const now = await size()
      if (now === null && (await stat(target).catch(() => null))?.size === length) return
      if ((now ?? 0) < length) throw new PartialLost()
      if (now === null) await use('w', (file) => file.sync())
      else if (now > length) await use('r+', (file) => file.truncate(length))
      await rename(partial, target)
      await syncFolder(dirname(target))
    },
    remove: (): Promise<void> => rm(partial, { force: true }),
  }
}

/** A write may take less than all of it, as on a disk that is nearly full. */
async function writeAll(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, from + at)
    if (bytesWritten === 0) throw Object.assign(new Error('nothing more is taken'), { code: 'ENOSPC' })
    at += bytesWritten
  }
}

/** What keeps a file from being written, in words; null for what is no matter of the disk. */
export function diskTrouble(error: unknown, path: string): string | null {
  const code = systemCode(error)
  if (code === undefined) return null
  const kept = 'Nothing is lost: it goes on by itself once it can.'
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no room left for ${path}. Free some space. ${kept}`
    case 'ENOENT':
    case 'ENOTDIR':
      return `The folder of ${path} is not there. Bring it back. ${kept}`
    case 'EBUSY':
    case 'EPERM':
    case 'EACCES':
      return `${path} cannot be written: another program, such as Excel, may have it open, or its folder is not yours to write to. Close it there. ${kept}`
    case 'EROFS':
      return `${path} lies on a disk that cannot be written to. ${kept}`
    default:
      return `${path} cannot be written (${code}). ${kept}`
  }
}
