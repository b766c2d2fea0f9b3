import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNarrowed } from '#shared/filter'
import { Filter } from '#shared/view'
import { parseFilter } from './parse-filter'

test.each([
  ['', { text: '' }],
  ['lane:heavy', { text: '', lane: 'heavy' }],
  ['status:529 lane:Fast', { text: '', status: 529, lane: 'fast' }],
  ['model:gpt-4o ducks and eggs', { text: 'ducks and eggs', model: 'gpt-4o' }],
  ['  halden   logistics', { text: 'halden logistics' }],
  ['halden logistics ', { text: 'halden logistics ' }], // the last word is whole
  ['halden lane:fast ', { text: 'halden', lane: 'fast' }],
  ['https://example.org', { text: 'https://example.org' }],
  ['"lane:fast is a phrase" x', { text: '"lane:fast is a phrase" x' }],
  ['state:done state:DEAD', { text: '', state: 'dead' }],
  ['state:backing-off', { text: '', state: 'backing_off' }],
  ['batch:"Night shift" model:"a b', { text: '', batch: 'Night shift', model: 'a b' }],
  ['row:12', { text: '', row: { from: 12, to: 12 } }],
  ['row:10-20 egg', { text: 'egg', row: { from: 10, to: 20 } }],
  ['tokens>5000', { text: '', tokensOver: 5_000 }],
  ['tokens>5K egg', { text: 'egg', tokensOver: 5_000 }],
  ['cost>0.01', { text: '', costOver: 10_000_000 }],
  ['cost>$2 cost<2.07 egg', { text: 'egg', costOver: 2_000_000_000, costUnder: 2_070_000_000 }],
  ['COST>.5', { text: '', costOver: 500_000_000 }],
  ['cost<0,000000001', { text: '', costUnder: 1 }],
  ['cost>0', { text: '', costOver: 0 }],
  ['cost<', { text: '' }],
  ['lane:', { text: '' }],
  ['tokens>', { text: '' }],
] as const)('%j becomes %j', (typed, filter) => expect(parseFilter(typed)).toEqual({ filter, problem: null }))

test.each([
  'lane:slow',
  'status:abc',
  'state:odd',
  'row:0',
  'row:9-3',
  'row:x',
  'tokens>many',
  'cost>much',
  'cost<-1',
  'cost>.',
])('%s cannot hold, and is told', (typed) => {
  const { filter, problem } = parseFilter(typed)
  expect(filter).toEqual({ text: '' })
  expect(problem).not.toBeNull()
})

test('signs alone find nothing, which is told', () => expect(parseFilter('++').problem).toContain('words'))

test('whatever is typed fits the contract', () => {
  const keys = [
    'lane:',
    'lane:fast',
    'status:4',
    'status:429',
    'model:',
    'row:99999999999',
    'tokens>9k',
    'cost>999999.999999999',
    'cost<$1',
    'batch:"',
    '"',
  ]
  const words = fc.oneof(fc.string(), fc.constantFrom(...keys))
  fc.assert(
    fc.property(fc.array(words), (typed) => {
      expect(Filter.safeParse(parseFilter(typed.join(' ')).filter).success).toBe(true)
    }),
  )
})

test('a filter narrows when any of it asks for something', () => {
  expect(isNarrowed({ text: '  ' })).toBe(false)
  expect(isNarrowed({ text: '', model: '' })).toBe(false)
  expect(isNarrowed({ text: '', tokensOver: 0 })).toBe(true)
  expect(isNarrowed({ text: 'x' })).toBe(true)
})

test('what was in flight when the app died has a word', () => {
  expect(parseFilter('is:suspect lane:fast')).toEqual({
    ...{ filter: { text: '', suspect: true, lane: 'fast' }, problem: null },
  })
  expect(parseFilter('is:odd').problem).toContain('suspect')
})
