import { createHash } from 'node:crypto'

/** A number in [0, 1) that only the arguments decide: no clock, no order of calls. */
export function seededRandom(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join('\0')).digest().readUInt32BE(0) / 2 ** 32
}

/** A short stable name for a text. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
