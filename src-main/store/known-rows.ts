import type { BatchId, GateId } from '#shared/task'
import type { batchesTable } from './batches'
import type { gatesTable } from './gates'

type Parts = {
  readonly batches: Pick<ReturnType<typeof batchesTable>, 'get'>
  readonly gates: Pick<ReturnType<typeof gatesTable>, 'ensure' | 'get'>
}

/** What the hot path asks of tables that seldom change; to be forgotten when a transaction that may have changed them is rolled back. */
export function knownRows({ batches, gates }: Parts) {
  const batchOf = new Map<BatchId, ReturnType<typeof batches.get>>()
  const gateIds = new Map<string, GateId>()
  const gateOf = new Map<GateId, { providerId: string; model: string; keyId: string }>()

  return {
    batch(id: BatchId) {
      if (!batchOf.has(id)) batchOf.set(id, batches.get(id))
      return batchOf.get(id)
    },
    /** Makes the gate when there is none. */
    gateId(providerId: string, model: string): GateId {
      const key = JSON.stringify([providerId, model])
      const known = gateIds.get(key)
      if (known !== undefined) return known
      const { id } = gates.ensure(providerId, model)
      gateIds.set(key, id)
      return id
    },
    nameOfGate(id: GateId) {
      const known = gateOf.get(id)
      if (known) return known
      const gate = gates.get(id)
      if (!gate) throw new Error(`there is no gate ${id}`)
      const { providerId, model, keyId } = gate
      const name = { providerId, model, keyId }
      gateOf.set(id, name)
      return name
    },
    forgetBatch: (id: BatchId) => void batchOf.delete(id),
    forget() {
      batchOf.clear()
      gateIds.clear()
      gateOf.clear()
    },
  }
}
