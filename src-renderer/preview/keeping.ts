import type { Verification } from '#shared/receipt'
import type { DataKeeping } from '#shared/retention'
import type { BatchId } from '#shared/task'
import { now } from './tasks'

export const keeping: DataKeeping = {
  retention: { taskDays: null, textDays: 30 },
  rawAnswers: { keep: false, maxMb: 200 },
  size: {
    ...{
      database: 212_400_000,
      rawAnswers: 0,
      search: 61_000_000,
      backups: 640_000_000,
      backupCount: 6,
      free: 1_200_000,
    },
    ...{ setAside: 190_000_000, setAsideCount: 1 },
  },
  setAside: [
    {
      ...{ name: 'before-restore-2026-01-05T12-00-00-000Z', because: 'before-restore', bytes: 190_000_000 },
      at: Date.UTC(2026, 0, 5, 12),
    },
  ],
  plan: { tasks: 0, texts: 1_204 },
  last: { at: now - 86_400_000, tasks: 0, texts: 318, tidied: true },
  ...{ untidySince: null, purging: false },
}

export const verification: Verification = {
  batch: { id: 1 as BatchId, name: 'gsm8k-test' },
  ...{ ok: false, tasks: 1_319, found: 2 },
  counts: { accepted: 1_319, succeeded: 1_102, dead: 8, cancelled: 0, waiting: 209, purged: 0 },
  findings: [
    { kind: 'request', position: 214, customId: 'gsm-214', what: 'Its request was altered.' },
    { kind: 'changed', position: 887, customId: null, what: 'Its result is not the one of the receipt.' },
  ],
  receipt: { exportedAt: now - 86_400_000, tasks: 1_319, addedSince: 0 },
}
