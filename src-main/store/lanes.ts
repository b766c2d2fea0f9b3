import { type LaneName, LanePolicy, laneDefaults, laneNames } from '#shared/lane'
import type { Database } from './database'

export type StoredLane = { readonly policy: LanePolicy; readonly paused: boolean }

const SAVE = `INSERT INTO lanes (name, policy, paused) VALUES (@name, @policy, @paused)
  ON CONFLICT (name) DO UPDATE SET policy = excluded.policy, paused = excluded.paused`

/** Each lane's policy and whether it is paused; a lane that was never changed has the defaults. */
export function lanesTable(db: Database) {
  const all = db.prepare<[], { name: LaneName; policy: string; paused: number }>(
    'SELECT name, policy, paused FROM lanes',
  )
  const save = db.prepare<{ name: LaneName; policy: string; paused: number }>(SAVE)
  return {
    load(): Record<LaneName, StoredLane> {
      const rows = new Map(all.all().map((row) => [row.name, row]))
      const read = (name: LaneName): StoredLane => {
        const row = rows.get(name)
        if (!row) return { policy: laneDefaults[name], paused: false }
        return { policy: LanePolicy.parse(JSON.parse(row.policy)), paused: row.paused === 1 }
      }
      return Object.fromEntries(laneNames.map((name) => [name, read(name)])) as Record<LaneName, StoredLane>
    },
    save: (name: LaneName, { policy, paused }: StoredLane): void =>
      void save.run({ name, policy: JSON.stringify(policy), paused: paused ? 1 : 0 }),
  }
}
