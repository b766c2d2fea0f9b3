import { expect, onTestFinished, test } from 'vitest'
import type { Notice } from '#shared/contract'
import { tempBatch } from '../receipt/temp-batch'
import { keepData } from './keeping'

test.each([
  [2, ['b1 does not add up', 'b2 does not add up']],
  [40, ['40 batches do not add up']],
])('%i batches that do not add up are told so that a person can read it', async (count, titles) => {
  const temp = await tempBatch()
  onTestFinished(temp.remove)
  const { store, dataDir } = temp
  store.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO batches (name, kind, state, created_at, accepted) SELECT 'b' || i, 'import', 'open', 1, 5 FROM n`)
  const told: Notice[] = []
  let found = () => {}
  const all = new Promise<void>((resolve) => {
    found = resolve
  })
  const keeping = keepData({
    ...{ store, dataDir, now: () => 1_000, howToVerify: () => 'Look there.' },
    notice(notice) {
      told.push(notice)
      if (told.length === titles.length) found()
    },
  })
  keeping.begin()
  await all
  await keeping.stop()
  expect(told.map(({ title }) => title)).toEqual(titles)
  for (const { detail } of told) expect(detail).toContain('Nothing was changed. Look there.')
})
