import fc from 'fast-check'
import { themes } from './model-commands'
import { finish } from './model-finish'
import { createWorld, type World } from './model-world'

/** TRILANE_MODEL_RUNS: how many programs in all, for a longer search; TRILANE_MODEL_SEED: where it starts. */
const wanted = Number(process.env.TRILANE_MODEL_RUNS ?? 2_000)
const seed = process.env.TRILANE_MODEL_SEED === undefined ? {} : { seed: Number(process.env.TRILANE_MODEL_SEED) }

async function follow(commands: Iterable<fc.AsyncCommand<World, World>>) {
  const world = await createWorld()
  try {
    await fc.asyncModelRun(() => ({ model: world, real: world }), commands)
    await finish(world)
  } finally {
    await world.remove()
  }
}

/** Runs random programs of a theme. On failure it throws, with the seed and the shortest program that was found to fail.
 *  @param share of all the programs that the suite runs   @returns how many there were */
export async function runPrograms(theme: keyof typeof themes, maxCommands: number, share: number): Promise<number> {
  const numRuns = Math.ceil(wanted * share)
  const programs = fc.commands([...themes[theme]], { maxCommands, size: 'max' })
  await fc.assert(fc.asyncProperty(programs, follow), { numRuns, ...seed })
  return numRuns
}
