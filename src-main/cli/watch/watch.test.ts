import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TemplateBody } from '#shared/template-body'
import { WatchView } from '#shared/watch'
import { UsageError } from '../args'
import { tempRun } from '../temp-run'
import { dayBudgetOf, parseWatch } from './args'
import { watchCommand } from './watch'

async function setup() {
  const trilane = tempRun()
  const folder = join(realpathSync(trilane.dataDir), 'in')
  mkdirSync(folder)
  await trilane.look((store) =>
    store.write(() =>
      store.templates.save({ name: 'Ask', body: TemplateBody.parse({ prompt: 'Ask {{q}} (practice: ok)' }) }, 1),
    ),
  )
  const said: string[] = []
  return {
    ...{ trilane, folder, said },
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    files: () => readdirSync(folder).sort(),
    /** `trilane watch`. @returns what `--json` prints */
    async watch(...words: string[]): Promise<WatchView[]> {
      said.length = 0
      const printed: string[] = []
      const voice = { say: (line: string) => void said.push(line), print: (line: string) => void printed.push(line) }
      await watchCommand([...words, '--json', '--data-dir', trilane.dataDir], {}, voice)
      return WatchView.array().parse([JSON.parse(printed.join())].flat())
    },
  }
}

test('a folder is added, worked off by trilane work with results beside the files, paused, and removed', async () => {
  const { watch, write, read, files, folder, trilane, said } = await setup()
  write('old.csv', 'q\nold\n')
  const [added] = await watch('add', folder, '--template', 'Ask', '--settle', '1', '--word', 'out', '--budget', '2.50')
  expect(added).toMatchObject({ folder, state: 'on', options: { budget: 2_500_000_000, settleMs: 1_000 } })
  expect(said[0]).toContain(`1 ${folder}: by Ask, at most $2.50 a file, results as csv (out), 0 files`)
  write('new.csv', 'q\none\ntwo\n')
  write('bad.csv', 'other\nx\n')
  const [bounded] = await watch('day-budget', folder, '5')
  expect(bounded).toMatchObject({ options: { dayBudget: 5_000_000_000, budget: 2_500_000_000 }, spentToday: 0 })
  expect(said[0]).toContain('at most $5.00 a day ($0.00 spent today)')
  expect((await watch('day-budget', '1', 'none'))[0]?.options.dayBudget).toBeNull()
  const { code, summary } = await trilane.work()
  expect([code, summary]).toMatchObject([0, { total: 2, succeeded: 2 }])
  expect(trilane.said).toContain(`${join(folder, 'new.csv')}: 2 prompts queued as batch 1.`)
  expect(trilane.said).toContain(`2 rows written to ${join(folder, 'new.out.csv')}`)
  expect(files()).toEqual(['bad.csv', 'new.csv', 'new.out.csv', 'old.csv'])
  expect(read('new.out.csv').split('\n')).toHaveLength(4)
  const [listed] = await watch('list')
  expect(listed?.files.map(({ path, state }) => [path, state])).toEqual(
    expect.arrayContaining([
      ['new.csv', 'ended'],
      ['bad.csv', 'failed'],
    ]),
  )
  expect(said.join('\n')).toMatch(/bad.csv: not sent\. .*q/)

  write('copy.csv', 'q\none\ntwo\n')
  expect((await trilane.work()).summary.total).toBe(0)
  expect(trilane.said.join()).toContain('copy.csv has the same rows as batch 1 and was not sent again.')
  await watch('retry', '1', 'copy.csv', '--again')
  await watch('pause', folder)
  expect((await trilane.work()).summary.total).toBe(0)
  await watch('resume', folder)
  expect((await trilane.work()).summary.succeeded).toBe(2)
  expect(files()).toContain('copy.out.csv')
  await watch('remove', folder)
  expect(await watch('list')).toEqual([])
}, 60_000)

test('a dry run of each file waits for a person, and does not keep trilane work from its end', async () => {
  const { watch, write, folder, trilane } = await setup()
  write('a.csv', 'q\none\ntwo\nthree\n')
  await watch('add', folder, '--template', 'Ask@1', '--existing', 'take', '--dry-run', '1', '--settle', '1')
  const { summary } = await trilane.work()
  expect(summary).toMatchObject({ succeeded: 1 })
  const [listed] = await watch('list')
  expect(listed?.files[0]).toMatchObject({ path: 'a.csv', state: 'taken', dryRunWaits: true, resultsState: 'growing' })
}, 30_000)

test('what is no amount is no budget of a day', () => {
  expect(dayBudgetOf('2.50')).toBe(2_500_000_000)
  expect(dayBudgetOf('none')).toBeNull()
  for (const word of ['0', 'much', '']) expect(() => dayBudgetOf(word)).toThrow('takes dollars, such as 5.00, or none')
})

test.each([
  [[], 'watch what?'],
  [['add'], 'Name one folder'],
  [['add', 'a', '--existing', 'maybe'], '--existing is take or leave'],
  [['add', 'a', '--format', 'pdf'], '--format is csv, tsv, jsonl, xlsx or md'],
  [['add', 'a', '--word', 'a.b'], '--word A word for the names of results'],
  [['add', 'a', '--budget', 'much'], '--budget takes dollars'],
  [['add', 'a', '--template', 't', '--column', 'c'], '--column does not go with --template'],
  [['add', 'a', '--day-budget', '0'], '--day-budget'],
  [['day-budget', 'a'], 'what its files may cost on a day'],
  [['retry', '1', 'a.csv', '--again', '--without-bad'], 'Say one of'],
])('trilane watch %j is refused', (words, message) => {
  expect(() => parseWatch(words)).toThrow(UsageError)
  expect(() => parseWatch(words)).toThrow(message)
})
