import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chat } from '#shared/request'
import { TaskDetail } from '#shared/task'
import { tempFiles } from './temp-files'
import { type ResultLine, resultLine, writeResults } from './write-results'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return { ...files, out: join(files.folder, 'results.jsonl') }
}
const aLine = (id: number, changes: Partial<ResultLine> = {}): ResultLine => ({
  ...{ id, customId: null, state: 'succeeded', prompt: `Prompt ${id}\n“two”`, model: 'practice-mini' },
  ...{ result: 'Hello', error: null, attempts: 1, cached: false, ...changes },
})
async function* lines(count: number, fail?: Error) {
  for (let id = 1; id <= count; id += 1) yield aLine(id)
  if (fail) throw fail
}

test('every result is a line, in the order they came in', async () => {
  const { out } = setup()
  expect(await writeResults(out, lines(5_000))).toBe(5_000)
  const written = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(written).toHaveLength(5_000)
  expect(written.map((line) => JSON.parse(line).id)).toEqual(Array.from({ length: 5_000 }, (_, n) => n + 1))
  expect(JSON.parse(written[1] ?? '')).toEqual(aLine(2))
})

test('if the results fail, what stood there stays and nothing is left beside it', async () => {
  const { out, folder, write } = setup()
  write('results.jsonl', 'before')
  await expect(writeResults(out, lines(5_000, new Error('broken')))).rejects.toThrow('broken')
  expect(readFileSync(out, 'utf8')).toBe('before')
  expect(readdirSync(folder)).toEqual(['results.jsonl'])
})

test('the file is not there before it is whole', async () => {
  const { out } = setup()
  await writeResults(
    out,
    (async function* () {
      yield* lines(3)
      expect(existsSync(out)).toBe(false)
    })(),
  )
  expect(existsSync(out)).toBe(true)
})

test.runIf(process.platform !== 'win32')('a link stays a link to the file that is written', async () => {
  const { out, folder, write } = setup()
  const real = write('real.jsonl', 'before')
  symlinkSync(real, out)
  await writeResults(join(folder, 'results.jsonl'), [aLine(1)])
  expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual(aLine(1))
})

test('a folder that is not there and a folder in the place of the file are refused', async () => {
  const { folder } = setup()
  const refused = { name: 'CommandError', code: 'bad_file', message: expect.stringContaining('Name another') }
  await expect(writeResults(join(folder, 'no', 'a.jsonl'), [aLine(1)])).rejects.toMatchObject(refused)
  mkdirSync(join(folder, 'sub'))
  await expect(writeResults(join(folder, 'sub'), [aLine(1)])).rejects.toMatchObject(refused)
  expect(readdirSync(folder)).toEqual(['sub'])
})

test("a dead task's line has the prompt that was sent last and why it failed", () => {
  const failure = { code: 'model', status: 404, providerCode: 'no_model', message: 'No such model', requestId: 'r' }
  const detail = TaskDetail.parse({
    task: {
      ...{ id: 3, version: 9, batchId: 1, batchName: 'b', position: 1, customId: 'x', title: 'First', lane: 'fast' },
      ...{ providerId: 'p', model: 'm', gateId: 1, attempts: 2, retriesUsed: 0, revision: 2, createdAt: 1 },
      ...{ state: { kind: 'dead', settledAt: 2, failure }, answerMs: null, tokensIn: null, tokensOut: null },
      ...{ priority: 0, cached: false },
    },
    revisions: [
      { revision: 1, createdAt: 1, request: chat('First') },
      { revision: 2, createdAt: 2, request: chat('Second') },
    ],
    ...{ attempts: [], result: null, source: { file: 'a.jsonl', line: 4 }, needs: [], lateAnswers: [] },
  })
  expect(resultLine(detail)).toEqual({
    ...{ id: 3, customId: 'x', state: 'dead', prompt: 'Second', model: 'm', result: null, attempts: 2 },
    cached: false,
    error: { code: 'model', status: 404, message: 'No such model' },
  })
})

test('a line says when its result is a stored answer that was used again', () => {
  const result = { kind: 'text', text: 'Hello', cutOff: false, finishReason: 'stop', model: 'm', requestId: null }
  const detail = TaskDetail.parse({
    task: {
      ...{ id: 3, version: 9, batchId: 1, batchName: 'b', position: 1, customId: null, title: 'First', lane: 'fast' },
      ...{ providerId: 'p', model: 'm', gateId: 1, attempts: 0, retriesUsed: 0, revision: 1, createdAt: 1 },
      ...{ state: { kind: 'succeeded', settledAt: 2 }, answerMs: null, tokensIn: 0, tokensOut: 0 },
      ...{ priority: 0, cached: true },
    },
    revisions: [{ revision: 1, createdAt: 1, request: chat('First') }],
    result: { ...result, usage: { tokensIn: 3, tokensOut: 5 } },
    ...{ attempts: [], source: { file: null, line: null }, needs: [], lateAnswers: [] },
  })
  expect(resultLine(detail)).toMatchObject({ result: 'Hello', attempts: 0, cached: true })
})
