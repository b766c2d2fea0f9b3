import { expect, test } from 'vitest'
import { fateOf } from '#providers/simulator/fate'
import { SimulatorProfile, type SimulatorProfileInput } from '#providers/simulator/profile'
import { TokenBucket } from '#providers/simulator/token-bucket'
import { minimumMs, needOf } from './minimum'
import { promptsOf } from './prompts'
import { model, scenarios } from './scenarios'

const profileOf = (name: string, change: SimulatorProfileInput = {}) =>
  SimulatorProfile.parse({ ...scenarios.find((scenario) => scenario.name === name)?.profile, ...change })

test('600 calls through a bucket of 100 that gains 10 a second take 50 s and the latency of the last', () => {
  expect(minimumMs({ calls: 600, tokens: 0 }, profileOf('requests'))).toBe(50_200)
  expect(minimumMs({ calls: 100, tokens: 0 }, profileOf('requests'))).toBe(200)
})

test('a client that asks at the very moment of each place needs exactly the minimum', () => {
  const bucket = new TokenBucket(100, 10, 0)
  let now = 0
  for (let call = 0; call < 600; call++) {
    now += bucket.wait(now, 1)
    expect(bucket.take(now)).toBeCloseTo(0, 6)
  }
  expect(now + 200).toBeCloseTo(minimumMs({ calls: 600, tokens: 0 }, profileOf('requests')), 3)
})

test('an outage adds its length when it begins before the last call, and nothing after it', () => {
  expect(minimumMs({ calls: 600, tokens: 0 }, profileOf('faults'))).toBe(60_200)
  expect(minimumMs({ calls: 200, tokens: 0 }, profileOf('faults'))).toBe(10_200)
})

test('where tokens are short, they decide', () => {
  expect(minimumMs({ calls: 600, tokens: 360_000 }, profileOf('tokens'))).toBe(50_200)
})

test('the calls that are needed are one for each prompt and one more for each fault that the seed has for it', () => {
  const prompts = promptsOf(600, 200)
  const profile = profileOf('faults')
  const { calls, tokens } = needOf(
    prompts,
    model,
    profile,
    prompts.map(() => 10),
  )
  const faulted = prompts.filter(
    (content) => fateOf({ model, content, occurrence: 1, isEmbedding: false }, profile).fault !== null,
  )
  expect(faulted.length).toBeGreaterThan(5)
  expect(calls).toBeGreaterThanOrEqual(600 + faulted.length)
  expect(tokens).toBe(calls * 10)
  expect(needOf(prompts, model, profileOf('requests'), []).calls).toBe(600)
})

test('prompts are the same at each call, each another, and as long as they are to be', () => {
  const prompts = promptsOf(50, [200, 400])
  expect(promptsOf(50, [200, 400])).toEqual(prompts)
  expect(new Set(prompts).size).toBe(50)
  for (const { length } of prompts) {
    expect(length).toBeGreaterThanOrEqual(200)
    expect(length).toBeLessThanOrEqual(410)
  }
})
