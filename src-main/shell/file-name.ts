import type { EpochMs } from '#shared/task'

/** 'questions 2026-11-24 receipt.json', with what file systems refuse left out. */
export function fileNameOf(batch: string, what: string, at: EpochMs, extension: string): string {
  const safe = batch
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, 80)
  return `${safe || 'batch'} ${new Date(at).toISOString().slice(0, 10)} ${what}.${extension}`
}
