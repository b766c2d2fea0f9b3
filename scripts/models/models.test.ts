import { expect, test } from 'vitest'
import { merge } from './merge.mjs'
import { readModelsDev } from './read-models-dev.mjs'
import { knownRates, type Row } from './row.mjs'

const listing = (models: Record<string, Row>, provider = 'openai') =>
  new Map([[provider, new Map(Object.entries(models))]])
const prices = (names: string[], row: Row, windows = true, provider = 'openai') =>
  new Map([[provider, [{ names: new Set(names), row, windows }]]])
const merged = (...args: Parameters<typeof merge>) => Object.values(merge(...args).providers)[0]?.models

test('a price of 0 is one that the source does not have, unless the name says that the model is free', () => {
  expect(knownRates({ input: 0, output: 0, cachedInput: 0 }, 'vendor/model')).toEqual({})
  expect(knownRates({ input: 0, output: 0, cachedInput: 0 }, 'vendor/model:free')).toEqual({ input: 0, output: 0 })
  expect(knownRates({ input: 2, output: 8, cachedInput: 0, cacheWrite: 0 }, 'm')).toEqual({ input: 2, output: 8 })
})

test('the first source tells all of a model, and the second tells of those that it lacks', () => {
  const first = listing({ a: { window: 1_000, input: 1, output: 2 } })
  expect(merged(first, prices(['a'], { window: 9, input: 3, output: 4 }))).toEqual({
    a: { window: 1_000, input: 1, output: 2, from: 0 },
  })
  expect(merged(first, prices(['b', 'b-2'], { input: 3 }))).toMatchObject({ b: { input: 3, from: 1 }, 'b-2': 'b' })
})

test('another name of a model is taken where both sources have the same price', () => {
  const first = listing({ 'a-latest': { window: 1_000, input: 1, output: 2 } })
  const names = ['a-latest', 'a-0']
  expect(merged(first, prices(names, { input: 1, output: 2 }))).toMatchObject({ 'a-0': 'a-latest' })
  const older = { input: 5, output: 9 }
  expect(merged(first, prices(names, older))).toMatchObject({ 'a-0': { ...older, from: 1 } })
  const alike = { input: 1, output: 2 }
  expect(merged(first, prices(names, alike, false))).toMatchObject({ 'a-0': { ...alike, from: 1 } })
})

test('a price far below the other source’s is not kept, and the person who refreshes is told', () => {
  const row = { window: 1_000, input: 0.1, output: 9, cachedInput: 0.05, steps: [{ above: 500, input: 0.2 }] }
  const { providers, notes } = merge(listing({ a: row }), prices(['a'], { input: 3, output: 15 }))
  expect(providers.openai?.models).toEqual({ a: { window: 1_000, from: 0 } })
  expect(notes).toEqual(['openai a: no price is kept, since 0.1 is far below 3'])
})

test('nothing of OpenRouter’s is taken from the second source', () => {
  const first = listing({ 'v/a': { input: 1, output: 2 } }, 'openrouter')
  expect(merged(first, prices(['v/b'], { input: 3 }, true, 'openrouter'))).toEqual({
    'v/a': { input: 1, output: 2, from: 0 },
  })
})

test('models.dev’s own file', () => {
  const model = {
    id: 'gemini-x',
    temperature: true,
    cost: {
      input: 1.25,
      output: 10,
      cache_read: 0.125,
      context_over_200k: { input: 2.5, output: 15, cache_read: 0.25 },
    },
    limit: { context: 1_048_576, output: 65_536 },
  }
  const embedding = { id: 'embed-x', cost: { input: 0.1, output: 0 }, limit: { context: 2_048, output: 0 } }
  const file = { google: { models: { 'gemini-x': model, 'embed-x': embedding } }, unknown: { models: {} } }
  expect(readModelsDev(JSON.stringify(file)).get('google')).toEqual(
    new Map([
      [
        'gemini-x',
        {
          ...{ window: 1_048_576, maxOutput: 65_536, temperature: true, input: 1.25, cachedInput: 0.125, output: 10 },
          steps: [{ above: 200_000, input: 2.5, cachedInput: 0.25, output: 15 }],
        },
      ],
      ['embed-x', { window: 2_048, input: 0.1, output: 0 }],
    ]),
  )
})
