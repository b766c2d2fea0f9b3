import { expect, test } from 'vitest'
import { createEstimator } from './estimate'

const unknown = { tokenRatio: null, outputTokensEach: null }

test('before anything is known: characters by 3.7, and as much output as is allowed, or 500', () => {
  const { estimate } = createEstimator(unknown)
  expect(estimate(370, null)).toEqual({ input: 100, output: 500 })
  expect(estimate(370, 2_000)).toEqual({ input: 100, output: 2_000 })
  expect(estimate(0, null).input).toBe(1)
})

test('real usage corrects both, the first answers most', () => {
  const estimator = createEstimator(unknown)
  for (let i = 0; i < 30; i++) {
    const reserved = estimator.estimate(370, 1_000)
    estimator.learn(reserved, estimator.ratio(), { tokensIn: 150, tokensOut: 80 })
  }
  expect(estimator.estimate(370, 1_000).input).toBeCloseTo(150, -1)
  expect(estimator.estimate(370, 1_000).output).toBe(100) // a quarter more than the mean
  expect(estimator.estimate(370, 60).output).toBe(60)
})

test('answers to calls that left before a correction do not make it count twice', () => {
  const estimator = createEstimator(unknown)
  const reserved = estimator.estimate(370, null)
  for (let i = 0; i < 50; i++) estimator.learn(reserved, 1, { tokensIn: 200, tokensOut: null })
  expect(estimator.ratio()).toBeCloseTo(2)
  expect(estimator.learned().outputTokensEach).toBeNull()
})

test('what was learned goes on after a restart, and one odd answer hardly moves it', () => {
  const estimator = createEstimator({ tokenRatio: 1.2, outputTokensEach: 40 })
  expect(estimator.estimate(370, null)).toEqual({ input: 120, output: 50 })
  estimator.learn({ input: 120, output: 50 }, 1.2, { tokensIn: 1_000_000, tokensOut: 40 })
  expect(estimator.ratio()).toBeLessThan(3.2)
  estimator.learn({ input: 0, output: 0 }, 1.2, { tokensIn: 0, tokensOut: 0 })
  expect(Number.isFinite(estimator.ratio())).toBe(true)
})
