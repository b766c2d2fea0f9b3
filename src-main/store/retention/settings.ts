import { z } from 'zod'
import { keepForEver, PurgeReport, Retention } from '#shared/retention'
import { EpochMs } from '#shared/task'
import type { Database } from '../database'
import { metaTable } from '../meta'

/** How far texts are removed; it holds for the settings that it was found with. */
const Reached = z.object({ at: z.int(), id: z.int(), textDays: z.int() })
type Reached = z.infer<typeof Reached>

const keys = {
  retention: 'retention',
  last: 'retention_last',
  untidy: 'retention_untidy',
  reached: 'retention_reached',
}

/** What retention keeps in `meta`. The writes belong inside a transaction. */
export function retentionSettings(db: Database) {
  const meta = metaTable(db)
  function read<T>(key: string, schema: z.ZodType<T>): T | null {
    const parsed = schema.safeParse(JSON.parse(meta.get(key) ?? 'null'))
    return parsed.success ? parsed.data : null
  }
  const write = (key: string, value: unknown) => meta.set(key, JSON.stringify(value))
  return {
    get: (): Retention => read(keys.retention, Retention) ?? keepForEver,
    save: (retention: Retention) => write(keys.retention, retention),
    last: () => read(keys.last, PurgeReport),
    saveLast: (report: PurgeReport) => write(keys.last, report),
    untidySince: () => read(keys.untidy, EpochMs.nullable()),
    saveUntidy: (since: EpochMs | null) => write(keys.untidy, since),
    reached: () => read(keys.reached, Reached),
    saveReached: (reached: Reached) => write(keys.reached, reached),
  }
}
