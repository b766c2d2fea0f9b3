import { expect, test } from 'vitest'
import { rawLines } from './raw-json'

test('each line is parted in its key and the rest', () => {
  expect(rawLines('{"a":{"b: c":[1,"x\\": y"]}}')).toEqual([
    { indent: '', key: '', rest: '{' },
    { indent: '  ', key: '"a": ', rest: '{' },
    { indent: '    ', key: '"b: c": ', rest: '[' },
    { indent: '      ', key: '', rest: '1,' },
    { indent: '      ', key: '', rest: '"x\\": y"' },
    { indent: '    ', key: '', rest: ']' },
    { indent: '  ', key: '', rest: '}' },
    { indent: '', key: '', rest: '}' },
  ])
})

test('a long text is shortened, and says by how much', () => {
  const [, line] = rawLines(JSON.stringify({ text: 'x'.repeat(3_000) })) ?? []
  expect(line?.rest).toMatch(/^"x{1200}… \(1,800 more characters\)"$/)
})

test('what is no JSON, or too much of it, is not parted', () => {
  expect(rawLines('<html>')).toBeNull()
  expect(rawLines('12')).toBeNull()
  expect(rawLines(JSON.stringify(Array.from({ length: 5_000 }, () => 1)))).toBeNull()
})
