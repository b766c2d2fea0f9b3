import { expect, test } from 'vitest'
import type { Estimate } from '#shared/estimate'
import { estimateHint, estimateLine } from './estimate-words'

const known: Estimate = {
  ...{ model: 'gpt-5-mini', models: 1, calls: 1_319, inputTokens: 310_212, outputTokens: 120_000, outputFrom: 'limit' },
  ...{ cost: 418_300_000, outputPrice: 2_000_000_000, price: 'known', unpriced: null, asOf: '2026-11-10' },
  ...{ halfPrice: false, setByPerson: false, sampled: false },
}

test.each<[string, Partial<Estimate>, string]>([
  [
    'a limit tells the most',
    {},
    'about $0.42: 310,000 tokens in, up to 120,000 out; price of gpt-5-mini as of 2026-11-10',
  ],
  [
    'answers so far tell about how much',
    { outputFrom: 'learned', outputTokens: 84_310 },
    'about $0.42: 310,000 tokens in, about 84,300 out; price of gpt-5-mini as of 2026-11-10',
  ],
  [
    'before the first answer only the input is known',
    { outputFrom: null, outputTokens: null, cost: 77_000_000 },
    'about $0.077 and the answers: 310,000 tokens in, $2.00 a million out; price of gpt-5-mini as of 2026-11-10',
  ],
  [
    'what runs here is free',
    { price: 'free', cost: 0, asOf: null },
    'free on this computer: 310,000 tokens in, up to 120,000 out',
  ],
  [
    'a price that is not known leads to where it is set',
    { price: 'unknown', cost: null, unpriced: 'secret-1', outputPrice: null, asOf: null },
    'price not known: 310,000 tokens in, up to 120,000 out; set it for secret-1 under Providers',
  ],
  [
    'a price of a person’s own has no date',
    { setByPerson: true, asOf: null },
    'about $0.42: 310,000 tokens in, up to 120,000 out; price of gpt-5-mini as you set it',
  ],
  [
    'half price says that it is',
    { halfPrice: true, cost: 209_150_000 },
    'about $0.21: 310,000 tokens in, up to 120,000 out; batch price of gpt-5-mini as of 2026-11-10',
  ],
  [
    'lines that name their own models',
    { models: 3 },
    'about $0.42: 310,000 tokens in, up to 120,000 out; prices of 3 models as of 2026-11-10',
  ],
  [
    'less than can be told',
    { cost: 20_000, inputTokens: 12, outputTokens: 9 },
    'under $0.0001: 12 tokens in, up to 9 out; price of gpt-5-mini as of 2026-11-10',
  ],
])('%s', (_, change, words) => expect(estimateLine({ ...known, ...change })).toBe(words))

test('what the count leaves open is told on asking', () => {
  expect(estimateHint({ ...known, sampled: true })).toContain('some of the 1,319 prompts')
  expect(estimateHint({ ...known, outputTokens: null })).toContain('set Max output tokens')
  expect(estimateHint(known)).toContain('Retries and images are not in it')
})

test('a prompt that its model does not take says so, with the numbers, and not what it would cost', () => {
  const one = { ...known, calls: 1, inputTokens: 300, window: 100 }
  expect(estimateLine(one)).toBe(
    'too long to be sent: 300 tokens in, and gpt-5-mini takes 100; it would become a dead letter',
  )
  expect(estimateLine({ ...one, calls: 2, inputTokens: 600 })).toContain(
    '600 tokens in 2 prompts, and gpt-5-mini takes 100 each',
  )
  expect(estimateLine({ ...one, calls: 4 })).toContain('about $0.42')
  expect(estimateLine({ ...one, window: null })).toContain('about $0.42')
})
