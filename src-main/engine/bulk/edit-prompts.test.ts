import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PromptEdit } from '#shared/prompt-edit'
import { chat, type LlmRequest, promptOf } from '#shared/request'
import { createEditor } from './edit-prompts'
import { truncated, truncatedTo } from './truncate'

const words = async (texts: readonly string[]) => ({ tokens: texts.join(' ').split(/\s+/).filter(Boolean).length })
const edited = async (edit: PromptEdit, ...prompts: string[]) =>
  createEditor(edit, words)(prompts.map((prompt) => ({ request: chat(prompt, { system: 'be brief' }), model: 'm' })))
const after = async (edit: PromptEdit, ...prompts: string[]) =>
  (await edited(edit, ...prompts)).map((each) => (each.kind === 'changed' ? each.after : each.kind))
const replace = { kind: 'replace', regex: false, matchCase: true, wholeWords: false } as const

test('find and replace takes what was typed as it is, and a regular expression with its groups', async () => {
  expect(await after({ ...replace, find: 'a.b', with: '$&$1' }, 'a.b axb a.b', 'none')).toEqual([
    '$&$1 axb $&$1',
    'unchanged',
  ])
  expect(await after({ ...replace, find: 'CAT', with: 'dog', matchCase: false }, 'Cat and catalogue')).toEqual([
    'dog and dogalogue',
  ])
  const whole = { ...replace, find: 'cat', with: 'dog', wholeWords: true }
  expect(await after(whole, 'cat, catalogue, öcat, cat')).toEqual(['dog, catalogue, öcat, dog'])
  const regex = { ...replace, regex: true, find: '(?<year>\\d{4})-(\\d\\d)', with: '$2/$<year>' }
  expect(await after(regex, 'on 2026-11 and 2025-01')).toEqual(['on 11/2026 and 01/2025'])
})

test('a pattern that is no regular expression is refused before anything else', () => {
  expect(() => createEditor({ ...replace, regex: true, find: '(', with: '' }, words)).toThrow(/no regular expression/)
})

test('a pattern that backtracks without end leaves that prompt out, and is refused when it does so again and again', async () => {
  const find = '^(a+)+$'
  const evil = `${'a'.repeat(60)}!`
  expect(await after({ ...replace, regex: true, find, with: 'b' }, 'aaa', evil, 'no')).toEqual([
    'b',
    'impossible',
    'unchanged',
  ])
  await expect(
    after({ ...replace, regex: true, find, with: 'b' }, ...Array.from({ length: 9 }, () => evil)),
  ).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('takes too long'),
  })
})

test('a template is put around each prompt, the rest of the request stays, and what would be empty is told', async () => {
  const [changed] = await edited({ kind: 'template', text: 'Q: {{prompt}}\nA ({{prompt}}):' }, 'why $1?')
  expect(changed).toMatchObject({
    after: 'Q: why $1?\nA (why $1?):',
    request: chat('Q: why $1?\nA (why $1?):', { system: 'be brief' }),
  })
  expect(await after({ ...replace, find: 'all', with: ' ' }, 'all', 'all of it')).toEqual(['empty', '  of it'])
  expect(await after({ kind: 'text', prompt: 'new' }, 'old', 'new')).toEqual(['new', 'unchanged'])
})

test('a verbatim request of which nobody knows where its prompt is cannot be edited', async () => {
  const request: LlmRequest = { kind: 'verbatim', path: '/v1/responses', body: { input: 'hello' } }
  expect(await createEditor({ kind: 'text', prompt: 'x' }, words)([{ request, model: 'm' }])).toMatchObject([
    { kind: 'impossible' },
  ])
})

test('a cut leaves no more than asked for, says where text went, and breaks no character', () => {
  const cut = { atWord: true, mark: '…' } as const
  expect(truncated('one two three four', 10, { ...cut, cut: 'end' })).toBe('one two…')
  expect(truncated('one two three four', 11, { ...cut, cut: 'beginning' })).toBe('…three four')
  expect(truncated('one two three four', 11, { ...cut, cut: 'middle' })).toBe('one…four')
  expect(truncated('short', 10, { ...cut, cut: 'end' })).toBe('short')
  const anyCut = fc.record({
    cut: fc.constantFrom('beginning', 'middle', 'end' as const),
    atWord: fc.boolean(),
    mark: fc.constantFrom('', '…', ' [cut] '),
  })
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 1, max: 70 }),
      anyCut,
      (text, limit, how) => {
        const shorter = truncated(text, limit, how as Parameters<typeof truncated>[2])
        expect(shorter.length).toBeLessThanOrEqual(Math.max(limit, 0))
        expect(shorter.isWellFormed()).toBe(text.isWellFormed())
        if (text.length <= limit) expect(shorter).toBe(text)
      },
    ),
  )
})

test('a cut to tokens has no more of them than asked for', async () => {
  const count = async (text: string) => (await words([text])).tokens
  const how = { cut: 'end', atWord: true, mark: '' } as const
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 40 }),
      async (all, limit) => {
        const text = all.join(' ')
        const shorter = await truncatedTo(text, limit, how, count)
        expect(await count(shorter)).toBeLessThanOrEqual(limit)
        if (all.length <= limit) expect(shorter).toBe(text)
        else expect(text.startsWith(shorter)).toBe(true)
      },
    ),
  )
  expect(promptOf(chat(await truncatedTo('a b c d', 2, how, count)))).toBe('a b')
})
