import { describe, expect, it } from 'vitest'
import { TemplateBody } from '#shared/template-body'
import type { TemplateId } from '#shared/template-view'
import {
  bodyOf,
  differenceOf,
  firstDraft,
  hasFieldProblem,
  isChanged,
  isColumnAlone,
  problemsOf,
  type SavedTemplate,
  usedColumns,
  variantInput,
  withSaved,
} from './variant-draft'

const columns = ['id', 'review', 'stars'].map((name) => ({ name }))
const first = firstDraft('review', columns)
const target = { providerId: 'openai', model: 'gpt-5-mini' }
const schema = { type: 'object', properties: { mood: { type: 'string' } } }
const saved: SavedTemplate = {
  ...{ id: 4 as TemplateId, name: 'Label', version: 3, shown: 2, versions: [] },
  body: TemplateBody.parse({
    system: 'Be brief.',
    examples: [{ user: 'Good', assistant: '5' }],
    prompt: '{{review}} {{stars}}',
    customId: 'id',
    parameters: {
      temperature: 0.2,
      maxOutputTokens: 300,
      json: { name: 'answer', schema },
      ...{ seed: 7, stop: ['\n\n', 'END'], extra: { top_p: 0.9 } },
      model: 'gpt-5',
      lane: 'heavy',
    },
  }),
}

describe('a draft', () => {
  it('begins as the prompts of the column, by the ids that the rows have', () => {
    expect(first).toMatchObject({ prompt: '{{review}}', customId: 'id' })
    expect(isColumnAlone(first, 'review', columns)).toBe(true)
    expect(firstDraft(null, columns).prompt).toBe('')
  })

  it.each([
    { prompt: 'Rate {{review}}' },
    { system: 'Be brief.' },
    { examples: [{ key: 1, user: 'a', assistant: 'b' }] },
    { images: ['stars'] },
    { customId: null },
    { missing: { kind: 'empty' as const } },
  ])('is more than its column with %j', (part) => {
    expect(isColumnAlone({ ...first, ...part }, 'review', columns)).toBe(false)
  })

  it('asks main without a template as long as it is the column alone, with parameters where there are any', () => {
    expect(variantInput(first, { template: false, target })).toEqual(target)
    expect(variantInput({ ...first, temperature: '0,5' }, { template: false, target })).toEqual({
      ...target,
      parameters: { temperature: 0.5 },
    })
  })

  it('names columns that are not there, with the nearest one, and those that it uses', () => {
    const wrong = { ...first, prompt: 'Rate {{revew}}', system: '{{stars}}' }
    expect(problemsOf(wrong, columns)).toEqual([
      { field: 'prompt', from: 5, to: 14, message: 'There is no column “revew”. Did you mean “review”?' },
    ])
    expect([...usedColumns(wrong)]).toEqual(['stars', 'revew'])
    expect(problemsOf({ ...first, prompt: '' }, columns)).toEqual([])
  })
})

describe('a saved template', () => {
  const draft = withSaved(first, saved)

  it('fills in all fields, and comes out of them as it was', () => {
    expect(draft).toMatchObject({
      ...{ system: 'Be brief.', prompt: '{{review}} {{stars}}', customId: 'id', model: 'gpt-5' },
      ...{
        temperature: '0.2',
        maxOutputTokens: '300',
        answer: 'schema',
        seed: '7',
        stop: '["\\n\\n","END"]',
        extra: '{"top_p":0.9}',
      },
    })
    const { model: _, lane: __, ...parameters } = saved.body.parameters
    expect(bodyOf(draft).parameters).toEqual(parameters)
    expect(hasFieldProblem({ ...draft, seed: 'x' })).toBe(true)
  })

  it('is sent by its id and version until something of it is changed', () => {
    expect(isChanged(draft)).toBe(false)
    expect(variantInput(draft, { template: true, target })).toEqual({ ...target, template: { id: 4, version: 2 } })
    const changed = { ...draft, prompt: '{{review}}!' }
    expect(isChanged(changed)).toBe(true)
    expect(variantInput(changed, { template: true, target })).toMatchObject({ body: { prompt: '{{review}}!' } })
    expect(variantInput(changed, { template: true, target })).not.toHaveProperty('template')
  })

  it('goes to the lane that is chosen here, and one of several variants to its own', () => {
    const asked = { template: true, target, lane: 'auto' as const }
    expect(variantInput(draft, asked)).toMatchObject({ template: { id: 4 }, parameters: { lane: 'auto' } })
    expect(variantInput({ ...draft, lane: 'fast' }, asked)).toMatchObject({ parameters: { lane: 'fast' } })
    expect(variantInput({ ...first, lane: 'heavy' }, { template: false, target })).toEqual({
      ...target,
      parameters: { lane: 'heavy' },
    })
  })

  it('counts a parameter that was taken out as a change', () => {
    expect(isChanged({ ...draft, temperature: '' })).toBe(true)
  })
})

describe('what tells variants apart', () => {
  it('is what differs between them, and nothing else', () => {
    const warm = { ...first, key: 2, temperature: '0.7' }
    expect([0, 1].map((at) => differenceOf([first, warm], ['m', 'm'], at))).toEqual([
      'temperature not set',
      'temperature 0.7',
    ])
    expect([0, 1].map((at) => differenceOf([first, { ...first, key: 2 }], ['gpt-5', 'gpt-5-mini'], at))).toEqual([
      'gpt-5',
      'gpt-5-mini',
    ])
  })

  it('is the version, and that it was changed, where they are of one template', () => {
    const one = withSaved(first, saved)
    const other = { ...one, key: 2, prompt: 'Else {{review}}' }
    expect([0, 1].map((at) => differenceOf([one, other], ['m', 'm'], at))).toEqual(['version 2', 'version 2 changed'])
  })
})
