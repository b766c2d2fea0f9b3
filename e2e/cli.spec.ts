import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { type Practice, tempDir } from './launch'
import { fillWithLetters } from './letters'

const gsm8k = resolve('e2e/data/gsm8k-test.jsonl')
const Summary = z.object({
  ...{
    total: z.int(),
    succeeded: z.int(),
    cached: z.int(),
    dead: z.int(),
    cancelled: z.int(),
    waiting: z.int(),
    attempts: z.int(),
  },
  ...{ rateLimited: z.int(), retries: z.int(), held: z.int(), lost: z.int(), elapsedMs: z.int() },
  mayHaveBeenBilled: z.int(),
})
const ResultLine = z.object({
  ...{ id: z.int(), customId: z.string().nullable(), state: z.string(), prompt: z.string(), model: z.string() },
  ...{ result: z.string().nullable(), attempts: z.int(), cached: z.boolean() },
  error: z.object({ code: z.string(), status: z.int().nullable(), message: z.string() }).nullable(),
})

/** The built command line, on the Node.js that the tests run on. */
function trilane(words: string[], practice: Practice = {}) {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), ...words], {
    env: { ...process.env, TRILANE_PRACTICE: JSON.stringify(practice) },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
  /** Resolves when stderr has said so. */
  const says = (pattern: RegExp) =>
    new Promise<void>((done) => {
      child.stderr.on('data', () => pattern.test(stderr) && done())
    })
  return { child, ended, says }
}
const quick: Practice = { latencyScale: 0.02, rate: { capacity: 1e6, refillPerSecond: 1e6 } }

test('all 1,319 GSM8K prompts come to an end on the practice provider as it is, and the summary adds up', async () => {
  test.setTimeout(300_000)
  const dataDir = tempDir()
  const out = join(dataDir, 'results.jsonl')
  const { code, stdout } = await trilane(['run', gsm8k, '--data-dir', dataDir, '--out', out, '--json']).ended
  const summary = Summary.parse(JSON.parse(stdout))
  expect(summary.total).toBe(1_319)
  expect(summary.succeeded + summary.dead).toBe(1_319)
  expect(code).toBe(summary.dead === 0 ? 0 : 2)
  const { attempts, succeeded, dead, rateLimited, retries, held, lost } = summary
  expect(attempts).toBe(succeeded + dead + rateLimited + retries + held + lost)
  expect(rateLimited).toBeLessThanOrEqual(attempts / 100) // its pace is kept
  const lines = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ResultLine.parse(JSON.parse(line)))
  const questions = readFileSync(gsm8k, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => z.object({ question: z.string() }).parse(JSON.parse(line)).question)
  expect(lines.map(({ prompt }) => prompt)).toEqual(questions) // in input order
  expect(lines.reduce((sum, line) => sum + line.attempts, 0)).toBe(attempts)
})

test('the same file into the same folder goes on after a kill and calls nothing again that succeeded', async () => {
  const dataDir = tempDir()
  const words = ['run', gsm8k, '--data-dir', dataDir, '--json']
  const first = trilane(words, { ...quick, latencyScale: 0.3 })
  await first.says(/[1-9]\d*\/1319/)
  first.child.kill('SIGKILL')
  await first.ended
  const second = await trilane(words, quick).ended
  const summary = Summary.parse(JSON.parse(second.stdout))
  expect(second.stderr).toMatch(/in the data folder already/)
  expect(summary).toMatchObject({ total: 1_319, waiting: 0 })
  expect(summary.lost).toBeGreaterThan(0)
  expect(summary.lost).toBeLessThanOrEqual(7)
  const third = Summary.parse(JSON.parse((await trilane(words, quick).ended).stdout))
  expect(third.attempts).toBe(summary.attempts)
})

test('dead letters end it with 2 and say why in the results', async () => {
  const dataDir = tempDir()
  const file = join(dataDir, 'mixed.txt')
  writeFileSync(file, 'Name a colour\nCopy a novel (practice: refuse)\n')
  const out = join(dataDir, 'out.jsonl')
  const { code, stdout } = await trilane(['run', file, '--data-dir', dataDir, '--out', out, '--json'], quick).ended
  expect(code).toBe(2)
  expect(Summary.parse(JSON.parse(stdout))).toMatchObject({ total: 2, succeeded: 1, dead: 1 })
  const dead = ResultLine.parse(JSON.parse(readFileSync(out, 'utf8').split('\n')[1] ?? ''))
  expect(dead).toMatchObject({
    state: 'dead',
    result: null,
    attempts: 1,
    error: { code: 'content_policy', status: 400 },
  })
})

test('a data folder in use by another process is refused with a clear message', async () => {
  const dataDir = tempDir()
  const first = trilane(['run', gsm8k, '--data-dir', dataDir])
  await first.says(/0\/1319|\d+ running/)
  const second = await trilane(['run', gsm8k, '--data-dir', dataDir]).ended
  expect(second.code).toBe(1)
  expect(second.stderr).toMatch(/is in use by another Trilane \(process \d+\)/)
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(2)
})

test('a refused key keeps the prompts queued and says what to do', async () => {
  const dataDir = tempDir()
  const file = join(dataDir, 'one.txt')
  writeFileSync(file, 'Hello (practice: no key)\n')
  const { code, stdout, stderr } = await trilane(['run', file, '--data-dir', dataDir, '--json'], quick).ended
  expect(code).toBe(2)
  expect(Summary.parse(JSON.parse(stdout))).toMatchObject({ total: 1, dead: 0, waiting: 1 })
  expect(stderr).toMatch(/stays queued/)
})

test('a wrong command and a file that cannot be used end with 1 and queue nothing', async () => {
  const dataDir = tempDir()
  const wrong = await trilane(['run', '--data-dir', dataDir]).ended
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/at least one file/)])
  const missing = await trilane(['run', join(dataDir, 'no.txt'), '--data-dir', dataDir]).ended
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/no\.txt was not found/)])
})

test('standard output that takes no more ends with 1 and a message, and each command shows its own help', async () => {
  test.skip(!existsSync('/dev/full'), 'only Linux has a file that is always full')
  const full = openSync('/dev/full', 'w')
  const child = spawn(
    process.execPath,
    [resolve('out/main/cli.js'), 'batch', 'list', '--json', '--data-dir', tempDir()],
    {
      stdio: ['ignore', full, 'pipe'],
    },
  )
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  expect(await new Promise((done) => child.on('close', done))).toBe(1)
  expect(said).toContain('Not all could be written to standard output')
  expect(said.trim().split('\n')).toHaveLength(1) // and no stack
  closeSync(full)
  const help = await trilane(['import', '--help']).ended
  expect([help.code, help.stdout]).toEqual([0, expect.stringMatching(/^Usage: npm run trilane -- import FILE/)])
  expect(help.stdout).not.toContain('trilane -- watch')
})

test('five hundred dead letters are sorted, requeued, discarded and exported without a window, and what was requeued runs', async () => {
  const dataDir = tempDir()
  const { ids } = await fillWithLetters(dataDir)
  const dead = (...words: string[]) => trilane(['dead', ...words, '--data-dir', dataDir]).ended
  const groups = z.array(z.object({ cause: z.string(), count: z.int(), code: z.string(), todo: z.string() }))
  const listed = groups.parse(JSON.parse((await dead('list', '--json')).stdout))
  expect(listed.map(({ code, count }) => [code, count])).toEqual([
    ['auth', 210],
    ['context_length', 90],
    ['content_policy', 75],
    ['invalid_answer', 60],
    ['timeout', 60],
    ['poison', 5],
  ])
  const timeouts = listed.find(({ code }) => code === 'timeout')?.cause ?? ''
  expect(await dead('requeue', timeouts)).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') })
  expect(await dead('requeue', timeouts, '--yes')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('60 of 60 were put in line'),
  })
  expect((await dead('discard', '--code', 'poison', '--reason', 'they end the app')).code).toBe(0)

  const out = join(dataDir, 'letters.jsonl')
  expect(await dead('export', '--out', out, '--without-texts')).toMatchObject({ code: 0 })
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(435)
  expect(lines.join('\n')).not.toContain('parcel of order')

  const worked = await trilane(['work', '--until-idle', '--json', '--data-dir', dataDir], quick).ended
  expect(Summary.parse(JSON.parse(worked.stdout))).toMatchObject({ succeeded: 60 })
  const [one] = ids.timeout
  expect((await dead('show', String(one))).stdout).toContain('succeeded')
  expect(groups.parse(JSON.parse((await dead('list', '--json')).stdout))).toHaveLength(4)
})
