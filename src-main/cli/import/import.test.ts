import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { promptOf } from '#shared/request'
import { TemplateBody } from '#shared/template-body'
import { tempStore } from '#store/temp-store'
import { tempRun } from '../temp-run'
import { parseImport } from './args'
import { type ImportOutcome, importCommand } from './import'

function setup() {
  const files = tempStore()
  files.store.close() // the command line opens the folder itself
  onTestFinished(() => files.remove())
  const said: string[] = []
  const printed: string[] = []
  return {
    ...{ said, printed },
    place: (name: string) => join(files.dataDir, name),
    write(name: string, content: string | Buffer) {
      writeFileSync(join(files.dataDir, name), content)
      return join(files.dataDir, name)
    },
    async run(...words: string[]) {
      said.length = 0
      printed.length = 0
      const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
      const stop = new AbortController()
      const code = await importCommand([...words, '--json', '--data-dir', files.dataDir], {}, voice, stop.signal)
      return { code, ...(JSON.parse(printed.join()) as ImportOutcome) }
    },
    async inStore<T>(use: (store: ReturnType<typeof files.reopen>) => Promise<T>): Promise<T> {
      const store = files.reopen()
      try {
        return await use(store)
      } finally {
        store.close()
      }
    },
    /** The prompts of every batch, by its name. */
    queued(): Record<string, string[]> {
      const store = files.reopen()
      try {
        const batches = store.batches.newest(10).filter(({ kind }) => kind === 'import')
        return Object.fromEntries(
          batches.map(({ id, name }) => {
            const query = { batchId: id, tab: 'all' as const, group: null, filter: { text: '' } }
            const { order } = store.views.list(query, 0, 100)
            const asked = [...order].map((task) => store.detail(task)?.revisions[0]?.request)
            return [name, asked.map((request) => (request ? promptOf(request) : ''))]
          }),
        )
      } finally {
        store.close()
      }
    },
  }
}

test('what is in the files is queued as one batch, and the same files are queued once', async () => {
  const { write, run, queued, said } = setup()
  const paths = [write('a.csv', 'prompt,n\nOne,1\nTwo,2\n'), write('b.txt', 'Three\n')]
  expect(await run(...paths)).toMatchObject({ code: 0, queued: 3, rejected: 0, already: false, badLines: [] })
  expect(queued()).toEqual({ a: ['One', 'Two', 'Three'] })
  expect(said.at(-1)).toMatch(
    /^3 prompts queued as batch \d+ \(a\)\. They run while the app is open, or with trilane work\.$/,
  )
  expect(await run(...paths)).toMatchObject({ code: 0, queued: 0, already: true })
  expect(said.at(-1)).toMatch(
    /are in the data folder already, as batch \d+\. Nothing was queued; --again queues them\.$/,
  )
  expect(await run(...paths, '--again', '--name', 'Once more')).toMatchObject({ code: 0, queued: 3 })
  expect(Object.keys(queued()).toSorted()).toEqual(['Once more', 'a'])
})

test('bad lines refuse it all, with each of them and what can be done', async () => {
  const { write, run, queued, said, printed } = setup()
  const path = write('a.jsonl', '{"prompt":"One"}\n{"prompt":\n')
  await expect(run(path)).rejects.toMatchObject({
    code: 'bad_file',
    message: 'Nothing was queued. --skip-bad leaves it out; --bad-lines FILE does too, and writes it to a file.',
  })
  expect(said).toEqual([
    expect.stringMatching(/^a\.jsonl:2: not valid JSON/),
    expect.stringMatching(/^1 line of .* cannot be used\.$/),
  ])
  expect(JSON.parse(printed.join())).toMatchObject({ batchId: null, queued: 0, rejected: 1 })
  expect(queued()).toEqual({})
})

test('bad lines are left out if that is asked for, and can be taken into a file', async () => {
  const { write, run, queued, place } = setup()
  const path = write('a.jsonl', '{"prompt":"One"}\n{"prompt":\n')
  expect(await run(path, '--skip-bad')).toMatchObject({ code: 2, queued: 1, rejected: 1, badLines: [] })
  const bad = place('bad.jsonl')
  expect(await run(path, '--bad-lines', bad, '--again', '--name', 'b')).toMatchObject({
    code: 2,
    queued: 1,
    badLines: [bad],
  })
  expect(readFileSync(bad, 'utf8')).toBe('{"prompt":\n')
  expect(queued()).toEqual({ a: ['One'], b: ['One'] })
})

test('of what is there already bad lines are not written again, over what may be corrected by now, and that is said', async () => {
  const { write, run, said, place } = setup()
  const path = write('a.jsonl', '{"prompt":"One"}\n{"prompt":\n')
  const bad = place('bad.jsonl')
  await run(path, '--bad-lines', bad)
  writeFileSync(bad, '{"prompt":"Two"}\n')
  expect(await run(path, '--bad-lines', bad)).toMatchObject({ code: 0, already: true, queued: 0 })
  expect(readFileSync(bad, 'utf8')).toBe('{"prompt":"Two"}\n')
  expect(said.at(-1)).toBe(`${bad} is as it was: bad lines are written with an import, and --again makes it one.`)
})

test('where bad lines cannot be written nothing is queued', async () => {
  const { write, run, queued, place } = setup()
  const path = write('a.jsonl', '{"prompt":"One"}\n{\n')
  await expect(run(path, '--bad-lines', place('gone/bad.jsonl'))).rejects.toMatchObject({ code: 'bad_file' })
  expect(queued()).toEqual({})
  expect(existsSync(place('gone'))).toBe(false)
})

test('identical prompts are merged, and how files are read can be said', async () => {
  const { write, run, queued, said } = setup()
  const path = write('a.dat', Buffer.from('Größe|x\nOne|y\nOne|z\n', 'latin1'))
  const words = [
    '--format',
    'csv',
    '--encoding',
    'latin1',
    '--delimiter',
    'pipe',
    '--no-header',
    '--column',
    'column 1',
  ]
  const outcome = await run(path, ...words, '--merge-duplicates')
  expect(outcome).toMatchObject({ code: 0, queued: 2, merged: 1, duplicates: 1 })
  expect(queued()).toEqual({ a: ['Größe', 'One'] })
  expect(said).toHaveLength(1) // nothing was guessed
})

test('an encoding that was guessed is said', async () => {
  const { write, run, said } = setup()
  await run(write('a.txt', Buffer.from('Größe und Maße der Möbel', 'latin1')))
  expect(said[0]).toBe('a.txt is read as windows-1252, as it seems to be; --encoding says otherwise.')
})

test('a column that is not clear, or not there, has to be named', async () => {
  const { write, run } = setup()
  const path = write('a.csv', 'instruction,input\na,b\n')
  await expect(run(path)).rejects.toThrow('Which column holds the prompt? Name it with --column: instruction, input.')
  await expect(run(path, '--column', 'x')).rejects.toThrow('There is no column x. There are: instruction, input.')
  expect(await run(path, '--column', 'input')).toMatchObject({ code: 0, queued: 1 })
})

test('without a prompt that can be used nothing is queued', async () => {
  const { write, run } = setup()
  await expect(run(write('a.csv', 'prompt\n'))).rejects.toThrow(
    'a holds no prompt that can be used. Nothing was queued.',
  )
  await expect(run(write('b.txt', ''))).rejects.toThrow('b.txt is empty. Nothing was queued.')
})

test('one that is stopped queues nothing and says so', async () => {
  const { write, place, queued } = setup()
  const path = write('a.txt', 'One\n')
  const stop = new AbortController()
  stop.abort()
  const voice = { say: () => {}, print: () => {} }
  await expect(importCommand([path, '--data-dir', place('')], {}, voice, stop.signal)).rejects.toThrow(
    'Stopped. Nothing was queued.',
  )
  expect(queued()).toEqual({})
})

test('what was imported is brought to its end by work', async () => {
  const temp = tempRun()
  const file = join(temp.dataDir, 'more.txt')
  writeFileSync(file, 'One\nTwo\n')
  const voice = { say: () => {}, print: () => {} }
  expect(await importCommand([file, '--data-dir', temp.dataDir], {}, voice, new AbortController().signal)).toBe(0)
  const { code, summary } = await temp.work()
  expect([code, summary]).toMatchObject([0, { succeeded: 2 }])
})

test.each([
  [['--format', 'xlsx'], '--format is one of lines'],
  [['--encoding', 'klingon'], '--encoding is one of utf-8'],
  [['--delimiter', '"'], '--delimiter is one character'],
  [['--lane', 'slow'], '--lane is auto, fast or heavy'],
  [['--prompt-column', 'x'], "Unknown option '--prompt-column'"],
])('%j is refused with what is meant', (words, message) => {
  expect(() => parseImport(['a.txt', ...words])).toThrow(message)
  expect(() => parseImport([])).toThrow('Name at least one file or folder')
})

test('rows go through templates, and one that lacks a value refuses it all unless it is to be left out', async () => {
  const { write, run, queued, said, inStore, place } = setup()
  const path = write('rows.csv', 'id,question\na,Why?\nb,\nc,Why?\n')
  const save = (name: string, prompt: string) =>
    inStore((store) => store.write(() => store.templates.save({ name, body: TemplateBody.parse({ prompt }) }, 1)))
  await save('Ask', '{{question}}')
  await save('Beg', 'Please: {{question}}')
  const words = [path, '--template', 'Ask', '--template', 'Beg@1']
  await expect(run(...words)).rejects.toThrow('Nothing was queued. --skip-bad leaves it out; --bad-lines FILE')
  expect(said).toEqual([
    'rows.csv:3: the column “question” is blank (Ask @1, practice-mini)',
    'One row cannot be used.',
  ])
  expect(queued()).toEqual({})
  const outcome = { code: 2, queued: 2, rejected: 1, duplicates: 1, merged: 1 }
  expect(await run(...words, '--skip-bad', '--merge-duplicates')).toMatchObject(outcome)
  expect(queued()).toEqual({ rows: ['Why?', 'Please: Why?'] })
  expect(await run(...words, '--skip-bad', '--merge-duplicates')).toMatchObject({ already: true, queued: 0 })
  expect(await run(...words, '--skip-bad', '--name', 'all')).toMatchObject({ code: 2, queued: 4, merged: 0 })
  await expect(run(path, '--template', 'Aks')).rejects.toThrow('There is no template called Aks.')
  expect(() => parseImport(['a.csv', '--template', 'Ask', '--column', 'x'])).toThrow('--column does not go with')
  const bad = place('bad.csv')
  expect(await run(...words, '--bad-lines', bad, '--again')).toMatchObject({ rejected: 1, badLines: [bad] })
  expect(readFileSync(bad, 'utf8')).toBe('id,question\nb,\n') // to be corrected, and imported with the same templates
})
