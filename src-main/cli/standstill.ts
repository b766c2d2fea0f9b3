import type { Budgets } from '#engine/budget'
import type { Engine } from '#engine/engine'
import { pauseReason } from '#shared/dead-alert'
import { firingWords } from '#shared/firing-words'
import type { LaneName } from '#shared/lane'
import { type RunWindow, windowAt } from '#shared/run-window'
import type { BatchId, EpochMs } from '#shared/task'
import { machineZone } from '#shared/zoned-time'
import type { CountRow } from '#store/counts'
import type { Store } from '#store/store'

type Parts = {
  readonly store: Pick<Store, 'batches' | 'providers' | 'counts' | 'alerts' | 'dryRuns' | 'watches'>
  readonly engine: Pick<Engine, 'gate' | 'lane' | 'paused'>
  /** Whom the budgets hold back, and when a day's opens again. */
  readonly budgets?: Pick<Budgets, 'held' | 'opensAt'>
  /** Providers whose key is sealed and was not given here. */
  readonly keyless?: ReadonlyMap<string, readonly string[]> // see provider-keys.ts
  /** A start after this moment counts as no movement; without it, any start does. */
  readonly reach?: EpochMs
}
/** What holds work up. `remedy`: only a person can help, and this is how. */
export type Hold = { readonly words: string; readonly remedy: string | null }
export type Standing = {
  /** Something runs, or will go on by itself, though perhaps only hours from now. */
  readonly moves: boolean
  /** The same one once; those that need a person first. */
  readonly holds: readonly Hold[]
}

const laneTitles: Readonly<Record<LaneName, string>> = { fast: 'Fast', heavy: 'Heavy' }

/** Why what is left of these tasks does not run, and whether it ever will without a person. */
export function standing(
  rows: readonly CountRow[],
  { store, engine, budgets, keyless, reach = Number.POSITIVE_INFINITY }: Parts,
  now: EpochMs,
): Standing {
  const holds = new Map<string, Hold>()
  const held = budgets?.held() ?? []
  let moves = false
  let later = false
  let needsOthers = false

  function person(row: CountRow): Hold | null {
    const gate = engine.gate(row.gateId)
    const provider = gate && store.providers.get(gate.providerId)
    const batch = store.batches.get(row.batchId)
    if (engine.paused() !== 'no') return paused('everything', 'Resume all')
    if (engine.lane(row.lane).paused) return paused(`the ${laneTitles[row.lane]} lane`, 'Resume at the lane')
    if (batch?.paused) {
      const alert = store.alerts.of(batch.id)
      const why = alert && pauseReason(alert)
      const how = `Resume batch, once you have chosen it there, or run: npm run trilane -- batch resume ${batch.id}`
      return paused(`the batch ${batch.name}`, how, why ?? 'paused')
    }
    if (batch && store.dryRuns.of(batch.id)?.state === 'waiting') return dryRunWaits(batch.name, batch.id)
    if (provider?.paused) return paused(`the provider ${provider.name}`, 'Resume at it under Providers')
    const toGive = provider && keyless?.get(provider.id)
    if (toGive) return withoutSecrets(provider.name, toGive)
    if (gate?.state.kind !== 'closed' || gate.state.until !== null) return row.state === 'queued' ? money(row) : null
    const remedy = `The provider says: ${gate.state.failure.message} What is left stays queued; run the same command again once that is put right.`
    return { words: `${gate.model} waits for you`, remedy }
  }

  /** What runs of a provider whose key is not here is out in a batch of the provider's, which nobody here can ask for. */
  function outOfReach({ gateId }: CountRow): Hold | null {
    const provider = store.providers.get(engine.gate(gateId)?.providerId ?? '')
    const toGive = provider && keyless?.get(provider.id)
    return toGive ? withoutSecrets(provider.name, toGive) : null
  }

  function money({ batchId }: CountRow): Hold | null {
    const hold = held.find((each) => each.batchId === batchId && each.by !== 'day' && each.by !== 'watch')
    const name = store.batches.get(batchId)?.name
    if (hold?.by === 'batch') return usedUp(`the budget of ${name}`)
    return hold ? withoutPrice(hold.model) : null
  }

  function time({ lane, batchId, gateId, state }: CountRow): Hold | null {
    if (state === 'scheduled') return startOf(batchId)
    if (state !== 'queued') return null
    const gate = engine.gate(gateId)
    if (gate?.state.kind === 'closed' && gate.state.until !== null)
      return byItself(`${gate.model} paused for ${Math.max(0, Math.ceil((gate.state.until - now) / 1000))} s`)
    const ofWatch = held.find((each) => each.batchId === batchId && each.by === 'watch')?.watch
    if (ofWatch) {
      const folder = store.watches.get(ofWatch.id)?.folder ?? 'its folder'
      return byItself(`the day's budget of ${folder} is used up until ${words(budgets?.opensAt() ?? now)}`)
    }
    if (held.some((each) => each.batchId === batchId && each.by === 'day'))
      return byItself(`the budget of the day is used up until ${words(budgets?.opensAt() ?? now)}`)
    const batch = store.batches.get(batchId)
    return (
      closed(`the ${laneTitles[lane]} lane`, engine.lane(lane).policy.windows) ??
      closed(`the batch ${batch?.name}`, batch?.options.windows ?? [])
    )
  }

  function startOf(batchId: BatchId): Hold | null {
    const at = store.counts.nextStart(batchId)
    return at === null ? null : byItself(`starts ${words(at)}`)
  }

  function closed(what: string, windows: readonly RunWindow[]): Hold | null {
    const { open, changesAt } = windowAt(windows, now)
    if (open || changesAt === null) return null
    return byItself(`the run window of ${what} opens ${words(changesAt)}`)
  }

  const words = (at: EpochMs) => firingWords(at, now, machineZone(), machineZone())

  for (const row of rows) {
    if (row.n === 0 || row.state === 'succeeded' || row.state === 'dead' || row.state === 'cancelled') continue
    const hold = row.state === 'running' ? outOfReach(row) : (person(row) ?? time(row))
    if (hold) holds.set(hold.words, hold)
    if (row.state === 'waiting') needsOthers = true
    else if (row.state === 'scheduled' && (store.counts.nextStart(row.batchId) ?? 0) > reach) later = true
    else if (!hold || hold.remedy === null) moves = true
  }
  if (!moves && !later && needsOthers && holds.size === 0) holds.set(others.words, others)
  return { moves, holds: [...holds.values()].sort((a, b) => Number(a.remedy === null) - Number(b.remedy === null)) }
}

const byItself = (words: string): Hold => ({ words, remedy: null })

/** @param why as in “paused because 31 of 100 died” */
function paused(what: string, how: string, why = 'paused'): Hold {
  const name = what.charAt(0).toUpperCase() + what.slice(1)
  return {
    words: `${what} is ${why}`,
    remedy: `${name} is ${why}, and only a person goes on with that: open the app and press ${how}. What is left stays queued; run the same command again then.`,
  }
}

/** All that is left of it is what its dry run holds back. */
const dryRunWaits = (name: string, id: BatchId): Hold => ({
  words: `the dry run of ${name} waits for you`,
  remedy: `The dry run of ${name} has ended, and the rest waits for you. Look at the answers (batch show ${id}), then let it go on with: batch release ${id}. What is left stays queued.`,
})

function withoutSecrets(name: string, toGive: readonly string[]): Hold {
  const what = toGive.every((words) => words.startsWith('--api-key-env')) ? `key of ${name}` : `secrets of ${name}`
  const [is, it] = what.startsWith('key')
    ? ['is', 'the key into an environment variable']
    : ['are', 'each into an environment variable']
  return {
    words: `the ${what} ${is} not here`,
    remedy: `The ${what} ${is} sealed by the app's keychain and cannot be read here, so what is left for it stays queued, or out in its batch. Put ${it} and add ${toGive.join(' ')}.`,
  }
}

const usedUp = (what: string): Hold => ({
  words: `${what} is used up`,
  remedy: `Another call could pass ${what}, so what is left stays queued. Run the same command again with a larger --budget to go on.`,
})

const withoutPrice = (model: string): Hold => ({
  words: `the price of ${model} is not known`,
  remedy: `There is a budget, and what ${model} costs is not known, so nothing is sent to it. Set its price in the app under Providers, or do without the budget.`,
})

const others: Hold = {
  words: 'what is left waits for other prompts',
  remedy:
    'What is left needs the results of prompts that do not run here. It stays queued, and goes on once they have succeeded.',
}

/** For the line that shows the progress: two reasons are enough there. */
export const holdWords = ({ holds }: Standing): string =>
  holds
    .slice(0, 2)
    .map(({ words }) => words)
    .join(', ')
