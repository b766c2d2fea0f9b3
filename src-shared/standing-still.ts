import type { PauseScope } from './contract'
import type { Overview } from './overview'

type Seen = {
  readonly paused: Overview['paused']
  readonly lanes: readonly Pick<Overview['lanes'][number], 'name' | 'paused'>[]
}

/** What must be resumed so that work goes on; empty while some lane may start something. */
export function standingStill({ paused, lanes }: Seen): PauseScope[] {
  const still = lanes.filter((lane) => lane.paused).map(({ name }): PauseScope => ({ kind: 'lane', lane: name }))
  const everyLane = lanes.length > 0 && still.length === lanes.length ? still : []
  return [...(paused === 'no' ? [] : [{ kind: 'all' } as const]), ...everyLane]
}
