import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasId } from './sorted-ids'

test('an id is found where it stands, and nowhere else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200), { maxLength: 60 }), fc.nat(200), (ids, id) => {
      expect(hasId(Float64Array.from(ids).sort(), id)).toBe(ids.includes(id))
    }),
  )
})
