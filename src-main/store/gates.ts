import { firstKeyId, Gate } from '#shared/gate'
import { KnownLimits } from '#shared/limits'
import type { GateId } from '#shared/task'
import type { Database } from './database'

type Row = {
  id: number
  provider_id: string
  model: string
  key_id: string
  route_id: number
  state: 'open' | 'closed' | 'half_open'
  reason: string | null
  since: number | null
  until: number | null
  failure: string | null
  closures: number
  limits: string
}

type Named = { providerId: string; model: string; keyId: string }

const SELECT = `SELECT g.*, (SELECT r.id FROM gates r WHERE r.provider_id = g.provider_id AND r.model = g.model
  AND r.key_id = '${firstKeyId}') AS route_id FROM gates g`
const INSERT = `INSERT INTO gates (provider_id, model, key_id) VALUES (@providerId, @model, @keyId)
  ON CONFLICT (provider_id, model, key_id) DO NOTHING`
// A key that was refused is refused for the models that are new to it as well.
const OF_KEY = `provider_id = @providerId AND key_id = @keyId AND reason IN ('auth', 'quota')`
const INHERIT = `UPDATE gates SET (state, reason, since, until, failure) = (SELECT state, reason, since, until, failure FROM gates
    WHERE ${OF_KEY} LIMIT 1)
  WHERE provider_id = @providerId AND model = @model AND key_id = @keyId AND EXISTS (SELECT 1 FROM gates WHERE ${OF_KEY})`
const SAVE = `UPDATE gates SET state = @state, reason = @reason, since = @since, until = @until, failure = @failure, closures = @closures,
  limits = @limits WHERE id = @id`

export function gatesTable(db: Database) {
  const all = db.prepare<[], Row>(SELECT)
  const find = db.prepare<Named, Row>(
    `${SELECT} WHERE g.provider_id = @providerId AND g.model = @model AND g.key_id = @keyId`,
  )
  const insert = db.prepare<Named>(INSERT)
  const inherit = db.prepare<Named>(INHERIT)
  const byId = db.prepare<[number], Row>(`${SELECT} WHERE g.id = ?`)
  const save = db.prepare(SAVE)
  return {
    all: (): Gate[] => all.all().map(readGate),
    get: (id: GateId): Gate | undefined => byId.all(id).map(readGate)[0],
    /** The gate of that provider, model and key, made when it is the first task for it. One of another key needs that of the first one. */
    ensure(providerId: string, model: string, keyId = firstKeyId): Gate {
      if (keyId !== firstKeyId) this.ensure(providerId, model)
      const named = { providerId, model, keyId }
      const known = find.get(named)
      if (known) return readGate(known)
      insert.run(named)
      inherit.run(named)
      const made = find.get(named)
      if (!made) throw new Error(`no gate for ${providerId}/${model}`)
      return readGate(made)
    },
    save({ id, state, closures, limits }: Gate): void {
      save.run({
        id,
        closures,
        limits: JSON.stringify(limits),
        state: state.kind,
        reason: state.kind === 'closed' ? state.reason : null,
        since: state.kind === 'open' ? null : state.since,
        until: state.kind === 'closed' ? state.until : null,
        failure: state.kind === 'closed' ? JSON.stringify(state.failure) : null,
      })
    },
  }
}

function readGate(row: Row): Gate {
  const failure: unknown = row.failure === null ? null : JSON.parse(row.failure)
  const state = { kind: row.state, reason: row.reason, since: row.since, until: row.until, failure }
  const limits = KnownLimits.parse(JSON.parse(row.limits))
  const { id, route_id: routeId, provider_id: providerId, model, key_id: keyId, closures } = row
  return Gate.parse({ id, routeId, providerId, model, keyId, closures, limits, state })
}
