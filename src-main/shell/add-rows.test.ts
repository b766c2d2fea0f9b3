import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Request } from '#shared/contract'
import type { BatchId } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import { importCommands, type OpenImports } from './import-commands'
import { tempDesk } from './temp-desk'

async function setup() {
  const desk = await tempDesk()
  await desk.engine.pauseAll('by_person')
  const folder = mkdtempSync(join(tmpdir(), 'trilane-add-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const imports: OpenImports = new Map()
  const handlers = importCommands({ ...desk, tell: () => {}, pick: async () => null, imports })
  let files = 0
  const start = async (text: string, more: Partial<Request<'startImport'>> = {}, ext = 'csv') => {
    const file = join(folder, `${++files}.${ext}`)
    writeFileSync(file, text)
    const { importId } = await desk.ask(handlers, 'previewImport', { paths: [file] })
    return desk.ask(handlers, 'startImport', { importId, lane: 'fast', ...more })
  }
  const prompts = (batchId: BatchId) =>
    desk.store
      .tasksBetween(batchId, 1, 99, ['queued'])
      .map(({ title, model, row, variant }) => [title, model, row, variant])
  return { ...desk, start, prompts }
}

test('rows are added through the templates that the batch was made by, also once a newer version is saved', async () => {
  const { start, prompts, store } = await setup()
  const first = TemplateBody.parse({ prompt: 'Say {{word}}', parameters: { temperature: 0 } })
  const saved = await store.write(() => store.templates.save({ name: 'Say', body: first }, 1))
  const variants = [
    { template: { id: saved.id }, model: 'a' },
    { body: { prompt: 'Shout {{word}}' }, model: 'b', parameters: { temperature: 1 } },
  ]
  const { batchId } = await start('word,n\none,1', { variants })
  const second = { ...first, prompt: 'Whisper {{word}}' }
  await store.write(() => store.templates.save({ id: saved.id, name: 'Say', body: second }, 2))
  expect(await start('n,word\n2,two\n3,three', { into: batchId })).toEqual({ batchId, queued: 4 })
  expect(prompts(batchId)).toEqual([
    ...[
      ['Say one', 'a', 1, 1],
      ['Shout one', 'b', 1, 2],
    ],
    ...[
      ['Say two', 'a', 2, 1],
      ['Shout two', 'b', 2, 2],
    ],
    ...[
      ['Say three', 'a', 3, 1],
      ['Shout three', 'b', 3, 2],
    ],
  ])
  expect(store.sourceRows.between(batchId, 1, 9).map(({ cells }) => cells)).toEqual([
    ...[
      ['one', '1'],
      ['two', '2'],
      ['three', '3'],
    ],
  ])
  const asked = store.tasksBetween(batchId, 3, 4, ['queued']).map(({ id }) => store.sentRequest(id, 1))
  expect(asked).toMatchObject([{ temperature: 0 }, { temperature: 1 }])
  expect(store.variants.list(batchId)).toHaveLength(2)
  expect(store.batches.newest(9)).toHaveLength(1)
})

test('without templates they go where the batch’s own went, and have its options', async () => {
  const { start, prompts, store } = await setup()
  const { batchId } = await start('first\n', { model: 'its-own' }, 'txt')
  await start('second\nthird\n', { into: batchId }, 'txt')
  expect(prompts(batchId)).toEqual([
    ['first', 'its-own', undefined, undefined],
    ['second', 'its-own', undefined, undefined],
    ['third', 'its-own', undefined, undefined],
  ])
  expect(store.batches.get(batchId)).toMatchObject({ accepted: 3 })
  expect(await start('third\nfourth\nfirst\n', { into: batchId, skipPresent: true }, 'txt')).toMatchObject({
    queued: 1,
  })
  await expect(start('third\nfirst\n', { into: batchId, skipPresent: true }, 'txt')).rejects.toMatchObject({
    code: 'bad_file',
  })
  expect(store.batches.get(batchId)).toMatchObject({ accepted: 4 })
})

test('what does not fit is refused with what to do, and nothing is added', async () => {
  const { start, prompts, store } = await setup()
  const { batchId } = await start('prompt,id\nfirst,1')
  const before = prompts(batchId)
  await expect(start('text,name\nsecond,2', { into: batchId })).rejects.toMatchObject({
    code: 'bad_file',
    message:
      'None of its columns (text, name) is one of the batch’s: prompt, id. Nothing was added. Give the columns the same names, or import it as a batch of its own.',
  })
  const body = TemplateBody.parse({ prompt: 'Say {{prompt}}' })
  const made = await start('prompt,id\nfirst,1', { variants: [{ body }] })
  await expect(start('id,text\n2,second', { into: made.batchId })).rejects.toMatchObject({
    message: expect.stringContaining('prompt'),
  })
  await start('extra,PROMPT\nx,second', { into: made.batchId })
  expect(store.sourceRows.between(made.batchId, 1, 9).map(({ cells }) => cells)).toEqual([
    ['first', '1'],
    ['second', null],
  ])
  await expect(start('prompt,id\nsecond,2', { into: batchId, dryRun: { rows: 1 } })).rejects.toMatchObject({
    code: 'bad_request',
  })
  await expect(start('prompt,id\nsecond,2', { into: 99 as BatchId })).rejects.toMatchObject({ code: 'not_found' })
  const compared = await start('prompt,id\nfirst,1', { variants: [{ model: 'a' }, { model: 'b' }] })
  await expect(start('prompt,id\nsecond,2', { into: compared.batchId, model: 'c' })).rejects.toMatchObject({
    code: 'bad_request',
  })
  await start('prompt,id\nsecond,2', { into: compared.batchId })
  expect(prompts(compared.batchId).map(([title, model]) => [title, model])).toEqual([
    ...[
      ['first', 'a'],
      ['first', 'b'],
      ['second', 'a'],
      ['second', 'b'],
    ],
  ])
  expect(prompts(batchId)).toEqual(before)
  expect(store.stagingBatches()).toEqual([])
})
