import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { exportLettersCommands } from './export-letters'

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  const batchId = await store.newBatch(aBatch('mine'))
  const ids = await store.enqueue(batchId, [aTask('alpha'), aTask('beta')], 1)
  const names: string[] = []
  const asked = { place: join(dataDir, 'letters.txt') as string | null }
  const { exportLetters } = exportLettersCommands({
    ...{ store, practiceUrl: async () => 'http://127.0.0.1:9/v1', version: '1.0.0', now: () => Date.UTC(2026, 10, 26) },
    async pickPlace(_window, name) {
      names.push(name)
      return asked.place
    },
  })
  const run = (some: readonly (typeof ids)[number][], withTexts = true) =>
    exportLetters({ selection: { tasks: some.map((id) => ({ id, version: 1 })) }, withTexts }, 1)
  return { ids, run, names, asked, dataDir, exportLetters, batchId }
}

test('one letter is a document, several are one a line, and without texts no prompt is in it', async () => {
  const { ids, run, names, dataDir } = await setup()
  const text = () => readFileSync(join(dataDir, 'letters.txt'), 'utf8')
  expect(await run(ids.slice(0, 1))).toMatchObject({ letters: 1 })
  expect(JSON.parse(text())).toMatchObject({ format: 'trilane-letter/1', app: { version: '1.0.0' } })
  expect(await run(ids, false)).toMatchObject({ letters: 2 })
  expect(text().trimEnd().split('\n')).toHaveLength(2)
  expect(text()).not.toMatch(/alpha|beta/)
  expect(names).toEqual(['task 1 2026-11-26 report.json', '2 letters 2026-11-26 report.jsonl'])
  expect(readdirSync(dataDir).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a closed dialog writes nothing, and a group without letters is told', async () => {
  const { ids, run, asked, exportLetters, batchId } = await setup()
  asked.place = null
  expect(await run(ids)).toBeNull()
  const selection = { deadGroup: 'none', batchId }
  await expect(exportLetters({ selection, withTexts: true }, 1)).rejects.toMatchObject({ code: 'not_found' })
})
