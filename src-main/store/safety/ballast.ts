import { randomFillSync } from 'node:crypto'
import { existsSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { open, rename, statfs } from 'node:fs/promises'
import { join } from 'node:path'

const megabyte = 1_048_576
export const ballastBytes = 16 * megabyte

type Options = {
  /** How much it holds back. */
  readonly bytes?: number
  /** It is made only where this much is free besides, so that making it cannot be what fills the disk. */
  readonly spareBytes?: number
  /** How many bytes are free for us in the folder. */
  readonly freeBytes?: (dir: string) => Promise<number>
}

/**
 * A file beside the database that only takes up room. When the disk is full it is given back, and SQLite can commit, delete and
 * checkpoint again: a full disk refuses all three. It is made again once there is clearly room, so that it does not come and go.
 */
export function createBallast(dataDir: string, options: Options = {}) {
  const { bytes = ballastBytes, spareBytes = 3 * bytes, freeBytes = freeBytesOf } = options
  const file = ballastFile(dataDir)
  const unfinished = `${file}.new`
  let making: Promise<boolean> | null = null
  let stopped = false

  const isHeld = () => existsSync(file) && statSync(file).size >= bytes

  async function make(): Promise<boolean> {
    if (isHeld()) return true
    try {
      if ((await freeBytes(dataDir)) < bytes + spareBytes) return false
      const handle = await open(unfinished, 'w', 0o600)
      try {
        // Random, so that no file system stores it as a hole or compressed; in slices, each off this thread.
        const slice = randomFillSync(Buffer.allocUnsafe(Math.min(megabyte, bytes)))
        for (let at = 0; at < bytes && !stopped; at += slice.length)
          await handle.write(slice, 0, Math.min(slice.length, bytes - at), at)
        await handle.sync()
      } finally {
        await handle.close()
      }
      if (stopped) throw new Error('stopped')
      await rename(unfinished, file)
      return true
    } catch {
      rmSync(unfinished, { force: true }) // the disk filled up meanwhile: then it is better off without
      return false
    }
  }

  return {
    isHeld,
    /** Makes it when there is room and it is not there. Resolves to whether it is there; never rejects. */
    restore(): Promise<boolean> {
      making ??= make().finally(() => {
        making = null
      })
      return making
    },
    /** Gives the room back, at once. @returns whether there was any to give */
    release: () => releaseBallast(dataDir),
    /** Ends what is being made, before the folder goes away. */
    async stop() {
      stopped = true
      await making
    },
  }
}
export type Ballast = ReturnType<typeof createBallast>

export const ballastFile = (dataDir: string) => join(dataDir, 'ballast')

/** Gives the room back, at once. @returns whether there was any to give */
export function releaseBallast(dataDir: string): boolean {
  try {
    unlinkSync(ballastFile(dataDir))
    return true
  } catch {
    return false
  }
}

/** Bytes that are free for us on the disk of this folder. */
export async function freeBytesOf(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}
