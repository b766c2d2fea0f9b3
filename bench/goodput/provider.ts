import type { SimulatorProfileInput } from '#providers/simulator/profile'
import { type Simulator, startSimulator } from '#providers/simulator/server'
import type { LoggedCall } from './judge'

/** What the parent asks, and what it is told. */
export type Asked = { readonly kind: 'start'; readonly profile: SimulatorProfileInput } | { readonly kind: 'stop' }
export type Told =
  | { readonly kind: 'started'; readonly baseUrl: string }
  | { readonly kind: 'stopped'; readonly log: readonly LoggedCall[] }
  | { readonly kind: 'broke'; readonly why: string }

// The provider of a benchmark, in a process of its own: its log of all calls is what judges the contenders.
const log: LoggedCall[] = []
let simulator: Simulator | null = null

process.on('message', (asked: Asked) => {
  answer(asked).then(tell, (error: unknown) => tell({ kind: 'broke', why: String(error) }))
})
process.on('disconnect', () => process.exit())

async function answer(asked: Asked): Promise<Told> {
  if (asked.kind === 'start') {
    simulator = await startSimulator(asked.profile, ({ at, endedAt, ending, contentHash }) => {
      log.push({ at, endedAt, ending, prompt: contentHash })
    })
    return { kind: 'started', baseUrl: simulator.baseUrl }
  }
  await simulator?.close()
  return { kind: 'stopped', log }
}

function tell(told: Told): void {
  process.send?.(told)
}
