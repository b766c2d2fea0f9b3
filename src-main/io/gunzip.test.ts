import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gunzip } from './gunzip'
import { all, chunksOf } from './temp-files'

const unpack = async (packed: Buffer, limits?: { ratio: number; bytes: number }) =>
  Buffer.concat(await all(gunzip('a.gz', chunksOf(packed, 1_000), limits))).toString()

test('archives one after the other are one text', async () => {
  expect(await unpack(Buffer.concat([gzipSync('One\n'), gzipSync('Two\n')]))).toBe('One\nTwo\n')
})

test('what grows far beyond its size is refused amid the unpacking, what is merely large is not', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000))
  const error = 'a.gz grows to more than 200 times its size'
  await expect(unpack(bomb, { ratio: 200, bytes: 1_000_000 })).rejects.toThrow(error)
  expect(await unpack(bomb, { ratio: 200, bytes: 30_000_000 })).toHaveLength(20_000_000)
})

test('who stops reading ends the unpacking, and what the source throws is thrown', async () => {
  const packed = gzipSync(Array.from({ length: 50_000 }, (_, n) => `${Math.sin(n)}\n`).join(''))
  let closed = 0
  async function* source() {
    try {
      yield* chunksOf(packed, 1_000)
    } finally {
      closed += 1
    }
  }
  for await (const _ of gunzip('a.gz', source())) break
  expect(closed).toBe(1)
  async function* failing() {
    yield packed.subarray(0, 1_000)
    throw new Error('the disk went')
  }
  await expect(all(gunzip('a.gz', failing()))).rejects.toThrow('the disk went')
})
