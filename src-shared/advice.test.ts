import { expect, test } from 'vitest'
import { adviceOf, type GroupFacts, type Situation, situationOf } from './advice'
import { outlookOf, unchanged } from './outlook'
import { FailureCode } from './task'

const group = (code: FailureCode, rest: Partial<GroupFacts> = {}): GroupFacts => ({
  ...{ code, status: 400, providerCode: null, count: 412, again: 0 },
  ...rest,
})

// What a person is told to do, word for word, for every class of failure.
test.each<[FailureCode, string]>([
  ['timeout', 'Requeue 412 tasks. If they take too long again, give them a longer time limit.'],
  ['connection', 'See whether the provider can be reached, then requeue 412 tasks.'],
  ['server_error', 'The fault lies with the provider: requeue 412 tasks once it is well again.'],
  ['overloaded', 'Overload passes: requeue 412 tasks, or send them to another model.'],
  ['rate_limited', 'Requeue 412 tasks: they wait for as long as the provider asks.'],
  ['auth', 'The key was refused: change it in Providers, then requeue 412 tasks.'],
  [
    'quota',
    'The quota is used up: add credit at the provider or set another key in Providers, then requeue 412 tasks.',
  ],
  ['model', 'The model is not offered there: requeue 412 tasks with another model, or make it available and requeue.'],
  ['context_length', 'The prompts are too long: shorten 412 tasks, or requeue them with a model that takes more.'],
  [
    'content_policy',
    'Word 412 tasks differently, or requeue them with another model. Unchanged they will be declined again.',
  ],
  ['bad_request', 'Read the last error and edit 412 tasks, then requeue. Unchanged they will be refused again.'],
  [
    'invalid_answer',
    'Say more exactly what the answer should look like, or requeue 412 tasks with another model. What came is kept with each task.',
  ],
  [
    'cut_off',
    'Allow more output tokens or ask for a shorter answer, then requeue 412 tasks. What came is kept with each task.',
  ],
  ['blocked', 'Requeue the tasks that they need: once those succeed, 412 tasks go on by themselves.'],
  ['poison', 'Look at the prompts, for instance whether they are very large, and edit or discard 412 tasks.'],
])('%s: what to do', (code, todo) => {
  expect(adviceOf(group(code)).todo).toBe(todo)
})

test.each(FailureCode.options)(
  '%s has a title, what happened, a forecast, and something to do first and last',
  (code) => {
    const { title, happened, forecast, proposals } = adviceOf(group(code))
    expect(title).toMatch(/^[A-Z]/)
    expect(happened).toMatch(/412 tasks.*\. Their prompts and every attempt are kept\.$/)
    expect(forecast.text).toMatch(/^[A-Z]/)
    expect(proposals.length).toBeGreaterThan(1)
    expect(proposals.at(-1)).toEqual({ kind: 'discard', label: 'Discard' })
    expect(new Set(proposals.map(({ kind }) => kind)).size).toBe(proposals.length)
  },
)

test.each<[Situation, GroupFacts, string, string]>([
  ['wrong_address', group('bad_request', { status: 404 }), 'open_provider', 'settings'],
  ['wrong_address', group('bad_request', { status: 301 }), 'open_provider', 'settings'],
  ['too_large', group('bad_request', { status: 413 }), 'shorten', 'edit'],
  ['certificate', group('connection', { status: null, providerCode: 'CERT_HAS_EXPIRED' }), 'open_provider', 'settings'],
  ['unknown_host', group('connection', { status: null, providerCode: 'ENOTFOUND' }), 'open_provider', 'settings'],
  ['prompt_cut', group('context_length', { status: null, providerCode: 'prompt_cut' }), 'shorten', 'settings'],
  ['never_sent', group('context_length', { status: null }), 'shorten', 'edit'],
  ['recitation', group('content_policy', { status: 200, providerCode: 'RECITATION' }), 'edit', 'edit'],
  ['no_access', group('model', { status: 403 }), 'other_model', 'other_model'],
  ['auth', group('auth', { status: 401 }), 'open_provider', 'key'],
  ['timeout', group('timeout', { status: null }), 'probe', 'likely'],
])('%s is told by its codes alone, and has its own first step', (situation, facts, first, forecast) => {
  expect(situationOf(facts)).toBe(situation)
  expect(adviceOf(facts).proposals[0]?.kind).toBe(first)
  expect(adviceOf(facts).forecast.kind).toBe(forecast)
})

test('no two situations have the same title', () => {
  const facts = [
    ...FailureCode.options.map((code) => group(code)),
    ...[group('bad_request', { status: 404 }), group('bad_request', { status: 413 }), group('model', { status: 403 })],
    group('connection', { providerCode: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    group('connection', { providerCode: 'ENOTFOUND' }),
    group('context_length', { status: null }),
    group('context_length', { providerCode: 'prompt_cut' }),
    group('content_policy', { providerCode: 'recitation' }),
  ]
  expect(new Set(facts.map((each) => adviceOf(each).title)).size).toBe(facts.length)
})

test('letters that died again after a requeue say so, and are no longer likely to work', () => {
  expect(adviceOf(group('overloaded', { again: 3 })).happened).toContain(
    'are kept. 3 of them died of this before and were requeued.',
  )
  expect(adviceOf(group('overloaded', { again: 3 })).forecast.kind).toBe('likely')
  expect(adviceOf(group('overloaded', { again: 300 })).forecast).toMatchObject({ kind: 'again', likely: false })
  expect(adviceOf(group('auth', { again: 412 })).forecast.kind).toBe('key')
  expect(adviceOf(group('auth', { count: 1, again: 1 })).happened).toBe(
    'The provider did not accept the key for 1 task. Its prompt and every attempt are kept. It died of this before and was requeued.',
  )
})

test.each<[FailureCode, Partial<GroupFacts>, string]>([
  ['auth', { status: 401 }, 'The key was refused, and it is still the same.'],
  ['model', { status: 404 }, 'The model was not available, and it is still the same.'],
  ['context_length', {}, 'The prompt is as long as before, and so is what the model takes.'],
  ['context_length', { status: null }, 'The prompt is as long as before, and so is what the model takes.'],
  ['content_policy', {}, 'The same model declined the same prompt.'],
  ['bad_request', {}, 'The same request was refused.'],
  ['bad_request', { status: 413 }, 'It asks for as much as before, which is more than the provider allows.'],
  ['bad_request', { status: 404 }, 'Nothing there takes such calls, and the address is still the same.'],
  ['cut_off', {}, 'The answer would reach the same token limit.'],
  ['blocked', { status: null }, 'The task that it needs has not succeeded. Requeue that one.'],
])('%s %o will fail again when nothing changed, and says why', (code, rest, why) => {
  expect(outlookOf(group(code, rest), unchanged)).toEqual({ verdict: 'fails_again', why })
})

test.each<[FailureCode, Partial<typeof unchanged>, 'likely_works' | 'may_work']>([
  ['auth', { key: true }, 'likely_works'],
  ['auth', { provider: true }, 'likely_works'],
  ['auth', { key: null }, 'may_work'],
  ['quota', {}, 'may_work'],
  ['quota', { key: true }, 'likely_works'],
  ['model', { model: true }, 'likely_works'],
  ['context_length', { prompt: true }, 'may_work'],
  ['context_length', { model: true }, 'may_work'],
  ['content_policy', { prompt: true }, 'may_work'],
  ['content_policy', { provider: true }, 'may_work'],
  ['bad_request', { prompt: true }, 'may_work'],
  ['invalid_answer', {}, 'may_work'],
  ['cut_off', { outputTokens: true }, 'likely_works'],
  ['blocked', { needed: true }, 'likely_works'],
  ['poison', {}, 'may_work'],
  ['timeout', {}, 'likely_works'],
  ['timeout', { timeLimit: true }, 'likely_works'],
  ['connection', {}, 'likely_works'],
  ['server_error', {}, 'likely_works'],
  ['overloaded', {}, 'likely_works'],
  ['rate_limited', {}, 'likely_works'],
])('%s with %o is worth another try', (code, changes, verdict) => {
  expect(outlookOf(group(code), { ...unchanged, ...changes }).verdict).toBe(verdict)
})

test('a key that changed does not make a prompt shorter, nor a new prompt a refused key valid', () => {
  expect(outlookOf(group('context_length'), { ...unchanged, key: true }).verdict).toBe('fails_again')
  expect(outlookOf(group('auth'), { ...unchanged, prompt: true, model: true }).verdict).toBe('fails_again')
  expect(outlookOf(group('content_policy'), { ...unchanged, timeLimit: true, key: true }).verdict).toBe('fails_again')
})

test('what passes by itself is doubted once it came back again and again', () => {
  expect(outlookOf(group('timeout'), unchanged, 2).verdict).toBe('likely_works')
  expect(outlookOf(group('timeout'), unchanged, 3)).toEqual({
    verdict: 'may_work',
    why: 'It died of this 3 times in a row, although it was requeued. Try one first.',
  })
  expect(outlookOf(group('invalid_answer'), unchanged, 2).verdict).toBe('fails_again')
})
