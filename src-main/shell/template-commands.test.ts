import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Request } from '#shared/contract'
import { promptOf } from '#shared/request'
import type { TaskId } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import { importCommands, type OpenImports } from './import-commands'
import { tempDesk } from './temp-desk'
import { templateCommands } from './template-commands'

const csv = 'id,question,lang\nr-1,Why?,en\nr-2,,en\nr-3,How?,\nr-4,Who?,de\n'
const body = (prompt: string, more: Partial<TemplateBody> = {}) =>
  TemplateBody.parse({ prompt, customId: 'id', ...more })

async function setup(text = csv, name = 'questions.csv') {
  const desk = await tempDesk()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-template-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [file, exported] = [join(folder, name), join(folder, 'template.json')]
  writeFileSync(file, text)
  const imports: OpenImports = new Map()
  const told: number[] = []
  const handlers = {
    ...importCommands({ ...desk, tell: () => {}, pick: async () => [file], pickPlace: async () => exported, imports }),
    ...templateCommands({
      ...{ ...desk, imports, pickPlace: async () => exported, pickFile: async () => exported },
      countTokens: async (texts) => ({ tokens: texts.join(' ').split(' ').length, exact: true }),
      tellScan: (_window, _id, read) => void told.push(read.bytesRead),
    }),
  }
  const { importId } = await desk.ask(handlers, 'previewImport', { paths: [file] })
  const save = (saved: Request<'saveTemplate'>) => desk.ask(handlers, 'saveTemplate', saved)
  return { ...desk, handlers, importId, exported, save, told }
}

test('a preview is the request of any row as it will be sent, with its tokens', async () => {
  const { ask, handlers, importId, save } = await setup()
  const { id } = await save({
    name: 'Ask',
    body: body('{{question}} Answer in {{lang | upper}}.', { system: 'Be brief.' }),
  })
  const preview = (row: number) => ask(handlers, 'previewTemplate', { importId, variant: { template: { id } }, row })
  expect(await preview(4)).toEqual({
    ...{ row: 4, rows: 4, file: 'questions.csv', line: 5, problems: [], problem: null, customId: 'r-4' },
    cells: [
      { column: 'id', text: 'r-4' },
      { column: 'question', text: 'Who?' },
      { column: 'lang', text: 'de' },
    ],
    request: {
      kind: 'chat',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Who? Answer in DE.' },
      ],
    },
    ...{ lane: 'fast', providerId: 'practice', model: 'practice-mini', tokens: { tokens: 6, exact: true } },
  })
  expect(await preview(2)).toMatchObject({ problem: 'the column “question” is blank', request: null, tokens: null })
  await expect(preview(9)).rejects.toThrow('There is no row 9: 4 can be read.')
})

test('a preview tells what is wrong with a template that is being written', async () => {
  const { ask, handlers, importId } = await setup()
  const variant = { body: body('{{qestion}} {{lang | tirm}}') }
  const { problems, request } = await ask(handlers, 'previewTemplate', { importId, variant, row: 1 })
  expect(request).toBeNull()
  expect(problems).toEqual([
    { field: 'prompt', from: 12, to: 27, message: 'There is no filter “tirm”. Did you mean trim?' },
    { field: 'prompt', from: 0, to: 11, message: 'There is no column “qestion”. Did you mean “question”?' },
  ])
})

test('rows that would be left out are counted and listed before the start, and are those that are left out', async () => {
  const { ask, handlers, importId, store, told } = await setup()
  const variants = [
    { body: body('{{question}}'), name: 'plain' },
    { body: body('{{question}} ({{lang}})'), name: 'lang', model: 'm2' },
  ]
  const check = await ask(handlers, 'checkTemplates', { importId, variants })
  expect(check).toEqual({
    ...{ rows: 2, tasks: 4, duplicates: 0, rejectedCount: 2, problems: [] },
    missing: { absent: 0, blank: 2 },
    already: 0,
    rejected: [
      { file: 'questions.csv', line: 3, reason: 'the column “question” is blank (plain)' },
      { file: 'questions.csv', line: 4, reason: 'the column “lang” is blank (lang)' },
    ],
  })
  expect(told.length).toBeGreaterThan(0)
  const { batchId, queued } = await ask(handlers, 'startImport', { importId, lane: 'heavy', variants })
  expect(queued).toBe(check.tasks)
  const ids = store.views.list({ batchId, tab: 'all', group: null, filter: { text: '' } }, 0, 10).order
  const tasks = ids.map((id) => store.task(id)).toSorted((a, b) => (a?.position ?? 0) - (b?.position ?? 0))
  expect(tasks.map((task) => [task?.row, task?.variant, task?.model, task?.customId, task?.title])).toEqual([
    [1, 1, 'practice-mini', 'r-1', 'Why?'],
    [1, 2, 'm2', 'r-1', 'Why? (en)'],
    [2, 1, 'practice-mini', 'r-4', 'Who?'],
    [2, 2, 'm2', 'r-4', 'Who? (de)'],
  ])
  const found = await ask(handlers, 'getSourceRow', { id: tasks[3]?.id as TaskId })
  expect(found).toMatchObject({ row: 2, line: 5, cells: [{ column: 'id', value: 'r-4' }, {}, { value: 'de' }] })
})

test('rows that a template refuses are read, corrected and saved under it, and more rows are checked by what a batch was made by', async () => {
  const { ask, handlers, importId, exported, store } = await setup()
  const variants = [{ body: body('{{question}} ({{lang}})') }]
  const place = { file: 'questions.csv', line: 4, nth: 0 }
  const bad = await ask(handlers, 'readBadLine', { importId, place, variants })
  expect(bad.reason).toBe('the column “lang” is blank')
  await expect(ask(handlers, 'readBadLine', { importId, place })).rejects.toMatchObject({ code: 'not_found' })
  await ask(handlers, 'exportBadLines', { importId, as: 'lines', variants })
  expect(readFileSync(exported, 'utf8').split('\n')).toHaveLength(4) // the header, two rows, the end
  const text = `${bad.text}de`
  expect(await ask(handlers, 'fixBadLine', { importId, place, text, variants })).toMatchObject({ fixed: 1 })
  expect(await ask(handlers, 'checkTemplates', { importId, variants })).toMatchObject({ rows: 3, rejectedCount: 1 })
  const { batchId } = await ask(handlers, 'startImport', { importId, lane: 'fast', variants })

  const again = await ask(handlers, 'previewImport', {
    text: 'lang\tquestion\tid\tmore\nfr\tQuoi?\tr-9\t1\nit\t\tr-10\t2',
  })
  const added = { importId: again.importId, into: batchId }
  expect(await ask(handlers, 'checkTemplates', added)).toMatchObject({
    rows: 1,
    tasks: 1,
    rejectedCount: 1,
    problems: [],
  })
  const shown = await ask(handlers, 'previewTemplate', {
    importId: again.importId,
    into: { batchId, variant: 1 },
    row: 1,
  })
  expect(shown).toMatchObject({ request: { messages: [{ content: 'Quoi? (fr)' }] }, rows: 2 })
  expect(await ask(handlers, 'startImport', { ...added, lane: 'auto' })).toMatchObject({ batchId, queued: 1 })

  // What it has already, under that template, is known and can be left out.
  const same = 'question\tlang\tid\nQuoi?\tfr\tother id\nQui?\tfr\tr-11'
  const later = { importId: (await ask(handlers, 'previewImport', { text: same })).importId, into: batchId }
  expect(await ask(handlers, 'checkTemplates', later)).toMatchObject({ rows: 2, already: 1 })
  expect(await ask(handlers, 'startImport', { ...later, lane: 'auto', skipPresent: true })).toMatchObject({ queued: 1 })
  const titles = store.tasksBetween(batchId, 4, 9, ['queued', 'running']).map(({ title }) => title)
  expect(titles).toEqual(['Quoi? (fr)', 'Qui? (fr)'])
})

test('a column that no row has is told by the check, and queues nothing', async () => {
  const { ask, handlers, importId, store } = await setup('{"q":"a"}\n{"q":"b","extra":1}\n', 'rows.jsonl')
  const asked = (prompt: string) => ({ importId, variants: [{ body: TemplateBody.parse({ prompt }) }] })
  const { problems } = await ask(handlers, 'checkTemplates', asked('{{q}} {{exta | default ""}}'))
  expect(problems).toMatchObject([
    { variant: 1, field: 'prompt', from: 6, message: 'There is no column “exta”. Did you mean “extra”?' },
  ])
  await expect(ask(handlers, 'startImport', { ...asked('{{q}} {{exta | default ""}}'), lane: 'fast' })).rejects.toThrow(
    'no column “exta”',
  )
  expect(store.batches.newest(5)).toEqual([])
  expect(await ask(handlers, 'checkTemplates', asked('{{q}} {{extra | default "none"}}'))).toMatchObject({
    rows: 2,
    problems: [],
  })
})

test('models alone can be compared as well, and prompts stay those of the column', async () => {
  const { ask, handlers, importId, store } = await setup('one\ntwo\n', 'questions.txt')
  const variants = [{ model: 'm1' }, { model: 'm2', parameters: { temperature: 0 } }]
  const { batchId } = await ask(handlers, 'startImport', { importId, lane: 'heavy', variants })
  const all = store.tasksBetween(batchId, 1, 9, ['queued', 'running']).map(({ id, row, variant, model }) => {
    const [first] = store.detail(id)?.revisions ?? []
    const request = first?.request
    return [row, variant, model, request && promptOf(request), request?.kind === 'chat' && request.temperature]
  })
  expect(all).toEqual([
    [1, 1, 'm1', 'one', undefined],
    [1, 2, 'm2', 'one', 0],
    [2, 1, 'm1', 'two', undefined],
    [2, 2, 'm2', 'two', 0],
  ])
  expect((await ask(handlers, 'getVariants', { batchId })).variants.map(({ name }) => name)).toEqual(['m1', 'm2'])
})

test('an old batch tells by which version it was made, also once there are newer ones', async () => {
  const { ask, handlers, importId, save, store } = await setup()
  const { id } = await save({ name: 'Ask', body: body('{{question | default "?"}}') })
  const { batchId } = await ask(handlers, 'startImport', { importId, lane: 'heavy', variants: [{ template: { id } }] })
  await save({ id, name: 'Ask better', body: body('Please: {{question}}'), seen: 1 })
  await ask(handlers, 'archiveTemplate', { id, archived: true })
  const { columns, variants } = await ask(handlers, 'getVariants', { batchId })
  expect(columns).toEqual(['id', 'question', 'lang'])
  expect(variants).toMatchObject([{ name: 'Ask @1, practice-mini', template: { id, name: 'Ask better', version: 1 } }])
  const made = await ask(handlers, 'getTemplate', { id, version: 1 })
  expect(made.body.prompt).toBe('{{question | default "?"}}')
  expect(made).toMatchObject({ batches: 1, usedAt: store.batches.get(batchId)?.createdAt })
  expect(made.versions.map(({ version, batches }) => [version, batches])).toEqual([
    [2, 0],
    [1, 1],
  ])
})

test('a template is listed, copied, put away, and comes back out of its file as it was', async () => {
  const { ask, handlers, save, exported } = await setup()
  const { id } = await save({
    name: 'Ask',
    body: body('{{question}}', { parameters: { providerId: 'practice', temperature: 1 } }),
  })
  const copy = await ask(handlers, 'duplicateTemplate', { id })
  expect([copy.name, copy.version]).toEqual(['Ask (2)', 1])
  await ask(handlers, 'archiveTemplate', { id: copy.id, archived: true })
  expect((await ask(handlers, 'listTemplates', {})).map(({ name }) => name)).toEqual(['Ask'])
  expect(await ask(handlers, 'listTemplates', { archived: true })).toHaveLength(2)
  expect(await ask(handlers, 'exportTemplate', { id })).toEqual({ file: exported })
  const again = await ask(handlers, 'importTemplate', {})
  expect(again).toMatchObject({ name: 'Ask (2)', body: { prompt: '{{question}}', customId: 'id' } })
  expect(again?.body.parameters).toEqual({ temperature: 1 }) // a provider's id is one of this computer
  writeFileSync(exported, JSON.stringify({ ...JSON.parse(readFileSync(exported, 'utf8')), name: 'x@3' }))
  await expect(ask(handlers, 'importTemplate', {})).rejects.toThrow(
    'is no template of Trilane (name: a name cannot end with @',
  )
  writeFileSync(exported, 'no json')
  await expect(ask(handlers, 'importTemplate', {})).rejects.toThrow('is no template of Trilane')
})

test('rows that ask the same under each variant are counted, and left out where they are merged', async () => {
  const { ask, handlers, importId, store } = await setup('q,n\nsame,1\nsame,2\nother,3\n')
  const asked = {
    importId,
    variants: [
      { body: TemplateBody.parse({ prompt: '{{q}}' }) },
      { body: TemplateBody.parse({ prompt: 'Say {{q}}' }) },
    ],
  }
  expect(await ask(handlers, 'checkTemplates', asked)).toMatchObject({ rows: 3, tasks: 6, duplicates: 1 })
  await ask(handlers, 'changeImport', { importId, choices: { mergeDuplicates: true } })
  expect(await ask(handlers, 'checkTemplates', asked)).toMatchObject({ rows: 2, tasks: 4, duplicates: 1 })
  const { batchId, queued } = await ask(handlers, 'startImport', { ...asked, lane: 'heavy' })
  expect(queued).toBe(4)
  expect(store.sourceRows.between(batchId, 1, 9).map(({ cells }) => cells)).toEqual([
    ['same', '1'],
    ['other', '3'],
  ])
})
