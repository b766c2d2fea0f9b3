import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { importCommands } from './import-commands'
import { createQueueing, type Queueing } from './queueing'
import { tempDesk } from './temp-desk'

async function setup(text: string, { ext = 'txt', ...more }: { ext?: string; queueing?: Queueing } = {}) {
  const desk = await tempDesk()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, `questions.${ext}`)
  writeFileSync(file, text)
  const handlers = importCommands({ ...desk, tell: () => {}, pick: async () => [file], ...more })
  const preview = await desk.ask(handlers, 'previewImport', { paths: [file] })
  return { ...desk, handlers, importId: preview.importId, file }
}

test('an import starts at its time and not before', async () => {
  const { handlers, ask, importId, now, clock, quiet, inFlight, store, batch } = await setup('one\ntwo\nthree\n')
  const startAt = now() + 3_600_000
  const { batchId, queued } = await ask(handlers, 'startImport', { importId, lane: 'heavy', startAt })
  expect([queued, batch(batchId)?.name]).toEqual([3, 'questions'])
  expect(store.counts.all()).toMatchObject([{ state: 'scheduled', n: 3 }])
  await clock.advance(3_599_999, quiet)
  expect(inFlight()).toEqual([])
  await clock.advance(1, quiet)
  expect(inFlight()).toEqual(['one', 'two'])
})

test('without a time it starts at once', async () => {
  const { handlers, ask, importId, inFlight } = await setup('one\ntwo\n')
  await ask(handlers, 'startImport', { importId, lane: 'heavy' })
  expect(inFlight()).toEqual(['one', 'two'])
})

test('whoever asks hears of an import for as long as it is being queued, also of one that fails', async () => {
  const queueing = createQueueing()
  const heard: number[] = []
  const { handlers, ask, importId, file } = await setup('one\ntwo\n', { queueing })
  const running = ask(handlers, 'startImport', { importId, lane: 'heavy' })
  queueing.onEnd(() => heard.push(queueing.count()))
  expect(queueing.count()).toBe(1)
  await running
  const { importId: changed } = await ask(handlers, 'previewImport', { paths: [file] })
  writeFileSync(file, 'one\ntwo\nthree\n')
  const failing = ask(handlers, 'startImport', { importId: changed, lane: 'heavy' })
  expect(queueing.count()).toBe(1)
  await expect(failing).rejects.toThrow('changed since it was read')
  expect(heard).toEqual([0, 0])
})

test('a file that changed is read again with the same choices, and what was corrected does not go to other lines', async () => {
  const { handlers, ask, importId, file, batch } = await setup('{"prompt":"One"}\n{"prompt":\n', { ext: 'jsonl' })
  const place = { file: 'questions.jsonl', line: 2, nth: 0 }
  await ask(handlers, 'fixBadLine', { importId, place, text: '{"prompt":"Two"}' })
  writeFileSync(file, '{"prompt":"One"}\n{"prompt":"New"\n{"prompt":"Three"}\n')
  await expect(ask(handlers, 'startImport', { importId, lane: 'heavy' })).rejects.toThrow('changed since it was read')
  const again = await ask(handlers, 'changeImport', { importId, choices: {} })
  expect(again).toMatchObject({ importId, fixed: 0, progress: { prompts: 2, rejected: 1 }, rejected: [{ line: 2 }] })
  const { batchId, queued } = await ask(handlers, 'startImport', { importId, lane: 'heavy' })
  expect([queued, batch(batchId)?.name]).toEqual([2, 'questions'])
})

test('what was guessed can be changed, and text that was pasted is an import too', async () => {
  const desk = await tempDesk()
  const handlers = importCommands({ ...desk, tell: () => {}, pick: async () => null })
  const text = 'question\tnote\nOne\ta\nTwo\tb'
  const preview = await desk.ask(handlers, 'previewImport', { text })
  expect(preview).toMatchObject({ promptColumn: 'question', choices: {}, progress: { prompts: 2 } })
  const { importId } = preview
  const changed = await desk.ask(handlers, 'changeImport', {
    importId,
    choices: { header: false, promptColumn: 'column 2' },
  })
  expect(changed).toMatchObject({
    ...{ promptColumn: 'column 2', files: [{ header: false }], progress: { prompts: 3 } },
    choices: { header: false, promptColumn: 'column 2' },
  })
  const lines = await desk.ask(handlers, 'changeImport', { importId, choices: { format: 'lines' } })
  expect(lines).toMatchObject({ needsPromptColumn: false, rows: [{ prompt: 'question\tnote' }, {}, {}] })
  const { batchId } = await desk.ask(handlers, 'startImport', { importId, lane: 'heavy' })
  expect(desk.batch(batchId)?.name).toBe('Pasted text')
})

test('bad lines are read, corrected in place, and written to a file', async () => {
  const desk = await tempDesk()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const asked: string[] = []
  const pickPlace = async (_: number, name: string) => {
    asked.push(name)
    return join(folder, name)
  }
  const handlers = importCommands({ ...desk, tell: () => {}, pick: async () => null, pickPlace })
  const { importId } = await desk.ask(handlers, 'previewImport', { text: '{"prompt":"One"}\n{"prompt":}\n{' })
  const place = { file: 'Pasted text', line: 2, nth: 0 }
  const read = await desk.ask(handlers, 'readBadLine', { importId, place })
  expect(read).toEqual({ text: '{"prompt":}', reason: expect.stringMatching(/^not valid JSON/) })
  await expect(desk.ask(handlers, 'fixBadLine', { importId, place, text: '{' })).rejects.toThrow('stays as it was')
  const fixed = await desk.ask(handlers, 'fixBadLine', { importId, place, text: '{"prompt":"Two"}' })
  expect(fixed).toMatchObject({ fixed: 1, progress: { prompts: 2, rejected: 1 }, rejected: [{ line: 3 }] })
  const written = await desk.ask(handlers, 'exportBadLines', { importId, as: 'lines' })
  expect(written).toMatchObject({ lines: 1, left: 0 })
  expect(asked).toEqual([expect.stringMatching(/^Pasted text .* bad lines\.jsonl$/)])
  expect(readFileSync(written?.files[0] ?? '', 'utf8')).toBe('{\n')
  const { queued } = await desk.ask(handlers, 'startImport', { importId, lane: 'heavy' })
  expect(queued).toBe(2)
})
