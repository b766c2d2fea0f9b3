import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { importCommands } from './import-commands'
import { tempDesk } from './temp-desk'

async function setup(text: string) {
  const desk = await tempDesk()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'questions.txt')
  writeFileSync(file, text)
  const handlers = importCommands({ ...desk, tell: () => {}, pick: async () => [file] })
  const preview = await desk.ask(handlers, 'previewImport', { paths: [file] })
  return { ...desk, handlers, importId: preview.importId }
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
