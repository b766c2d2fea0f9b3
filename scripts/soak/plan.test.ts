import { expect, test } from 'vitest'
import { nextKill } from './plan.mjs'
import { seeded } from './random.mjs'

const standing = { tasks: 1_000, settled: 0, kills: 200, startUpMs: 400, latencyMs: 30 }

test('one seed gives one plan', () => {
  const plan = (seed: number) => {
    const random = seeded(seed, 'kills')
    return Array.from({ length: 50 }, () => nextKill(standing, random))
  }
  expect(plan(3)).toEqual(plan(3))
  expect(plan(3)).not.toEqual(plan(4))
})

test('the kills are spread over all of the drain, which outlasts them', () => {
  const random = seeded(5, 'kills')
  let settled = 0
  for (let kills = 200; kills > 0; kills--) {
    const moment = nextKill({ ...standing, settled, kills }, random)
    if (moment.kind === 'work') settled += moment.answers
    expect(settled).toBeLessThanOrEqual(970)
  }
  expect(settled).toBeGreaterThan(700)
})

test('with few tasks left a run is killed before a call of it can be answered', () => {
  const random = seeded(6, 'kills')
  for (let round = 0; round < 100; round++) {
    const moment = nextKill({ ...standing, settled: 990 }, random)
    if (moment.kind === 'work') expect(moment).toMatchObject({ answers: 0, latencyMs: 600 })
    if (moment.kind === 'work') expect(moment.ms).toBeLessThan(moment.latencyMs / 2)
  }
})
