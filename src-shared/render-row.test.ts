import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderRow, rowRenderer } from './render-row'
import { LlmRequest, promptOf, systemOf } from './request'
import { TemplateBody } from './template-body'

const columns = ['id', 'Question', 'photo', 'meta']
const cells = ['r-1', 'Why?', 'https://a.example/1.png', { lang: 'en' }]
const body = (given: Partial<TemplateBody>): TemplateBody => TemplateBody.parse({ prompt: '{{Question}}', ...given })
const made = (given: Partial<TemplateBody>, row: readonly unknown[] = cells) =>
  renderRow(body(given), columns, row as typeof cells)

test('a row becomes a request with its system prompt, its examples, its images and its parameters', () => {
  const examples = [{ user: 'Why, in {{meta | get lang}}?', assistant: 'Because.' }]
  const parameters = {
    model: 'm',
    temperature: 0,
    maxOutputTokens: 9,
    stop: ['END'],
    seed: 1,
    json: 'any' as const,
    extra: { top_k: 1 },
  }
  expect(made({ system: 'Be {{meta | get lang}}.', examples, images: ['photo'], customId: 'id', parameters })).toEqual({
    request: {
      kind: 'chat',
      messages: [
        { role: 'system', content: 'Be en.' },
        { role: 'user', content: 'Why, in en?' },
        { role: 'assistant', content: 'Because.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Why?' },
            { type: 'image_url', image_url: { url: 'https://a.example/1.png' } },
          ],
        },
      ],
      ...{ temperature: 0, maxOutputTokens: 9, stop: ['END'], seed: 1, json: 'any', extra: { top_k: 1 } },
    },
    ...{ model: 'm', customId: 'r-1', steps: [] },
  })
})

test('columns are found without regard to case, as they are written first', () => {
  expect(renderRow(body({ prompt: '{{a}}{{A}}{{b}}' }), ['A', 'a', 'B'], ['1', '2', '3'])).toMatchObject({
    request: { messages: [{ content: '213' }] },
  })
})

test('a missing value refuses the row, or is sent as nothing or as what stands for it', () => {
  const prompt = '{{Question}} in {{meta | get lang}}'
  expect(made({ prompt }, ['r', 'Why?'])).toEqual({ problem: 'no value in the column “meta”' })
  expect(made({ prompt }, ['r', ' ', '', {}])).toEqual({ problem: 'the column “Question” is blank' })
  const sent = (missing: TemplateBody['missing']) => {
    const row = made({ prompt, missing }, ['r', 'Why?'])
    return 'request' in row ? promptOf(row.request) : row.problem
  }
  expect(sent({ kind: 'empty' })).toBe('Why? in ')
  expect(sent({ kind: 'default', text: '?' })).toBe('Why? in ?')
  expect(made({ missing: { kind: 'empty' } }, ['r'])).toEqual({ problem: 'the prompt is empty' })
  const examples = [{ user: '{{meta | get lang}}', assistant: 'yes' }]
  expect(made({ examples, missing: { kind: 'empty' } }, ['r', 'Why?'])).toEqual({
    problem: 'what the user says in example 1 is empty',
  })
})

test('a system prompt of which nothing is left is left out', () => {
  const row = made({ system: '{{meta | get lang}}', missing: { kind: 'empty' } }, ['r', 'Why?'])
  expect('request' in row && [systemOf(row.request), promptOf(row.request)]).toEqual(['', 'Why?'])
})

test('images may be several, none, and nothing but addresses', () => {
  const images = ['photo']
  const urls = (photo: unknown) => {
    const row = made({ images }, ['r', 'Why?', photo])
    return 'problem' in row ? row.problem : JSON.stringify(row.request).match(/(?<="url":")[^"]*/g)
  }
  expect(urls('')).toBeNull()
  expect(urls(['file:///a.png', ' data:image/png;base64,AA '])).toEqual(['file:///a.png', 'data:image/png;base64,AA'])
  expect(urls('["https://a.example/1.png"]')).toEqual(['https://a.example/1.png'])
  expect(urls('a.png')).toBe('“photo” is no address of an image: those begin with https:, data: or file:')
})

test('an id that is blank is none', () => {
  expect(made({ customId: 'id' }, [7, 'Why?'])).toMatchObject({ customId: '7' })
  expect(made({ customId: 'id' }, [' ', 'Why?'])).toMatchObject({ customId: null })
})

test('columns that are not there are named with those that may be meant', () => {
  const renderer = rowRenderer(
    body({ system: '{{meat}}', prompt: '{{Qestion}} {{nothing like it}}', images: ['fotos'], customId: 'ID' }),
  )
  expect(renderer.unknown(columns)).toEqual([
    { field: 'system', from: 0, to: 8, message: 'There is no column “meat”. Did you mean “meta”?' },
    { field: 'prompt', from: 0, to: 11, message: 'There is no column “Qestion”. Did you mean “Question”?' },
    {
      ...{ field: 'prompt', from: 12, to: 31 },
      message: 'There is no column “nothing like it”. There are: “id”, “Question”, “photo”, “meta”.',
    },
    {
      ...{ field: 'images', from: 0, to: 0 },
      message: 'There is no column “fotos”. There are: “id”, “Question”, “photo”, “meta”.',
    },
  ])
  expect(renderer.columns).toEqual(['meat', 'Qestion', 'nothing like it', 'fotos', 'ID'])
})

test('a template with a mistake in it makes no request, and says where the mistake is', () => {
  const renderer = rowRenderer(body({ system: 'ok', prompt: 'x {{Question | up}} {{steps.a.reslt}}' }))
  expect(renderer.problems.map(({ field, from }) => [field, from])).toEqual([
    ['prompt', 2],
    ['prompt', 20],
  ])
  expect(renderer.render(columns, cells)).toEqual({ problem: expect.stringContaining('no filter “up”') })
})

test('the uses of results are those of the template, and never those that a cell looks like', () => {
  const evil = '{{steps.secret.result}}'
  expect(made({}, ['r', evil])).toMatchObject({ request: { messages: [{ content: evil }] }, steps: [] })
  const prompt = '{{steps.first.result}} {{Question}}'
  expect(made({ prompt })).toMatchObject({
    request: { messages: [{ content: '{{steps.first.result}} Why?' }] },
    steps: ['first'],
  })
  const problem = expect.stringContaining('would be taken for the use of a result')
  expect(made({ prompt }, ['r', evil])).toEqual({ problem })
  expect(made({ prompt: '{{steps.first.result}} {{{Question}}' }, ['r', '{steps.secret.result}}'])).toEqual({ problem })
})

test('cells that nest without end make a request or a row that is told: nothing is thrown', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  for (const prompt of ['{{Question}}', '{{Question | json | trim}}', '{{Question | get "0.0"}}'])
    expect(Object.keys(renderRow(body({ prompt }), ['Question'], [deep]))[0]).toMatch(/^(request|problem)$/)
})

test('no template and no row makes it throw, the same row becomes the same, and what it becomes is a request', () => {
  const text = fc.oneof(
    fc.string({
      unit: fc.constantFrom('{{', '}}', '|', '"', 'a', 'steps.', ' ', 'trim', 'json', 'get ', 'truncate 3', 'b', '\\'),
    }),
    fc.string({ unit: 'binary' }),
  )
  const anyBody = fc.record(
    {
      prompt: text.filter((each) => each !== ''),
      system: text,
      examples: fc.array(fc.record({ user: text, assistant: text }), { maxLength: 2 }),
      images: fc.array(fc.constantFrom('a', 'b', '{{a}}'), { maxLength: 2 }),
      customId: fc.constantFrom('a', 'missing'),
      missing: fc.constantFrom({ kind: 'refuse' }, { kind: 'empty' }, { kind: 'default', text: '{{a}}' } as const),
    },
    { requiredKeys: ['prompt'] },
  )
  const row = fc.array(fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.constant(null)), { maxLength: 4 })
  fc.assert(
    fc.property(
      anyBody,
      fc.uniqueArray(
        text.filter((each) => each !== ''),
        { maxLength: 4 },
      ),
      row,
      (given, names, values) => {
        const template = TemplateBody.parse(given)
        const cells = values as Parameters<typeof renderRow>[2]
        const one = renderRow(template, names, cells)
        expect(renderRow(template, names, cells)).toEqual(one)
        if ('request' in one) expect(LlmRequest.parse(one.request)).toEqual(one.request)
        else expect(one.problem).not.toBe('')
      },
    ),
    { numRuns: 150 },
  )
}, 60_000)
