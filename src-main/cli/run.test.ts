import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { quietProfile } from '#providers/simulator/profile'
import { tempStore } from '#store/temp-store'
import { parseRun } from './args'
import { run } from './run'
import { inWords } from './summary'

let temp: ReturnType<typeof tempStore>
let prompts: string
beforeEach(() => {
  temp = tempStore()
  temp.store.close() // the command line opens the folder itself
  prompts = join(temp.dataDir, 'prompts.jsonl')
})
afterEach(() => temp.remove())

const never = new AbortController().signal
const runFile = (words: readonly string[]) =>
  run(
    parseRun(['run', prompts, '--data-dir', temp.dataDir, ...words]),
    { TRILANE_PRACTICE: JSON.stringify(quietProfile) },
    { say() {}, stream: new PassThrough().resume() as unknown as NodeJS.WriteStream },
    never,
  )

it('says which prompts took a stored answer, in the summary and in each line of the results', async () => {
  const lines = ['One', 'One', 'Two'].map((prompt) => JSON.stringify({ prompt }))
  writeFileSync(prompts, lines.join('\n'))
  const out = join(temp.dataDir, 'out.jsonl')
  const summary = await runFile(['--reuse', '--out', out])
  expect(summary).toMatchObject({ total: 3, succeeded: 3, cached: 1, attempts: 2 })
  expect(inWords(summary)).toMatch(/^3 of 3 prompts succeeded, 1 of them with a stored answer\. 2 attempts/)
  const results = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(results.map((line) => JSON.parse(line).cached)).toEqual([false, true, false])
})
