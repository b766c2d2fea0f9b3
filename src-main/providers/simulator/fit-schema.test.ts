import Ajv from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitSchema } from './fit-schema'

const notice = 'Practice answer'
const fits = (schema: object, seed = 's') => {
  const value = fitSchema(schema, notice, seed)
  const check = new Ajv({ strict: false }).compile(schema)
  expect(check(value), JSON.stringify([schema, value, check.errors])).toBe(true)
  return value
}
const object = (properties: object, more: object = {}) => ({
  ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  ...more,
})

test('a label, a number within its bounds, lists, references and choices', () => {
  const schema = object(
    {
      sentiment: { enum: ['positive', 'negative', 'mixed'] },
      severity: { type: 'integer', minimum: 1, maximum: 5 },
      quotes: { type: 'array', items: { type: 'string', maxLength: 8 }, minItems: 2 },
      at: { type: 'string', format: 'date' },
      place: { $ref: '#/$defs/place' },
      either: { anyOf: [{ type: 'number', maximum: -3 }, { type: 'string' }] },
      maybe: { type: ['null', 'boolean'] },
    },
    { $defs: { place: object({ name: { type: 'string', minLength: 30 } }) } },
  )
  for (const seed of ['a', 'b', 'c', 'd']) fits(schema, seed)
  expect(fits(schema, 'a')).toEqual(fits(schema, 'a'))
  expect(
    new Set(['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => JSON.stringify(fits(schema, seed)))).size,
  ).toBeGreaterThan(1)
})

test('a schema that refers to itself ends', () => {
  const list = {
    $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    $ref: '#/$defs/node',
  }
  expect(JSON.stringify(fitSchema(list, notice, 's')).length).toBeLessThan(1_000)
})

const leaf = fc.oneof(
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 0, max: 20 }) }),
  fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(20)).map(([minimum, more]) => ({
    ...{ type: 'integer', minimum, maximum: minimum + more },
  })),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((values) => ({ enum: values })),
  fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { const: 7 }),
)
const schemas = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie('node'), { maxKeys: 4 }).map((parts) => object(parts)),
    fc.record({ type: fc.constant('array'), items: tie('node'), minItems: fc.nat(3) }),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
})).node

test('whatever is made fits its schema', () => {
  fc.assert(
    fc.property(
      schemas.filter((schema) => !JSON.stringify(schema).includes('__proto__')),
      (schema) => void fits(schema),
    ),
  )
})
