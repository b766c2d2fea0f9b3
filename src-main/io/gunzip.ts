import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import { badFile } from './bad-file'

/** Text shrinks to a tenth, and a log of one line over and over to a hundredth: beyond this nobody meant to be read. */
export const bombLimits = { ratio: 200, bytes: 1024 * 1024 * 1024 }

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8

/**
 * What gzip holds, as a stream in pieces of 64 kB.
 * @throws CommandError `bad_file` for an archive that is cut off, damaged, or made to fill the disk; whatever `chunks` throws
 */
export async function* gunzip(
  name: string,
  chunks: AsyncIterable<Buffer>,
  limits = bombLimits,
): AsyncGenerator<Buffer> {
  const unpacker = createGunzip({ chunkSize: 64 * 1024 })
  let [packed, unpacked] = [0, 0]
  async function* counted() {
    for await (const chunk of chunks) {
      packed += chunk.length
      yield chunk
    }
  }
  const done = pipeline(Readable.from(counted(), { highWaterMark: 1 }), unpacker).catch(() => {}) // told by what reads it
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      unpacked += chunk.length
      if (unpacked > limits.bytes && unpacked > packed * limits.ratio) {
        const problem = `grows to more than ${limits.ratio} times its size, as an archive does that is made to fill a disk`
        throw badFile(name, problem, 'Unpack it yourself if that is what it should hold')
      }
      yield chunk
    }
    await done
  } catch (error) {
    throw damaged(name, error)
  } finally {
    unpacker.destroy()
    await done
  }
}

/** The beginning of what gzip holds, from the beginning of the file. Throws CommandError `bad_file` for what is damaged there. */
export function gunzipHead(name: string, head: Buffer, bytes: number, whole: boolean): Buffer {
  try {
    const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH // the rest is not there yet
    return gunzipSync(head, { finishFlush, maxOutputLength: bombLimits.bytes }).subarray(0, bytes)
  } catch (error) {
    throw damaged(name, error)
  }
}

function damaged(name: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('Z_')) return error
  return code === 'Z_BUF_ERROR'
    ? badFile(name, 'is a gzip archive that is cut off', 'Copy or download it again')
    : badFile(name, 'is a damaged gzip archive', 'Copy or download it again')
}
