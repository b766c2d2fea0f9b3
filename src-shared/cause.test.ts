import { expect, test } from 'vitest'
import { type CauseParts, causeOf, heldUpNote, scopeOfCause } from './cause'
import { codeOfCause } from './cause-key'
import { gistOf } from './gist'
import { FailureCode } from './task'

const at = { providerId: 'openai', model: 'gpt-5' }
const failure = (code: FailureCode, message: string, rest: Partial<CauseParts> = {}): CauseParts => ({
  ...{ code, status: 400, providerCode: null, message },
  ...rest,
})

// They stand in the letters of every data folder: other values would break groups in two. See the comment of causeOf.
test.each([
  [
    failure('auth', 'Incorrect API key provided: [key].', { status: 401, providerCode: 'invalid_api_key' }),
    'auth.401.b9278bfb2528a8a0',
  ],
  [
    failure('context_length', 'prompt is too long: 210000 tokens > 200000 maximum'),
    'context_length.400.c427470c0a3e4e17',
  ],
  [failure('timeout', 'No answer came within 60 s.', { status: null }), 'timeout.none.f45269388b97f645'],
  [
    failure('connection', 'The connection broke off (read ECONNRESET)', { status: null, providerCode: 'ECONNRESET' }),
    'connection.none.bacf5fbfc30f55c3',
  ],
  [
    failure('invalid_answer', 'The answer is no JSON: Unexpected end of JSON input', { status: 200 }),
    'invalid_answer.200.b26470d06d7f7a06',
  ],
  [
    failure('content_policy', 'I cannot help with that.', { status: 200, providerCode: 'refusal' }),
    'content_policy.200.6d3916a510cb0500',
  ],
  [
    failure('blocked', 'It needs the result of task 7, which did not succeed.', { status: null }),
    'blocked.none.ce184cc6b4439c77',
  ],
  [failure('poison', 'It was alone in flight.', { status: null }), 'poison.none.1e55fb272ed78cf6'],
] as const)('the cause of %o is the same in every version', (given, expected) => {
  expect(causeOf(given, at)).toBe(expected)
})

test('a cause begins with our code and the status, so that a person can tell it and a program can read it', () => {
  for (const code of FailureCode.options) {
    const cause = causeOf(failure(code, 'x', { status: code === 'timeout' ? null : 418 }), at)
    expect(cause).toMatch(/^[a-z_]+\.(none|418)\.[0-9a-f]{16}$/)
    expect(codeOfCause(cause)).toBe(code)
  }
  expect(codeOfCause('')).toBe('')
  expect(codeOfCause('auth')).toBe('')
})

test('each part makes another cause: code, status, the provider’s code, what is said, the provider, the model', () => {
  const first = failure('bad_request', 'The value is not allowed')
  const causes = [
    causeOf(first, at),
    causeOf({ ...first, code: 'server_error' }, at),
    causeOf({ ...first, status: 422 }, at),
    causeOf({ ...first, providerCode: 'invalid_value' }, at),
    causeOf({ ...first, message: 'The field is not allowed' }, at),
    causeOf(first, { ...at, providerId: 'other' }),
    causeOf(first, { ...at, model: 'gpt-6' }),
  ]
  expect(new Set(causes).size).toBe(causes.length)
})

test('what Trilane set aside itself is one cause, whichever provider and whichever task', () => {
  const blocked = (task: number, providerId: string) =>
    causeOf(failure('blocked', `It needs the result of task ${task}.`, { status: null }), { providerId, model: 'm' })
  expect(blocked(1, 'a')).toBe(blocked(2, 'b'))
  expect(FailureCode.options.filter((code) => scopeOfCause(code) === 'app')).toEqual(['blocked', 'poison'])
})

test('a retry that was held up until it was too late dies of the same cause as one that was not', () => {
  const first = failure('overloaded', 'All workers are busy.', { status: 503 })
  expect(causeOf({ ...first, message: `${first.message} ${heldUpNote}` }, at)).toBe(causeOf(first, at))
})

test('the model is taken out of the message wherever it is named, with and without its maker', () => {
  const said = (name: string, model: string) =>
    gistOf(`Nothing is known of ${name} here, and ${name} is what was asked for`, [model])
  expect(said('mistral-huge', 'mistral-huge')).toBe(said('mistral-tiny', 'mistral-tiny'))
  expect(said('mistral-huge', 'mistralai/mistral-huge')).toBe(said('mistral-huge', 'mistral-huge'))
})

test.each([
  ['tokens', 'It has 9,001 tokens, 8192 fit', 'It has 1 token, 200000 fit'],
  ['waits', 'Try again in 7m12s.', 'Try again in 250ms.'],
  ['waits in words', 'Try again in 1 minute.', 'Try again in 30 seconds.'],
  ['dates', 'Access returns on 2026-12-01 at 00:00 UTC', 'Access returns on Mon, 7 December 2026 at 13:05 GMT'],
  ['ids without a digit', 'for organization org-AbCdEfGhIjKl today', 'for organization org-42 today'],
  ['hexadecimal ids', 'trace deadbeefcafe failed', 'trace 0f3a9b failed'],
  ['tails of keys', 'The key ending in abcd is revoked', 'The key ending in w8yz is revoked'],
  ['addresses', 'See https://a.example/x?y=1 for more', 'See https://b.example/z for more'],
  ['mail', 'Write to ann@corp.example now', 'Write to b.smith@x.org now'],
  ['values', 'The name "Ann O\'Neil" is not known', 'The name "北京" is not known'],
  ['lists of values', "Found 'a', 'b' and 'c' there", "Found 'd' there"],
  ['places', 'messages[3].content must be a string', 'messages[41].content must be a string'],
  ['sizes', 'It needs 5.6 GiB of memory', 'It needs 512 MiB of memory'],
  ['money', 'Current cost: $12.10, most: $12', 'Current cost: $0.3, most: $5'],
  ['how many errors', '1 validation error for Request', '3 validation errors for Request'],
])('%s make no other cause', (_, one, other) => {
  expect(gistOf(one)).toBe(gistOf(other))
})

test.each([
  ['parameters', "Unsupported parameter: 'top_k'.", "Unsupported parameter: 'top_p'."],
  ['fields', 'The field `stop` is not allowed', 'The field `seed` is not allowed'],
  ['what is counted', 'Limit on tokens per min reached', 'Limit on requests per min reached'],
  ['the period', 'Limit on tokens per min reached', 'Limit on tokens per day reached'],
  ['what is wrong', 'messages.0.content: Field required', 'messages.0.content: must be a string'],
  ['where it is wrong', 'messages.0.content: Field required', 'tools.0.name: Field required'],
  ['negation', 'The model is available', 'The model is not available'],
])('%s make another cause', (_, one, other) => {
  expect(gistOf(one)).not.toBe(gistOf(other))
})

test('of an error body that repeats the request, what it tells counts and not the request', () => {
  const body = (row: number, input: unknown, msg = 'Field required') =>
    JSON.stringify([{ type: 'missing', loc: ['body', 'messages', row, 'content'], msg, input }])
  expect(gistOf(body(1, { role: 'user', text: 'Dear Ann' }))).toBe(gistOf(body(12, [{ message: 1 }, 'Hello there'])))
  expect(gistOf(body(1, {}))).not.toBe(gistOf(body(1, {}, 'Input should be a valid string')))
  expect(
    gistOf(`litellm.BadRequestError: ${JSON.stringify({ error: { message: 'Too many images', param: 'x' } })}`),
  ).toBe('litellm.badrequesterror: too many images')
})

test('a message of a megabyte costs what its beginning costs', () => {
  const hostile = [
    'a.',
    'a-',
    "'",
    '"',
    '`',
    'a/',
    '#,',
    '{"msg":"',
    '…',
    'a@',
    'account x ',
    'AbC',
    '"loc":[',
    'org: ',
  ]
  for (const piece of hostile) {
    const long = piece.repeat(Math.ceil(1_048_576 / piece.length))
    const beginning = long.slice(0, 4_000)
    expect(gistOf(long)).toBe(gistOf(beginning))
    expect(gistOf(long).length).toBeLessThanOrEqual(200)
  }
  expect(causeOf(failure('bad_request', `Not allowed: ${'x y '.repeat(300_000)}`), at)).toMatch(/^bad_request\.400\./)
})

test('different gists do not meet in one cause', () => {
  const words = ['left', 'right', 'up', 'down', 'in', 'out', 'on', 'off', 'here', 'there']
  const causes = new Set<string>()
  for (let n = 0; n < 50_000; n++)
    causes.add(causeOf(failure('bad_request', [...`${n}`].map((digit) => words[Number(digit)]).join(' ')), at))
  expect(causes.size).toBe(50_000)
})
