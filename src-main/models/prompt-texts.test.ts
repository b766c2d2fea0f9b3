import { expect, test } from 'vitest'
import { chat, type LlmRequest, type VerbatimPath } from '#shared/request'
import { promptTexts } from './prompt-texts'

type Body = Extract<LlmRequest, { kind: 'verbatim' }>['body']
const verbatim = (path: VerbatimPath, body: Body): LlmRequest => ({ kind: 'verbatim', path, body })
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
const tools = [{ type: 'function', function: { name: 'f', description: 'not counted' } }]

test.each([
  ['a chat', chat('ask', { system: 'be', maxOutputTokens: 9 }), ['be', 'ask'], 9],
  [
    'parts, of which an image is no text',
    { kind: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'see' }, image] }] },
    ['see'],
    null,
  ],
  ['an embedding', { kind: 'embedding', input: 'embed' }, ['embed'], null],
  [
    'chat completions',
    verbatim('/v1/chat/completions', {
      messages: [
        { role: 'system', content: 'be' },
        { role: 'user', content: [{ type: 'text', text: 'ask' }, image] },
        { role: 'assistant', content: null },
      ],
      ...{ tools, max_completion_tokens: 7, max_tokens: 5 },
    }),
    ['be', 'ask'],
    7,
  ],
  [
    'responses',
    verbatim('/v1/responses', {
      ...{ instructions: 'be', max_output_tokens: 7 },
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'ask' }] }],
    }),
    ['be', 'ask'],
    7,
  ],
  ['responses with one text', verbatim('/v1/responses', { input: 'ask' }), ['ask'], null],
  [
    'messages',
    verbatim('/v1/messages', {
      ...{ system: [{ type: 'text', text: 'be' }], max_tokens: 7 },
      messages: [
        { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'AAAA' } }] },
        { role: 'user', content: 'ask' },
      ],
    }),
    ['be', 'ask'],
    7,
  ],
  [
    'generateContent',
    verbatim('/v1beta/generateContent', {
      systemInstruction: { parts: [{ text: 'be' }] },
      contents: [{ role: 'user', parts: [{ text: 'ask' }, { inlineData: { data: 'AAAA' } }] }],
      generationConfig: { maxOutputTokens: 7 },
    }),
    ['be', 'ask'],
    7,
  ],
  ['the longest of several embeddings', verbatim('/v1/embeddings', { input: ['a', 'long', 'bb'] }), ['long'], null],
  ['tokens instead of texts', verbatim('/v1/embeddings', { input: [[1, 2, 3]] }), [''], null],
] as const satisfies readonly (readonly [string, LlmRequest, readonly string[], number | null])[])(
  'the texts of %s',
  (_what, request, texts, maxOutput) => expect(promptTexts(request as LlmRequest)).toEqual({ texts, maxOutput }),
)
