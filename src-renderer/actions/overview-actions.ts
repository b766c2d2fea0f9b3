import type { Batch } from '#shared/batch'
import { settled, total } from '#shared/batch'
import type { LaneView, Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { formatPercent } from '../format'
import { shutGates } from '../frame/gates'
import { setPaused } from '../state/pausing'
import { type Store, useStore } from '../state/store'
import { openGate, showBatch } from '../state/work'
import type { Action } from './action'

const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const

/** What can be done with the lanes, batches, providers and gates that there are now. */
export function overviewActions({ overview, batchId }: Pick<Store, 'overview' | 'batchId'>): Action[] {
  if (!overview) return []
  const scoped = overview.batches.find(({ id }) => id === batchId)
  return [
    ...(scoped ? batchWork(scoped) : []),
    ...overview.lanes.map(pauseLane),
    ...gateWork(overview),
    ...overview.providers.map(pauseProvider),
    ...overview.batches.map(goToBatch),
    ...overview.providers.map(goToProvider),
  ]
}

const pauseLane = ({ name, paused }: LaneView): Action => ({
  ...{ id: `pause-${name}`, group: 'do', icon: paused ? 'run' : 'pause', words: 'lane stop start' },
  title: `${paused ? 'Resume' : 'Pause'} the ${laneTitles[name]} lane`,
  hint: () => (paused ? '' : 'What runs will finish'),
  run: () => void setPaused([{ kind: 'lane', lane: name }], !paused),
})

const pauseProvider = ({ id, name, paused }: ProviderView): Action => ({
  ...{ id: `pause-provider-${id}`, group: 'do', icon: paused ? 'run' : 'pause', words: 'provider stop start' },
  title: `${paused ? 'Resume' : 'Pause'} ${name}`,
  hint: () => (paused ? 'Provider' : 'Provider. What runs will finish'),
  run: () => void setPaused([{ kind: 'provider', providerId: id }], !paused),
})

const goToProvider = ({ id, name }: ProviderView): Action => ({
  ...{ id: `provider-${id}`, group: 'go', title: name, icon: 'providers', words: 'provider' },
  hint: () => 'Providers and limits',
  run: () => useStore.getState().openProvider(id),
})

const goToBatch = ({ id, name, counts }: Batch): Action => ({
  ...{ id: `batch-${id}`, group: 'go', title: name, icon: 'queue', words: 'batch' },
  hint: () => `Batch, ${formatPercent(counts.succeeded + counts.cancelled, total(counts))} done`,
  run: () => showBatch(id),
})

function batchWork({ id, name, paused, counts, variants }: Batch): Action[] {
  const { openBatch, openCompare, openExport, openReceipt } = useStore.getState()
  const isOver = settled(counts) === total(counts)
  const of = (what: string, title: string, run: () => void, icon: Action['icon'] = 'rules'): Action => ({
    ...{ id: `batch-${what}`, group: 'do', title, icon, leaves: true, words: 'batch', hint: () => name, run },
  })
  const pause: Action = {
    ...{ id: 'batch-pause', group: 'do', icon: paused ? 'run' : 'pause', words: 'batch', hint: () => name },
    title: paused ? 'Resume this batch' : 'Pause this batch',
    run: () => void setPaused([{ kind: 'batch', batchId: id }], !paused),
  }
  return [
    ...(isOver && !paused ? [] : [pause]),
    of('rules', 'Retry rules of this batch', () => openBatch(id, 'rules')),
    of('windows', 'Run windows of this batch', () => openBatch(id, 'windows'), 'clock'),
    of('budget', 'Budget of this batch', () => openBatch(id, 'budget'), 'money'),
    of('alert', 'Alert of dead letters of this batch', () => openBatch(id, 'alert'), 'dead'),
    ...(variants === undefined
      ? []
      : [of('compare', 'Compare the variants of this batch', () => openCompare(id), 'compare')]),
    of('export', 'Export the results of this batch', () => openExport({ source: { batchId: id }, name }), 'export'),
    of('receipt', 'Receipt of this batch', () => openReceipt(id), 'receipt'),
  ]
}

const gateWork = (overview: Overview): Action[] =>
  shutGates(overview).map(({ gate, name }) => ({
    ...{ id: `open-gate-${gate.id}`, group: 'do', title: `Try ${name} again now`, icon: 'open' },
    words: 'gate open rate limit',
    hint: () => `${gate.model}. One task goes first`,
    run: () => void openGate(gate.id),
  }))
