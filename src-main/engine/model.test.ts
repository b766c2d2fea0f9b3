import fc from 'fast-check'
import { expect, test } from 'vitest'
import { themes } from './model-commands'
import { finish } from './model-finish'
import { createWorld, type World } from './model-world'

/** TRILANE_MODEL_RUNS: how many programs in all, for a longer search; TRILANE_MODEL_SEED: where it starts. */
const wanted = Number(process.env.TRILANE_MODEL_RUNS ?? 5_000)
const seed = process.env.TRILANE_MODEL_SEED === undefined ? {} : { seed: Number(process.env.TRILANE_MODEL_SEED) }

async function follow(commands: Iterable<fc.AsyncCommand<World, World>>) {
  const world = await createWorld()
  try {
    await fc.asyncModelRun(() => ({ model: world, real: world }), commands)
    await finish(world)
  } finally {
    world.remove()
  }
}

/** What part of the programs a theme gets, and how long they are at most. */
const plan = [
  ['everything', 14, 0.28],
  ['gates', 14, 0.14],
  ['sharing', 14, 0.14],
  ['dependencies', 14, 0.14],
  ['crashes', 12, 0.1],
  ['full disk', 14, 0.1],
  ['turns', 14, 0.08],
  ['everything', 80, 0.02],
] as const

test.each(plan)(
  '%s, up to %i steps: the rules hold after every commit, and every task ends',
  async (theme, maxCommands, part) => {
    const numRuns = Math.ceil(wanted * part)
    const programs = fc.commands([...(themes[theme] ?? [])], { maxCommands, size: 'max' })
    await fc.assert(fc.asyncProperty(programs, follow), { numRuns, ...seed })
    expect(numRuns).toBeGreaterThan(0)
  },
  3_600_000,
)
