import { expect, onTestFinished, test } from 'vitest'
import { promptOf } from '#shared/request'
import { fingerprintSet } from './fingerprint-set'
import { openImport } from './scan'
import { all, never, tempFiles } from './temp-files'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}

test('identical requests are counted, and merged where a person asks for it: the first is kept', async () => {
  const files = setup()
  const paths = [
    files.write('a.csv', 'id,prompt,model,system\n1,One,,\n2,One,,\n3,One,m,\n4,One,,Be brief\n5,Two,,\n'),
    files.write('b.txt', 'Two\nThree\nTwo\n'),
  ]
  const session = await openImport(paths)
  const counted = await session.scan({ signal: never })
  expect(counted).toMatchObject({ prompts: 8, duplicates: 3 })
  expect(await all(session.tasks('prompt', { signal: never }))).toHaveLength(8)

  const merged = await session.change({ mergeDuplicates: true })
  const summary = await merged.scan({ signal: never })
  expect(summary).toMatchObject({ prompts: 5, duplicates: 3, rejectedCount: 0 })
  const tasks = await all(merged.tasks('prompt', { signal: never }))
  expect(tasks.map(({ request, customId }) => [promptOf(request), customId])).toEqual([
    ['One', '1'],
    ['One', '3'], // another model
    ['One', '4'], // another system message
    ['Two', '5'],
    ['Three', null],
  ])
  expect(summary.rows.map(({ line, file }) => `${file}:${line}`)).toEqual([
    'a.csv:2',
    'a.csv:4',
    'a.csv:5',
    'a.csv:6',
    'b.txt:2',
  ])
  expect(await merged.fingerprint('prompt', never)).not.toBe(await session.fingerprint('prompt', never))
})

test('forty thousand are told apart in 30 bytes each at most, and known again', () => {
  const set = fingerprintSet()
  for (let n = 0; n < 40_000; n += 1) if (!set.add(`prompt ${n}`)) throw new Error(`${n} was taken for another`)
  for (let n = 0; n < 40_000; n += 1) if (set.add(`prompt ${n}`)) throw new Error(`${n} was not known again`)
  expect(set.bytes() / 40_000).toBeLessThanOrEqual(30)
})
