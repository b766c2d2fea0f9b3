import fc from 'fast-check'
import type { LaneName } from '#shared/lane'
import type { BatchId } from '#shared/task'
import type { Row } from './model-snapshot'
import type { World } from './model-world'

/** A step of a program: what it does, and how long it waits before the next (turns of the event loop; null: until nothing happens). */
class Step implements fc.AsyncCommand<World, World> {
  constructor(
    readonly words: string,
    readonly does: (world: World) => void | Promise<void>,
    readonly wait: number | null,
    readonly may: (world: World) => boolean = () => true,
  ) {}
  check = (world: Readonly<World>) => this.may(world as World)
  async run(world: World) {
    await this.does(world)
    if (this.wait === null) {
      await world.quiet()
      await world.check(this.toString())
    } else await world.turns(this.wait)
  }
  toString = () => `${this.words}${this.wait === null ? '' : ` +${this.wait}`}`
}

const wait = fc.option(fc.nat({ max: 4 }), { nil: null, freq: 2 })
export const lane = fc.constantFrom<LaneName>('fast', 'heavy')
export const nth = fc.nat({ max: 30 })
export const pick = <T>(all: readonly T[], index: number): T | undefined =>
  all.length === 0 ? undefined : all[index % all.length]
export const step = <T>(
  data: fc.Arbitrary<T>,
  words: (data: T) => string,
  does: (world: World, data: T) => void | Promise<void>,
  may?: (world: World, data: T) => boolean,
): fc.Arbitrary<fc.AsyncCommand<World, World>> =>
  fc
    .tuple(data, wait)
    .map(
      ([value, pause]) =>
        new Step(words(value), (world) => does(world, value), pause, may && ((world) => may(world, value))),
    )

export const batchOf = (world: World, index: number): BatchId => pick(world.batches(), index) ?? (1 as BatchId)
export const inStates = (world: World, ...states: Row['state'][]) =>
  world.tasks().filter(({ state }) => states.includes(state))
export const open = ['queued', 'running', 'scheduled', 'backing_off', 'waiting'] as const
