import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chat, type LlmRequest } from '#shared/request'
import { prefixFinder, prefixText } from './shared-prefix'

const find = (requests: readonly LlmRequest[]) => {
  const finder = prefixFinder()
  for (const request of requests) finder.look(request)
  return finder.found()
}
const head = 'The document that each of the questions is about. '.repeat(40)

test('one system prompt for all is shared, and so is the head of a template when it is long', () => {
  const asked = ['one', 'two', 'three'].map((each) => chat(`${head}${each}`, { system: 'Be brief.' }))
  expect(find(asked)).toEqual({ system: true, userChars: head.length })
})

test('a short common beginning is not worth marking', () => {
  expect(find([chat('What is one?'), chat('What is two?')])).toBe(null)
})

test('with several system prompts only these are known to be shared, and single ones are not', () => {
  expect(find([1, 2, 3, 4].map((n) => chat(`${head}${n}`, { system: `System ${n % 2}` })))).toEqual({
    system: true,
    userChars: 0,
  })
  expect(find([1, 2, 3, 4].map((n) => chat('hello', { system: `System ${n}` })))).toBe(null)
})

test('the text that is found to be shared is the same for all, and never ends in half a character', () => {
  const beginning = fc.string({ unit: 'binary', minLength: 0, maxLength: 30 })
  fc.assert(
    fc.property(beginning, fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 6 }), (start, ends) => {
      const requests = ends.map((end) => chat(`${head}${start}${end}`, { system: 'S' }))
      const found = find(requests)
      if (!found) throw new Error('nothing found')
      const texts = new Set(requests.map((request) => prefixText(request, found)))
      expect(texts.size).toBe(1)
      const last = [...texts][0]?.charCodeAt(([...texts][0]?.length ?? 1) - 1) ?? 0
      expect(last >= 0xd800 && last <= 0xdbff && found.userChars < head.length + start.length).toBe(false)
    }),
  )
})
