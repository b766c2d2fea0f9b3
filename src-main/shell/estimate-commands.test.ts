import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Request } from '#shared/contract'
import type { ModelInfo, ModelPrices } from '#shared/model-info'
import type { WorkTime } from '#shared/work-time'
import { estimateCommands } from './estimate-commands'
import { importCommands, type OpenImports } from './import-commands'
import { tempDesk } from './temp-desk'

const prices: ModelPrices = { input: 2, output: 8, cachedInput: null, cacheWrite: null, steps: [], batch: null }
const known: ModelInfo = {
  ...{ contextWindow: 128_000, maxOutput: 16_000, temperature: true, prices },
  tokenizer: { encoding: 'o200k_base', factor: 1, exact: true },
  ...{ source: 'data', sizesFrom: 'data', pricesFrom: 'data', told: null, asOf: '2026-11-10' },
}
const infos: Record<string, ModelInfo> = {
  priced: known,
  secret: { ...known, prices: null, source: null, pricesFrom: null, asOf: null },
  batched: { ...known, prices: { ...prices, batch: 0.5 } },
  local: { ...known, prices: { ...prices, input: 0, output: 0 }, source: 'provider', pricesFrom: 'local', asOf: null },
}

const aTime: WorkTime = {
  ...{ seconds: 1, slowedBy: 'lane', providerId: null, model: null, atMost: false, startsAt: null, inLine: 0 },
}

async function setup(options: { learned?: number; wait?: Promise<void>; dayBudget?: number } = {}) {
  const desk = await tempDesk()
  const imports: OpenImports = new Map()
  let asked = 0
  const gate = { providerId: 'practice', model: 'priced', limits: { outputTokensEach: options.learned } }
  const handlers = {
    ...importCommands({ ...desk, tell: () => {}, pick: async () => null, imports }),
    ...estimateCommands({
      ...{ store: desk.store, imports },
      engine: { gates: () => [gate] as unknown as ReturnType<typeof desk.engine.gates> },
      times: { of: (loads) => ({ ...aTime, seconds: loads.reduce((sum, { calls }) => sum + calls, 0) }) },
      ...(options.dayBudget === undefined ? {} : { budgets: { dayBudget: () => options.dayBudget ?? null } }),
      infoOf: (_, model) => infos[model] ?? known,
      async countTokens(texts, _model, signal) {
        asked += texts.length
        if (options.wait) await options.wait
        signal?.throwIfAborted()
        const tokens = texts.reduce((sum, text) => sum + text.length / 4, 0)
        return { tokens, exact: true, mayBeOver: 0, by: 'tokenizer' }
      },
    }),
  }
  const estimate = (more: Partial<Extract<Request<'estimateCost'>, { kind: 'prompts' }>> = {}) =>
    desk.ask(handlers, 'estimateCost', { kind: 'prompts', model: 'priced', prompts: ['x'.repeat(400)], ...more })
  return { ...desk, handlers, estimate, asked: () => asked }
}

test('with a limit of output tokens it is the most that they cost, by the dated price', async () => {
  const { estimate } = await setup()
  const each = 100 + 6
  expect(await estimate({ maxOutputTokens: 1_000, prompts: ['x'.repeat(400), 'y'.repeat(400)] })).toEqual({
    ...{ model: 'priced', models: 1, calls: 2, inputTokens: 2 * each, outputTokens: 2_000, outputFrom: 'limit' },
    cost: 2 * each * 2_000 + 2_000 * 8_000,
    ...{ outputPrice: 8_000_000_000, price: 'known', unpriced: null, asOf: '2026-11-10' },
    ...{
      halfPrice: false,
      setByPerson: false,
      sampled: false,
      window: known.contextWindow,
      time: { ...aTime, seconds: 2 },
      takes: known.contextWindow,
    },
  })
})

test('without a limit, answers are taken to be as they were so far; before the first only the input is known', async () => {
  const before = await (await setup()).estimate()
  expect(before).toMatchObject({ outputTokens: null, outputFrom: null, cost: 106 * 2_000 })
  const after = await (await setup({ learned: 50 })).estimate()
  expect(after).toMatchObject({ outputTokens: 50, outputFrom: 'learned', cost: 106 * 2_000 + 50 * 8_000 })
})

test('a price that is not known is named, and what runs on this computer is free', async () => {
  const { estimate } = await setup()
  expect(await estimate({ model: 'secret' })).toMatchObject({ price: 'unknown', unpriced: 'secret', cost: null })
  expect(await estimate({ model: 'local', maxOutputTokens: 10 })).toMatchObject({ price: 'free', cost: 0 })
})

test('of ten thousand prompts some are counted, and the rest taken to be alike', async () => {
  const { estimate, asked } = await setup()
  const all = await estimate({ prompts: Array.from({ length: 10_000 }, () => 'x'.repeat(40)) })
  expect(asked()).toBe(200)
  expect(all).toMatchObject({ calls: 10_000, inputTokens: 10_000 * 16, sampled: true })
})

test('a newer question of the same window ends the one before', async () => {
  let go = () => {}
  const wait = new Promise<void>((done) => {
    go = done
  })
  const { estimate } = await setup({ wait })
  const first = estimate()
  const second = estimate({ prompts: ['short'] })
  const refused = expect(first).rejects.toMatchObject({ code: 'stale' })
  go()
  await refused
  expect(await second).toMatchObject({ calls: 1 })
})

test('an import is estimated by rows from all of it, those that name their own model by its price', async () => {
  const { handlers, ask } = await setup()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-estimate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const importOf = async (...models: string[]) => {
    const file = join(folder, `${models.join('-')}.jsonl`)
    const lines = Array.from({ length: 1_000 }, (_, n) => line(n, models[n % models.length] ?? ''))
    writeFileSync(file, lines.join('\n'))
    return (await ask(handlers, 'previewImport', { paths: [file] })).importId
  }
  const line = (n: number, model: string) =>
    JSON.stringify({
      ...{ custom_id: `c${n}`, method: 'POST', url: '/v1/chat/completions' },
      body: { model, max_tokens: 10, messages: [{ role: 'user', content: 'x'.repeat(400) }] },
    })
  const importId = await importOf('priced', 'secret')
  expect(await ask(handlers, 'estimateCost', { kind: 'import', importId, model: 'other' })).toMatchObject({
    ...{ calls: 1_000, models: 2, inputTokens: 1_000 * 106, outputTokens: 10_000, sampled: true },
    ...{ price: 'unknown', unpriced: 'secret' },
  })
  const single = { kind: 'import' as const, importId: await importOf('batched'), model: 'batched' }
  const full = await ask(handlers, 'estimateCost', single)
  expect(full).toMatchObject({ halfPrice: false, outputPrice: 8_000_000_000 })
  const half = await ask(handlers, 'estimateCost', { ...single, halfPrice: true })
  expect(half).toMatchObject({ halfPrice: true, cost: (full.cost ?? 0) / 2, outputPrice: 4_000_000_000 })
  await expect(ask(handlers, 'estimateCost', { kind: 'import', importId: 'gone' })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('what is left of the day’s budget after it is told, also where it will not be enough', async () => {
  const cost = 106 * 2_000 + 10 * 8_000
  expect(await (await setup({ dayBudget: 1_000_000 })).estimate({ maxOutputTokens: 10 })).toMatchObject({
    dayLeft: 1_000_000 - cost,
  })
  expect(await (await setup({ dayBudget: 100 })).estimate({ maxOutputTokens: 10 })).toMatchObject({
    dayLeft: 100 - cost,
  })
  expect(await (await setup({ dayBudget: 100 })).estimate({ model: 'secret' })).toMatchObject({ dayLeft: null })
})

test('through templates each variant is estimated, and all of them; rows that a template refuses count for none', async () => {
  const { handlers, ask } = await setup({ learned: 50 })
  const folder = mkdtempSync(join(tmpdir(), 'trilane-estimate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'rows.csv')
  const row = (n: number) => (n % 10 === 9 ? ',kept' : `${'x'.repeat(400)},${n}`)
  writeFileSync(file, ['question,id', ...Array.from({ length: 1_000 }, (_, n) => row(n))].join('\n'))
  const { importId } = await ask(handlers, 'previewImport', { paths: [file] })
  const variants = [
    { name: 'short', model: 'priced', body: { prompt: '{{question | truncate 40}}' } },
    { name: 'long', model: 'local', body: { prompt: '{{question}}', parameters: { maxOutputTokens: 5 } } },
  ]
  const all = await ask(handlers, 'estimateCost', { kind: 'import', importId, variants })
  expect(all).toMatchObject({
    calls: 1_800,
    models: 2,
    sampled: true,
    outputTokens: 900 * 55,
    time: { seconds: 1_800 },
  })
  expect(all.variants).toMatchObject([
    { name: 'short', model: 'priced', calls: 900, outputTokens: 900 * 50, time: { seconds: 900 } },
    { name: 'long', model: 'local', calls: 900, outputTokens: 900 * 5, cost: 0, inputTokens: 900 * 106 },
  ])
  expect(all.inputTokens).toBe((all.variants ?? []).reduce((sum, { inputTokens }) => sum + inputTokens, 0))
  const half = await ask(handlers, 'estimateCost', {
    ...{ kind: 'import', importId, halfPrice: true, variants: [{ ...variants[0], model: 'batched' }] },
  })
  expect(half.variants).toMatchObject([{ time: { seconds: 86_400, atMost: true } }])
})

test.each([
  ['by a template', [{ name: 'short', model: 'priced', body: { prompt: 'Say {{question}}' } }]],
  ['as they are', undefined],
] as const)(
  'of rows that are added to a batch %s, those that it has count for none where they are skipped',
  async (_, variants) => {
    const { handlers, ask } = await setup({ learned: 50 })
    const folder = mkdtempSync(join(tmpdir(), 'trilane-estimate-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const importOf = async (name: string, from: number, to: number) => {
      const file = join(folder, name)
      const rows = Array.from({ length: to - from }, (_, n) => `question ${from + n}`)
      writeFileSync(file, ['question', ...rows].join('\n'))
      return (await ask(handlers, 'previewImport', { paths: [file] })).importId
    }
    const own = variants ? { variants: [...variants] } : { model: 'priced', providerId: 'practice' }
    const { batchId: into } = await ask(handlers, 'startImport', {
      ...{ importId: await importOf('first.csv', 0, 500), lane: 'fast' },
      ...own,
    })
    const importId = await importOf('more.csv', 400, 1_200) // a hundred of them are there
    const all = await ask(handlers, 'estimateCost', { kind: 'import', importId, into })
    const left = await ask(handlers, 'estimateCost', { kind: 'import', importId, into, skipPresent: true })
    expect([all.calls, left.calls]).toEqual([800, 700])
    expect(left).toMatchObject({ model: 'priced', outputTokens: 700 * 50, time: { seconds: 700 } })
    const none = { kind: 'import' as const, importId: await importOf('none.csv', 0, 500), into, skipPresent: true }
    await expect(ask(handlers, 'estimateCost', none)).rejects.toMatchObject({ code: 'wrong_state' })
  },
)
