import { Gate } from '#shared/gate'
import type { GateId } from '#shared/task'
import type { Database } from './database'

type Row = {
  id: number
  provider_id: string
  model: string
  state: 'open' | 'closed' | 'half_open'
  reason: string | null
  since: number | null
  until: number | null
  failure: string | null
  closures: number
}

const INSERT = `INSERT INTO gates (provider_id, model) VALUES (@providerId, @model) ON CONFLICT (provider_id, model) DO NOTHING`
// A provider whose key was refused is closed for the models that are new to it as well.
const INHERIT = `UPDATE gates SET (state, reason, since, failure) = (SELECT state, reason, since, failure FROM gates
    WHERE provider_id = @providerId AND reason IN ('auth', 'quota') LIMIT 1)
  WHERE provider_id = @providerId AND model = @model
    AND EXISTS (SELECT 1 FROM gates WHERE provider_id = @providerId AND reason IN ('auth', 'quota'))`
const SAVE = `UPDATE gates SET state = @state, reason = @reason, since = @since, until = @until, failure = @failure, closures = @closures
  WHERE id = @id`

export function gatesTable(db: Database) {
  const all = db.prepare<[], Row>('SELECT * FROM gates')
  const find = db.prepare<{ providerId: string; model: string }, Row>(
    'SELECT * FROM gates WHERE provider_id = @providerId AND model = @model',
  )
  const insert = db.prepare<{ providerId: string; model: string }>(INSERT)
  const inherit = db.prepare<{ providerId: string; model: string }>(INHERIT)
  const byId = db.prepare<[number], Row>('SELECT * FROM gates WHERE id = ?')
  const save = db.prepare(SAVE)
  return {
    all: (): Gate[] => all.all().map(readGate),
    get: (id: GateId): Gate | undefined => byId.all(id).map(readGate)[0],
    /** The gate of that provider and model, made when it is the first task for it. */
    ensure(providerId: string, model: string): Gate {
      const known = find.get({ providerId, model })
      if (known) return readGate(known)
      insert.run({ providerId, model })
      inherit.run({ providerId, model })
      const made = find.get({ providerId, model })
      if (!made) throw new Error(`no gate for ${providerId}/${model}`)
      return readGate(made)
    },
    save({ id, state, closures }: Gate): void {
      save.run({
        id,
        closures,
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
  return Gate.parse({ id: row.id, providerId: row.provider_id, model: row.model, closures: row.closures, state })
}
