import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { quietProfile } from '#providers/simulator/profile'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { parseRun } from './args'
import { run } from './run'
import { inWords } from './summary'

let temp: ReturnType<typeof tempStore>
let prompts: string
let said: string[]
beforeEach(() => {
  temp = tempStore()
  temp.store.close() // the command line opens the folder itself
  said = []
  prompts = join(temp.dataDir, 'prompts.jsonl')
})
afterEach(() => temp.remove())

const never = new AbortController().signal
const runFile = (words: readonly string[]) =>
  run(
    parseRun(['run', prompts, '--data-dir', temp.dataDir, ...words]),
    { TRILANE_PRACTICE: JSON.stringify(quietProfile) },
    { say: (line) => said.push(line), stream: new PassThrough().resume() as unknown as NodeJS.WriteStream },
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

it('says which batch does not add up, before it works on', async () => {
  const store = temp.reopen()
  const batchId = await store.newBatch(aBatch('damaged'))
  await store.enqueue(batchId, [aTask('kept'), aTask('gone')], 1)
  store.db.exec(`DELETE FROM tasks WHERE id = 2; UPDATE task_counts SET n = 1`)
  store.close()
  writeFileSync(prompts, JSON.stringify({ prompt: 'Hello' }))
  expect(await runFile([])).toMatchObject({ succeeded: 1 })
  expect(said[0]).toBe(
    `damaged does not add up: it accepted 2 tasks, and 1 is accounted for. Nothing was changed. To see which differ: npm run trilane -- verify --batch 1 --data-dir "${temp.dataDir}"`,
  )
})

it('counts anew where the counters are what is wrong, and accuses no batch', async () => {
  const store = temp.reopen()
  await store.enqueue(await store.newBatch(aBatch('whole')), [aTask('one'), aTask('two')], 1)
  store.db.exec('UPDATE task_counts SET n = 7')
  store.close()
  writeFileSync(prompts, JSON.stringify({ prompt: 'Hello' }))
  await runFile([])
  expect(said).toEqual(['Counters did not agree with the tasks. Every task was counted anew; no task was changed.'])
  said = []
  await runFile([])
  expect(said.filter((line) => /add up|counted/.test(line))).toEqual([])
})

it('keeps to a budget only where calls cost anything: Practice costs nothing', async () => {
  writeFileSync(prompts, ['One', 'Two'].map((prompt) => JSON.stringify({ prompt })).join('\n'))
  const summary = await runFile(['--budget', '0.01'])
  expect(summary).toMatchObject({ succeeded: 2, cost: 0, unansweredCost: 0, unpriced: 0 })
  expect(inWords(summary)).not.toMatch(/cost/)
  expect(temp.reopen().batches.newest(1)).toMatchObject([{ options: { budget: 10_000_000 } }])
})

it('sends nothing to a model without a price while there is a budget, says so, and ends', async () => {
  writeFileSync(prompts, JSON.stringify({ prompt: 'One' }))
  const server = ['--base-url', 'http://odd.invalid/v1', '--model', 'odd-1'] // no one is there, nor is asked
  expect(await runFile([...server, '--budget', '$1.5'])).toMatchObject({ waiting: 1, attempts: 0 })
  expect(said).toContain(
    'There is a budget, and what odd-1 costs is not known, so nothing is sent to it. Set its price in the app under Providers, or do without the budget.',
  )
})

it('tells what was paid, what may have been, and what nobody knows', () => {
  const summary = {
    ...{
      total: 4,
      succeeded: 4,
      cached: 0,
      dead: 0,
      cancelled: 0,
      waiting: 0,
      attempts: 5,
      rateLimited: 0,
      retries: 1,
    },
    ...{ held: 0, lost: 0, mayHaveBeenBilled: 1, elapsedMs: 1_000 },
    ...{ cost: 1_234_000_000, unansweredCost: 4_500_000, unpriced: 2 },
  }
  expect(inWords(summary)).toMatch(
    /They cost \$1\.23\. What was never answered cost \$0\.0045 at most\. What 2 of the answers cost is not known/,
  )
})
