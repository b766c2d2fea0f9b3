import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { laneDefaults } from '#shared/lane'
import { parseRun } from '../../../src-main/cli/args'
import { run } from '../../../src-main/cli/run'
import type { Run } from '../race'
import { model, timeoutMs } from '../scenarios'

/** `trilane run` on a fresh data folder: the store on disk, the engine, the adapter. Nobody tells it the provider's limits. */
export const trilane: Run = async ({ baseUrl, prompts, folder, fastConcurrency }) => {
  const file = join(folder, 'prompts.jsonl')
  writeFileSync(file, prompts.map((prompt) => JSON.stringify({ prompt })).join('\n'))
  const words = ['run', file, '--base-url', baseUrl, '--model', model, '--lane', 'fast', '--json']
  words.push('--data-dir', join(folder, 'data'), '--timeout-ms', String(timeoutMs))
  if (fastConcurrency !== null) words.push('--fast-concurrency', String(fastConcurrency))
  const voice = { say: () => {}, stream: { write: () => true } as unknown as NodeJS.WriteStream }
  const summary = await run(parseRun(words), {}, voice, new AbortController().signal)
  const { succeeded, dead, attempts, retries, rateLimited, held } = summary
  const concurrency = fastConcurrency ?? laneDefaults.fast.concurrency
  const counts = `${attempts} attempts, ${rateLimited} rate limited, ${retries} retries, ${held} held, ${dead} dead`
  return { succeeded, note: `lane Fast, ${concurrency} at once; ${counts}` }
}
