import { type Finding, listedFindings } from '#shared/receipt'

/** Collects what a check finds: the first hundred in full, what concerns the whole batch or the receipt before single rows; the rest as a
 *  number. */
export function createFindings() {
  const general: Finding[] = []
  const rows: Finding[] = []
  let found = 0
  return {
    get listed(): Finding[] {
      return [...general, ...rows].slice(0, listedFindings)
    },
    get found() {
      return found
    },
    /** @param times of how many rows in a row it holds; those after `position` follow it */
    add(kind: Finding['kind'], row: { position: number; customId: string | null } | null, what: string, times = 1) {
      found += times
      if (row === null) return void general.push({ kind, position: null, customId: null, what })
      for (let index = 0; index < times && rows.length < listedFindings; index++) {
        rows.push({ kind, position: row.position + index, customId: row.customId, what })
      }
    },
  }
}
export type Findings = ReturnType<typeof createFindings>
