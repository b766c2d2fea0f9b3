import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { z } from 'zod'

const Report = z.object({
  ...{ tasks: z.int(), rounds: z.int(), lost: z.int(), settledTwice: z.int(), duplicateCalls: z.int() },
  ...{ inFlightAtKills: z.int(), unflaggedDuplicates: z.int(), integrity: z.string(), seed: z.int() },
  ...{ overlaps: z.int(), strays: z.int(), mostInFlight: z.int() },
  ...{ retried: z.int(), deadLetters: z.int(), overtaken: z.int() },
  faults: z.array(z.string()),
})

test('killed ten times during one drain of 1,000 prompts, the command line loses nothing and settles nothing twice', async () => {
  test.setTimeout(300_000)
  const soak = spawn(process.execPath, [resolve('scripts/soak/main.mjs'), '--rounds', '10', '--json'])
  let [stdout, stderr] = ['', '']
  soak.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  soak.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise((done) => {
    soak.once('close', done)
  })
  expect(stdout, stderr).not.toBe('')
  const report = Report.parse(JSON.parse(stdout))
  expect(report, `seed ${report.seed}`).toMatchObject({
    ...{ tasks: 1_000, rounds: 10, lost: 0, settledTwice: 0, unflaggedDuplicates: 0, integrity: 'ok' },
    ...{ overlaps: 0, strays: 0, retried: 0, deadLetters: 0, overtaken: 0, faults: [] },
  })
  expect(report.duplicateCalls).toBeLessThanOrEqual(report.inFlightAtKills)
  expect(report.inFlightAtKills).toBeGreaterThan(0) // else the kills hit nothing
  expect(report.mostInFlight).toBeLessThanOrEqual(12)
  expect(code).toBe(0)
})
