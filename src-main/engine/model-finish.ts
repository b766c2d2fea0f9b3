import { laneNames } from '#shared/lane'
import { modelProviders } from './model-disk'
import type { World } from './model-world'

/** So many minutes must do for the few tasks of a run. */
const longestMinutes = 60

/** With a healthy provider and nothing held back by a person, every task ends; those that need one that failed are blocked in plain sight. */
export async function finish(world: World) {
  const { provider, clock, life } = world
  world.setDisk(null)
  provider.setStubborn(false)
  provider.setInstant(true)
  for (const call of provider.inFlight()) provider.answer(call, 'ok')
  await world.quiet()
  for (let minute = 0; life.engine.storage().kind !== 'ok' && minute < 2; minute++) await world.advance(60_000)
  await world.check('storage recovers')
  const { engine } = life
  await engine.setPaused({ kind: 'all' }, false)
  for (const lane of laneNames) await engine.setPaused({ kind: 'lane', lane }, false)
  for (const batchId of world.batches()) await engine.setPaused({ kind: 'batch', batchId }, false)
  for (const providerId of modelProviders) {
    await engine.setPaused({ kind: 'provider', providerId }, false)
    await engine.providerChanged(providerId)
  }
  await world.quiet()
  world.settings.clear()
  await world.check('all is resumed')
  for (let minute = 0; minute < longestMinutes && left(world).length > 0; minute++) {
    const due = Math.min(...left(world).map(({ runAt }) => runAt ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(due) && due > clock.now() + 60_000) {
      clock.jump(due - clock.now())
      world.flags.jumped = true
    }
    await world.advance(60_000)
  }
  await world.check('the end')
  const stuck = left(world).map(({ id, state }) => `task ${id} is still ${state}`)
  if (stuck.length > 0) throw new Error(stuck.join(', '))
}

const left = (world: World) => world.tasks().filter(({ state }) => !world.watch.isOver(state))
