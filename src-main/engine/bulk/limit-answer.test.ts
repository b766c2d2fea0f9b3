import { expect, test } from 'vitest'
import { chat, type JsonObject, type VerbatimPath } from '#shared/request'
import { withMaxOutput } from './limit-answer'

const verbatim = (path: VerbatimPath, body: JsonObject) => ({ kind: 'verbatim', path, body }) as const

test('the limit of an answer stands where each kind of request has it, and beside what else it says', () => {
  expect(withMaxOutput(chat('hi', { temperature: 0 }), 9)).toEqual(chat('hi', { temperature: 0, maxOutputTokens: 9 }))
  expect(withMaxOutput(verbatim('/v1/messages', { model: 'm', max_tokens: 1 }), 9)).toMatchObject({
    body: { model: 'm', max_tokens: 9 },
  })
  expect(withMaxOutput(verbatim('/v1/responses', { input: 'a' }), 9)).toMatchObject({
    body: { input: 'a', max_output_tokens: 9 },
  })
  expect(
    withMaxOutput(verbatim('/v1beta/generateContent', { generationConfig: { topK: 1, maxOutputTokens: 2 } }), 9),
  ).toMatchObject({ body: { generationConfig: { topK: 1, maxOutputTokens: 9 } } })
  expect(withMaxOutput(verbatim('/v1/chat/completions', { max_completion_tokens: 1 }), 9)).toMatchObject({
    body: { max_completion_tokens: 9 },
  })
})

test('what names no limit of its answer has none to change', () => {
  expect(withMaxOutput(verbatim('/v1/chat/completions', { messages: [] }), 9)).toBeNull()
  expect(withMaxOutput({ kind: 'embedding', input: 'a' }, 9)).toBeNull()
})
