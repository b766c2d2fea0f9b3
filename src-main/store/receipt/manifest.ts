import { hash } from 'node:crypto'

/** SHA-256 of a text's UTF-8, or of bytes. */
export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** The manifest of a batch without tasks. */
export const emptyManifest: Buffer = Buffer.alloc(32)

/** The manifest after one more task, in the order of positions: SHA-256(manifest before || hash of the task's first request). */
export const nextManifest = (manifest: Uint8Array, input: Uint8Array): Buffer =>
  sha256(Buffer.concat([manifest, input]))
