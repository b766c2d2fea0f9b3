import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from './request'
import { escapeTemplate, fillNames, formatTemplate, type Part, parseTemplate, slotText } from './template'
import { filterNames } from './template-filters'

/** Braces, bars, quotes and backslashes nearly always. */
const nasty = fc.oneof(
  fc.string({ unit: fc.constantFrom('{', '}', '\\', '|', '"', ' ', 'a', 'steps.', '\n', 'trim') }),
  fc.string({ unit: 'binary' }),
)
const render = (text: string, row: Record<string, Json>) =>
  parseTemplate(text)
    .parts.map((part) => (typeof part === 'string' ? part : slotText(part, row[part.column] ?? null)))
    .join('')
const problem = (text: string) => {
  const [first] = parseTemplate(text).problems
  return first && [text.slice(first.from, first.to), first.message]
}

test('columns go where their names stand in braces', () => {
  const row = { question: 'Why?', 'the "answer"': '42', 'a|b': 'bar', n: 7, ok: false, list: [1, { a: 2 }] }
  expect(render('Q: {{question}} {{ question }}', row)).toBe('Q: Why? Why?')
  expect(render('{{"the \\"answer\\""}} {{"a|b"}}', row)).toBe('42 bar')
  expect(render('{{n}} {{ok}} {{list}}', row)).toBe('7 false [1,{"a":2}]')
  expect(render('{"q": {{{n}}}, {{{{n}}', row)).toBe('{"q": {7}, {{7')
})

test('a backslash makes text of braces, two are one before a column, and none matters elsewhere', () => {
  expect(render('\\{{a}} \\\\{{a}} \\\\\\{{a}} \\n \\{a} }}', { a: 'x' })).toBe('{{a}} \\x \\{{a}} \\n \\{a} }}')
})

test('the results of other rows are left to those that fill them in', () => {
  const text = 'Use {{steps.first.result}} and {{ steps.a b.result }}, {{steps.broken'
  expect(parseTemplate(text)).toEqual({ parts: [text], problems: [] })
  expect(render('{{"steps.first"}}', { 'steps.first': 'a column' })).toBe('a column')
})

test.each([
  ['{{a | trim}}', '  x\n', 'x'],
  ['{{a | upper}}{{a|lower}}', 'xY', 'XYxy'],
  ['{{a | truncate 3}}', 'abcdef', 'abc'],
  ['{{a | truncate 3 "…"}}', 'abcdef', 'ab…'],
  ['{{a | truncate 2}}', 'a😀b', 'a'],
  ['{{a | lines 2}}', 'one\r\ntwo\r\nthree', 'one\r\ntwo'],
  ['{{a | lines -1}}', 'one\ntwo\n', 'two'],
  ['{{a | json}}', 'say "hi"', '"say \\"hi\\""'],
  ['{{a | json}}', null, 'null'],
  ['{{a | get "b.1"}}', { b: [1, { c: true }] }, '{"c":true}'],
  ['{{a | get b | get 0}}', '{"b":["in text"]}', 'in text'],
  ['{{a | default "none"}}', null, 'none'],
  ['{{a | default ""}}', ' ', ''],
  ['{{a | get x | default "say ""}}', {}, undefined],
  ['{{a | trim | upper | truncate 2}}', ' abc ', 'AB'],
])('%s of %j', (text, value, wanted) => {
  if (wanted === undefined) expect(parseTemplate(text).problems).toHaveLength(1)
  else expect(render(text, { a: value })).toBe(wanted)
})

test('a column without a value is told, and how: it is not there, or blank', () => {
  const missing = (text: string, cell: Json) => {
    const [slot] = parseTemplate(text).parts
    return typeof slot === 'object' ? slotText(slot, cell) : null
  }
  expect(missing('{{a}}', null)).toEqual({ column: 'a', kind: 'absent' })
  expect(missing('{{a | trim}}', ' \n')).toEqual({ column: 'a', kind: 'blank' })
  expect(missing('{{a | get b}}', { c: 1 })).toEqual({ column: 'a', kind: 'absent' })
  expect(missing('{{a}}', 0)).toBe('0')
})

test.each([
  ['a {{b', '{{', 'These braces are never closed with }}. Write \\{{ where braces are meant.'],
  ['{{a {{b}}', '{{', 'These braces are never closed with }}. Write \\{{ where braces are meant.'],
  ['{{ }}', '{{ }}', 'The name of a column is missing between the braces.'],
  ['{{a|trunc 5}}', '{{a|trunc 5}}', 'There is no filter “trunc”. Did you mean truncate?'],
  ['{{a|tirm}}', '{{a|tirm}}', 'There is no filter “tirm”. Did you mean trim?'],
  ['{{a | xyzzy}}', '{{a | xyzzy}}', `There is no filter “xyzzy”. There are: ${filterNames.join(', ')}.`],
  ['{{a | }}', '{{a | }}', 'The name of a filter is missing after |.'],
  ['{{a | trim 3}}', '{{a | trim 3}}', 'The filter trim takes nothing after its name.'],
  [
    '{{a | lines}}',
    '{{a | lines}}',
    'The filter lines takes a number of lines: lines 3, or lines -3 for the last three.',
  ],
  ['{{"a" b}}', '{{"a" b}}', 'Write one column between the braces, and a | before each filter.'],
  ['{{a{b}}', '{{a{b}}', 'Put a column’s name in quotes where it has braces in it.'],
])('what is wrong is told in words, with its place: %s', (text, where, message) => {
  expect(problem(text)).toEqual([where, message])
})

test('no text is too odd to be read, and what is no column stays as it is', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const { parts, problems } = parseTemplate(text)
      for (const { from, to } of problems) expect(0 <= from && from < to && to <= text.length).toBe(true)
      if (!text.includes('{{')) expect(parts.join('')).toBe(text)
    }),
    { numRuns: 1_000 },
  )
})

test('any text is sent as it is once it is escaped', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const { parts, problems } = parseTemplate(escapeTemplate(text))
      expect(parts.join('')).toBe(text)
      expect(problems).toEqual([])
    }),
    { numRuns: 1_000 },
  )
})

test('texts and columns that are written as a template are read as the same again', () => {
  const slot = fc.record({
    column: nasty.filter((name) => name !== '' && name.isWellFormed()),
    filters: fc.array(
      fc.constantFrom(
        { name: 'trim', args: [] } as const,
        { name: 'truncate', args: [3, '…'] } as const,
        { name: 'default', args: ['}} "|" \\'] } as const,
      ),
      { maxLength: 2 },
    ),
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(nasty, slot), { maxLength: 6 }), (mixed) => {
      const parts = mixed.map((part): Part => (typeof part === 'string' ? part : { ...part, from: 0, to: 0 }))
      const read = parseTemplate(formatTemplate(joined(parts)))
      expect(read.problems).toEqual([])
      const bare = read.parts.map((part) => (typeof part === 'string' ? part : { ...part, from: 0, to: 0 }))
      expect(bare).toEqual(joined(parts))
    }),
    { numRuns: 1_000 },
  )
})

test('what is put in is never read as a template', () => {
  fc.assert(
    fc.property(nasty, nasty, nasty, (head, cell, tail) => {
      const [before, after] = [parseTemplate(escapeTemplate(head)).parts.join(''), escapeTemplate(tail)]
      const text =
        formatTemplate([...(before === '' ? [] : [before]), { column: 'a', filters: [], from: 0, to: 0 }]) + after
      if (cell.trim() === '') return
      expect(render(text, { a: cell })).toBe(head + cell + tail)
    }),
    { numRuns: 1_000 },
  )
})

test('of texts that are no templates only the names that are known are exchanged', () => {
  const known = (name: string) => ({ date: '2026' })[name]
  expect(fillNames('{{date}} {{ date }} {{time}} {{date | trim}} \\{{date}} {{{date}}}', known)).toBe(
    '2026 2026 {{time}} {{date | trim}} \\2026 {2026}',
  )
})

/** Texts that stand beside each other are one. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part
    else if (part !== '') all.push(part)
  }
  return all
}
