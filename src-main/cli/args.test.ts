import { expect, test } from 'vitest'
import { emptyCounts } from '#shared/batch'
import { parseRun, UsageError } from './args'
import { checkHalfPrice, outWords } from './half-price'
import { createProgress } from './progress'

test('a file alone runs on the practice provider, lanes by themselves', () => {
  expect(parseRun(['run', 'a.txt'])).toMatchObject({
    files: ['a.txt'],
    provider: 'practice',
    lane: 'auto',
    json: false,
  })
})

test('every option is read', () => {
  const words =
    'run a.txt b.csv --base-url http://127.0.0.1:11434/v1 --api-key-env KEY --model m --lane heavy --fast-concurrency 8'
  const more = '--heavy-concurrency 1 --timeout-ms 500 --prompt-column q --data-dir d --out o.jsonl --json'
  const when = '--reuse --budget 1.05 --priority=-5 --at 22:30 --no-safe-mode'
  expect(parseRun(`${words} ${more} ${when}`.split(' '))).toEqual({
    ...{
      files: ['a.txt', 'b.csv'],
      provider: 'openai-compatible',
      isAsked: true,
      'base-url': 'http://127.0.0.1:11434/v1',
      'api-key-env': ['KEY'],
    },
    ...{
      model: 'm',
      lane: 'heavy',
      'fast-concurrency': 8,
      'heavy-concurrency': 1,
      'timeout-ms': 500,
      'prompt-column': 'q',
      template: [],
    },
    ...{ 'half-price': false, reuse: true, budget: 1_050_000_000, priority: -5, at: '22:30', 'no-safe-mode': true },
    ...{ 'data-dir': 'd', out: 'o.jsonl', json: true },
  })
})

test('a preset says where the provider is, unless an address is given', () => {
  const words = 'run a.txt --preset groq --model m --api-key-env A --api-key-env B --proxy none --ca-file ca.pem'
  expect(parseRun(words.split(' '))).toMatchObject({
    ...{ provider: 'openai-compatible', preset: 'groq', 'base-url': 'https://api.groq.com/openai/v1' },
    ...{ 'api-key-env': ['A', 'B'], proxy: 'none', 'ca-file': 'ca.pem' },
  })
  const azure = 'run a.txt --preset azure --base-url https://x.openai.azure.com/openai/v1 --protocol openai-responses'
  expect(parseRun(`${azure} --model m`.split(' '))).toMatchObject({
    ...{ preset: 'azure', 'base-url': 'https://x.openai.azure.com/openai/v1', protocol: 'openai-responses' },
  })
})

test.each([
  ['', /command is missing/],
  ['fly a.txt', /no command fly\. There are .*schedule, watch, verify/],
  ['run', /at least one file/],
  ['run a.txt --lane slow', /--lane is auto, fast or heavy/],
  ['run a.txt --fast-concurrency many', /--fast-concurrency takes a whole number/],
  ['run a.txt --fast-concurrency 0', /--fast-concurrency/],
  ['run a.txt --base-url ftp://x --model m', /--base-url takes an address/],
  ['run a.txt --base-url http://x', /needs --model/],
  ['run a.txt --provider openai-compatible --model m', /needs --base-url/],
  ['run a.txt --provider practice --base-url http://x', /does not go with/],
  ['run a.txt --preset nobody --model m', /--preset is one of openai, /],
  ['run a.txt --preset groq', /--preset needs --model/],
  ['run a.txt --preset azure --model m', /--preset azure needs --base-url, such as https:\/\/resource\./],
  ['run a.txt --protocol grpc --base-url http://x --model m', /--protocol is one of openai-chat, /],
  ['run a.txt --provider practice --preset groq', /--preset does not go with --provider practice/],
  ['run a.txt --proxy none', /--proxy needs --preset or --base-url/],
  ['run a.txt --base-url http://x --model m --proxy ftp://x', /--proxy A proxy’s address starts with/],
  ['run a.txt --retries many', /--retries takes a whole number/],
  ['run a.txt --retries 101', /--retries/],
  ['run a.txt --backoff slow', /--backoff is fixed, linear or exponential/],
  ['run a.txt --jitter some', /--jitter is around, none, full, equal or decorrelated/],
  ['run a.txt --retry-for-ms 0', /--retry-for-ms/],
  ['run a.txt --budget much', /--budget takes dollars/],
  ['run a.txt --budget 0', /--budget/],
  ['run a.txt --nonsense', /--nonsense/],
])('“%s” is a usage error that says what is wrong', (line, message) => {
  const words = line === '' ? [] : line.split(' ')
  expect(() => parseRun(words)).toThrow(UsageError)
  expect(() => parseRun(words)).toThrow(message)
})

test('--half-price needs a provider that has a batch API, and work without a deadline', () => {
  const asked = parseRun(['run', 'a.txt', '--half-price', '--preset', 'openai', '--model', 'm'])
  const openAi = { preset: 'openai', protocol: 'openai-chat', baseUrl: 'https://api.openai.com/v1' } as const
  expect(() => checkHalfPrice(asked, openAi)).not.toThrow()
  expect(() => checkHalfPrice(asked, null)).toThrow(UsageError)
  expect(() => checkHalfPrice(asked, { ...openAi, preset: 'groq', baseUrl: 'https://api.groq.com/openai/v1' })).toThrow(
    '--half-price needs OpenAI or Anthropic',
  )
  expect(() => checkHalfPrice({ ...asked, 'retry-for-ms': 1_000 }, openAi)).toThrow('--retry-for-ms')
  expect(() => checkHalfPrice(parseRun(['run', 'a.txt']), null)).not.toThrow()
})

test('what is out at the provider is told apart from what runs here', () => {
  const drawn: string[] = []
  const stream = { write: (line: string) => drawn.push(line) } as unknown as NodeJS.WriteStream
  const counts = { ...emptyCounts, running: 415, succeeded: 85 }
  createProgress(
    stream,
    () => counts,
    () => outWords(412, 'OpenAI'),
    () => 412,
  ).end(1)
  expect(drawn.join('')).toContain("85/500  3 running 412 out in OpenAI's batch, up to 24 h")
})
