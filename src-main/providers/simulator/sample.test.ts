import { expect, test } from 'vitest'
import { autoLane } from '#shared/auto-lane'
import { type LaneName, laneDefaults } from '#shared/lane'
import { promptOf } from '#shared/request'
import { directivesIn, withoutDirectives } from './directives'
import { fateOf } from './fate'
import { SimulatorProfile } from './profile'
import { sampleBatch } from './sample'

const profile = SimulatorProfile.parse({})
const content = (index: number) => promptOf(sampleBatch[index]?.request ?? { kind: 'embedding', input: '-' })
const laneOf = (index: number): LaneName => {
  const { request, model, lane } = sampleBatch[index] ?? expect.fail('no such prompt')
  return lane ?? autoLane(request, model)
}
const indices = sampleBatch.map((_, index) => index)
const fate = (index: number, occurrence: number, text = content(index)) =>
  fateOf({ model: sampleBatch[index]?.model ?? '', content: text, isEmbedding: false, occurrence }, profile)
const withDirective = (kind: string) =>
  indices.filter((index) => directivesIn(content(index)).some((directive) => directive.kind === kind))

test('has 24 different prompts: 17 for Fast and 7 for Heavy', () => {
  expect(new Set(indices.map(content)).size).toBe(24)
  expect(indices.filter((index) => laneOf(index) === 'fast')).toHaveLength(17)
  expect(indices.filter((index) => laneOf(index) === 'heavy')).toHaveLength(7)
})

test('asks for one rate limit on Fast, one failure in each lane, and one refusal', () => {
  expect(withDirective('limit').map(laneOf)).toEqual(['fast'])
  expect(withDirective('fail').map(laneOf).toSorted()).toEqual(['fast', 'heavy'])
  expect(withDirective('refuse')).toHaveLength(1)
})

test('meets no fault by chance under the default seed, on any try, nor once its directives are edited away', () => {
  for (const index of indices) {
    for (const occurrence of [2, 3, 4]) {
      if (!withDirective('refuse').includes(index)) expect(fate(index, occurrence).fault).toBeNull()
    }
    for (const occurrence of [1, 2]) {
      expect(fate(index, occurrence, withoutDirectives(content(index))).fault).toBeNull()
    }
    if (directivesIn(content(index)).length === 0) expect(fate(index, 1).fault).toBeNull()
  }
})

test.each([0, 0.5, 0.999])('takes about 40 seconds at the lanes’ defaults (jitter %d)', (random) => {
  const heavyMs = finishedAt('heavy', random)
  const fastMs = finishedAt('fast', random)
  expect(heavyMs).toBeGreaterThan(33_000)
  expect(heavyMs).toBeLessThan(50_000)
  expect(fastMs).toBeGreaterThan(15_000)
  expect(fastMs).toBeLessThan(35_000)
})

/** The lane in virtual time: each task takes the first slot that is free, as the engine hands them out. */
function finishedAt(lane: LaneName, random: number): number {
  const { concurrency, delayMs } = laneDefaults[lane]
  const slots = Array.from({ length: concurrency }, () => 0)
  const waiting = indices.filter((index) => laneOf(index) === lane).map((index) => ({ index, occurrence: 1, dueAt: 0 }))
  let gateOpensAt = 0
  while (waiting.length > 0) {
    const free = slots.indexOf(Math.min(...slots))
    waiting.sort((a, b) => a.dueAt - b.dueAt || a.index - b.index)
    const ready = waiting.filter(({ dueAt }) => dueAt <= (slots[free] ?? 0))
    const next = ready.toSorted((a, b) => a.index - b.index)[0] ?? waiting[0] ?? expect.fail('nothing waits')
    waiting.splice(waiting.indexOf(next), 1)
    const startedAt = Math.max(slots[free] ?? 0, next.dueAt, gateOpensAt)
    const { fault, latencyMs } = fate(next.index, next.occurrence)
    const endedAt = startedAt + (fault === null ? latencyMs : 0.3 * latencyMs)
    slots[free] = endedAt
    if (fault?.kind === 'limit') gateOpensAt = startedAt + fault.waitMs
    if (fault?.kind === 'limit') waiting.push({ ...next, occurrence: 2, dueAt: gateOpensAt })
    if (fault?.kind === 'status' && fault.status === 503) {
      waiting.push({ ...next, occurrence: next.occurrence + 1, dueAt: endedAt + delayMs * (0.5 + random) })
    }
  }
  return Math.max(...slots)
}
