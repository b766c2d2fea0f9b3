import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { commands } from '#shared/contract'
import {
  addToDraft,
  autoLanes,
  changeDraft,
  type Draft,
  emptyDraft,
  promptsOf,
  readMaxTokens,
  readTemperature,
  requestOf,
  useDraft,
} from './draft'

beforeEach(() => changeDraft(emptyDraft))

test('lines become prompts only when asked, and only those with something on them', () => {
  const prompt = 'first\n\n  second  \n'
  expect(promptsOf({ prompt, eachLine: true })).toEqual(['first', 'second'])
  expect(promptsOf({ prompt, eachLine: false })).toEqual(['first\n\n  second'])
  expect(promptsOf({ prompt: ' \n ', eachLine: true })).toEqual([])
})

test('empty fields are not sent', () => {
  expect(requestOf({ ...emptyDraft, prompt: 'Hello' }, 0)).toEqual({ lane: 'auto', prompts: ['Hello'] })
})

test('everything that was chosen is sent', () => {
  const draft: Draft = {
    ...{ lane: 'heavy', prompt: 'Hello', eachLine: false, system: 'Be brief', providerId: 'p1', model: ' m ' },
    ...{ maxOutputTokens: '64', temperature: '0,3', start: 'in 1 h' },
    ...{
      answer: 'schema',
      schema: '{"type":"object"}',
      stop: 'END\n\n---',
      seed: ' 7',
      extra: '{ "top_p": 0.9 }',
      images: '/a b.png\nhttps://x.example/y.png',
    },
  }
  expect(requestOf(draft, 1_000)).toEqual({
    ...{ lane: 'heavy', prompts: ['Hello'], system: 'Be brief', providerId: 'p1', model: 'm' },
    ...{ maxOutputTokens: 64, temperature: 0.3, startAt: 3_601_000 },
    ...{ json: { name: 'answer', schema: { type: 'object' } }, stop: ['END', '---'], seed: 7, extra: { top_p: 0.9 } },
    images: ['/a b.png', 'https://x.example/y.png'],
  })
})

test('whatever is typed into the number fields, the request fits the contract', () => {
  const typed = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String))
  fc.assert(
    fc.property(typed, typed, typed, (maxOutputTokens, temperature, start) => {
      const request = requestOf({ ...emptyDraft, prompt: 'x', maxOutputTokens, temperature, start }, Date.now())
      expect(commands.submitPrompts.request.safeParse(request).success).toBe(true)
    }),
  )
})

test('numbers out of range say what to type', () => {
  expect(readMaxTokens('0').error).toContain('above 0')
  expect(readMaxTokens('1.5').error).toContain('whole number')
  expect(readTemperature('2.1').error).toContain('0 to 2')
  expect(readTemperature('warm').error).toContain('0 to 2')
})

test('Auto sends long prompts to Heavy and counts them', () => {
  const draft = { ...emptyDraft, prompt: `short\n${'long '.repeat(1_000)}`, eachLine: true }
  expect(autoLanes(draft, 'm')).toEqual({ fast: 1, heavy: 1 })
  expect(autoLanes({ ...draft, maxOutputTokens: '4000' }, 'm')).toEqual({ fast: 0, heavy: 2 })
})

test('text the sheet is opened with never replaces what was typed', () => {
  addToDraft('from a file')
  expect(useDraft.getState().prompt).toBe('from a file')
  changeDraft({ prompt: 'typed' })
  addToDraft('from a file')
  addToDraft('from a file')
  expect(useDraft.getState().prompt).toBe('typed\n\nfrom a file')
})
