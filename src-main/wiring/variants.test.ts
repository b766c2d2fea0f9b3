import { expect, onTestFinished, test } from 'vitest'
import { defaultOptions } from '#shared/provider'
import { TemplateBody } from '#shared/template-body'
import type { VariantInput } from '#shared/template-view'
import { aBatch, tempStore } from '#store/temp-store'
import { planVariants, rowVariants, storedVariants } from './variants'

async function setup() {
  const { store, remove } = tempStore()
  onTestFinished(remove)
  const provider = (id: string, defaultModel: string) => ({
    ...{
      id,
      protocol: 'openai-chat' as const,
      preset: 'custom',
      name: id,
      baseUrl: 'http://127.0.0.1/v1',
      defaultModel,
    },
    options: defaultOptions,
  })
  await store.write(() => store.providers.save(provider('p1', 'm1'), 1))
  await store.write(() => store.providers.save(provider('p2', 'm2'), 1))
  const body = TemplateBody.parse({
    prompt: '{{q}}',
    parameters: { temperature: 1, model: 'own', providerId: 'p1', lane: 'heavy' },
  })
  const saved = await store.write(() => store.templates.save({ name: 'Ask', body }, 1))
  const plan = (inputs: VariantInput[], promptColumn: string | null = null) =>
    planVariants(store, inputs, { lane: 'fast', providerId: 'p2', model: 'wished' }, promptColumn)
  return { store, saved, plan }
}
const template = (id: number): VariantInput['template'] => ({ id }) as VariantInput['template']

test('a variant has what it says itself, then what its template has, then what the import has', async () => {
  const { saved, plan } = await setup()
  const at = template(saved.id)
  const all = plan([
    { template: at },
    { template: at, model: 'other', parameters: { temperature: 0 }, name: 'Cold' },
    { template: at, providerId: 'p2' },
    { body: TemplateBody.parse({ prompt: 'x {{q}}' }) },
    { template: at, model: 'own' },
  ])
  expect(all.map(({ variant }) => [variant.name, variant.providerId, variant.model, variant.lane])).toEqual([
    ['Ask @1, own', 'p1', 'own', 'heavy'],
    ['Cold', 'p1', 'other', 'heavy'],
    ['Ask @1, wished', 'p2', 'wished', 'heavy'], // a model that was meant for p1 is not asked of p2
    ['wished', 'p2', 'wished', 'fast'],
    ['Ask @1, own (2)', 'p1', 'own', 'heavy'],
  ])
  expect(
    all.map(({ variant }) => [variant.templateVersion, variant.body !== null, variant.parameters.temperature]),
  ).toEqual([
    [saved.versionId, false, 1],
    [saved.versionId, false, 0],
    [saved.versionId, false, 1],
    [null, true, undefined],
    [saved.versionId, false, 1],
  ])
  expect(all[1]?.body?.parameters).toMatchObject({ temperature: 0, model: 'other' })
})

test('without templates prompts stay those of the column; beside one, the column is a template', async () => {
  const { saved, plan } = await setup()
  expect(plan([{ model: 'a' }, { model: 'b' }]).map(({ body, variant }) => [body, variant.body, variant.name])).toEqual(
    [
      [null, null, 'a'],
      [null, null, 'b'],
    ],
  )
  const mixed = plan([{ template: template(saved.id) }, { model: 'b' }], 'the {{odd}} column')
  expect(mixed[1]?.body?.prompt).toBe('{{"the {{odd}} column"}}')
  expect(() => plan([{ template: template(saved.id) }, { model: 'b' }])).toThrow('No prompt column is chosen')
})

test('a mistake in a template, a version that is not there and a provider that is gone are told before anything is read', async () => {
  const { saved, plan } = await setup()
  const wrong = plan([{ body: TemplateBody.parse({ prompt: '{{q | tirm}}' }), name: 'Mine' }])
  expect(() => rowVariants(wrong)).toThrow(
    'Mine has a mistake in its template: There is no filter “tirm”. Did you mean trim?',
  )
  expect(() => plan([{ template: { id: saved.id, version: 3 } }])).toThrow('Ask has no version 3')
  expect(() => plan([{ providerId: 'gone' }])).toThrow('no such provider')
})

test('what a batch was asked by is known from the batch, whatever became of the template since', async () => {
  const { store, saved, plan } = await setup()
  const inputs: VariantInput[] = [
    { template: template(saved.id), parameters: { temperature: 0, json: 'any' } },
    { body: TemplateBody.parse({ prompt: 'x {{q}}' }), parameters: { lane: 'heavy', stop: ['END'] } },
  ]
  const batchOf = async (planned: ReturnType<typeof plan>) => {
    const variants = planned.map(({ variant: { lane: _, ...rest } }, at) => ({ ...rest, variant: at + 1 }))
    return store.newBatch({ ...aBatch(), variants })
  }
  const planned = plan(inputs)
  const batchId = await batchOf(planned)
  await store.write(() =>
    store.templates.save({ id: saved.id, name: 'Other', body: TemplateBody.parse({ prompt: 'new' }) }, 2),
  )
  await store.write(() => store.templates.archive(saved.id, 3))
  expect(storedVariants(store, batchId)).toEqual(planned)
  const models = plan([{ model: 'a', parameters: { seed: 1 } }])
  expect(storedVariants(store, await batchOf(models))).toEqual(models)
})
