import { afterAll, expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { chat, type LlmRequest } from '#shared/request'
import { createTokenCounter, guessTokens } from './counting/counter'
import { createCutCheck, wasCut } from './cut-prompt'

// What Ollama's log and answers say of prompts that it cut: limit=2050 prompt=8707 at num_ctx 4096, limit=4096 prompt=6537 in older runners.
test.each<[string, number, number, number | null, boolean]>([
  ['half of the context was left', 8_707, 2_050, 4_096, true],
  ['just over the context, and counted low', 3_900, 2_050, 4_096, true],
  ['counted lower still', 3_000, 2_050, 4_096, true],
  ['exactly the context was left', 6_537, 4_096, 4_096, true],
  ['all but the last token of it', 4_100, 4_095, 4_096, true],
  ['whole messages were dropped', 9_000, 3_100, 4_096, true],
  ['far fewer than were sent, by a server whose context is not known', 8_707, 2_048, null, true],
  ['a whole prompt', 3_500, 3_600, 4_096, false],
  ['a whole prompt of half the context', 2_100, 2_050, 4_096, false],
  ['a model whose tokens are longer than those that we count', 3_900, 2_600, 4_096, false],
  ['one that fits for certain, of which a cache had a part', 2_500, 900, 32_768, false],
  ['a whole one, where the context is not known', 8_000, 6_900, null, false],
  ['a server that counts nothing', 8_000, 0, 4_096, false],
  ['a short one', 900, 20, null, false],
])('whether a prompt was cut: %s', (_what, counted, read, context, cut) =>
  expect(wasCut({ counted, read, context })).toBe(cut),
)

const counter = createTokenCounter()
afterAll(() => counter.close())
const answered = (tokensIn: number | null): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'All well.', cutOff: false, finishReason: 'stop', model: 'm', requestId: 'r1' },
    usage: { tokensIn, tokensOut: 3 },
  },
})
const words = (count: number) => 'word '.repeat(count).trimEnd() // one token each
const { signal } = new AbortController()
const asked = (request: LlmRequest) => ({ request, signal })
const unasked = () => Promise.reject(new Error('nobody should ask'))

test('an answer to a cut prompt is no success: it is kept beside the failure, which has the numbers', async () => {
  const { check } = createCutCheck({ counter })
  const outcome = answered(2_050)
  expect(await check('qwen3:8b', asked(chat(words(9_000))), outcome, async () => 4_096)).toEqual({
    kind: 'permanent',
    failure: {
      ...{ code: 'context_length', status: null, providerCode: 'prompt_cut', requestId: 'r1' },
      message: expect.stringContaining(
        'The server cut the prompt to fit its context of 4,096 tokens: it read 2,050 of about 9,000 tokens and answered those.',
      ),
    },
    answer: outcome.kind === 'succeeded' && outcome.result,
  })
  expect(await check('qwen3:8b', asked(chat(words(9_000))), outcome, async () => null)).toMatchObject({
    failure: { message: expect.stringContaining('to fit its context: it read') },
  })
})

test('an answer to a whole prompt stays as it is, and a short one is not even counted', async () => {
  const { check } = createCutCheck({ counter })
  const whole = answered(9_100)
  expect(await check('m', asked(chat(words(9_000))), whole, async () => 32_768)).toBe(whole)
  const short = answered(9)
  expect(await check('m', asked(chat('short')), short, unasked)).toBe(short)
  const silent = answered(null)
  expect(await check('m', asked(chat(words(9_000))), silent, unasked)).toBe(silent)
  const failed: Outcome = { kind: 'cancelled' }
  expect(await check('m', asked(chat(words(9_000))), failed, unasked)).toBe(failed)
})

test('a count that is no longer wanted accuses nobody either', async () => {
  const outcome = answered(2_050)
  const call = { request: chat(words(9_000)), signal: AbortSignal.abort('cancelled') }
  expect(await createCutCheck({ counter }).check('m', call, outcome, unasked)).toBe(outcome)
})

test('a guess by length accuses nobody', async () => {
  const guessing = { count: async (texts: readonly string[], model: string) => guessTokens(texts, model) }
  const outcome = answered(10)
  expect(await createCutCheck({ counter: guessing }).check('m', asked(chat(words(9_000))), outcome, unasked)).toBe(
    outcome,
  )
})
