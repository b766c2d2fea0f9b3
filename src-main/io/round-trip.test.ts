import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, onTestFinished, test } from 'vitest'
import type { TextEncoding } from '#shared/import'
import { promptOf } from '#shared/request'
import { openImport } from './scan'
import { all, importAll, never, tempFiles } from './temp-files'
import { textRow, workbook } from './workbook.test.fixture'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const prompt = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== '')
const prompts = fc.array(prompt, { minLength: 1, maxLength: 10 })
/** As raw text: many controls make a binary of a file, and a mark at its beginning belongs to the encoding. */
const plainPrompts = prompts.map((texts) =>
  texts.map((text) => `a${text.replace(/[^\n\r\t\P{Cc}]/gu, '')}`.toWellFormed()),
)
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test.each([
  [
    'strings in JSON Lines',
    'a.jsonl',
    (texts: string[]) => texts.map((text) => JSON.stringify(text)).join('\n'),
    prompts,
  ],
  [
    'objects in JSON Lines',
    'a.jsonl',
    (texts: string[]) => texts.map((prompt) => JSON.stringify({ prompt })).join('\r\n'),
    prompts,
  ],
  ['a JSON list', 'a.json', (texts: string[]) => JSON.stringify(texts, null, texts.length % 3), prompts],
  [
    'a table',
    'a.csv',
    (texts: string[]) => ['n,prompt', ...texts.map((text, n) => `${n},${quoted(text)}`)].join('\n'),
    plainPrompts,
  ],
  [
    'a table in UTF-16',
    'b.csv',
    (texts: string[]) => Buffer.from(`\ufeffprompt\n${texts.map(quoted).join('\n')}`, 'utf16le'),
    plainPrompts,
  ],
])('any prompts written as %s come back the same', async (_, name, write, any) => {
  const files = setup()
  await fc.assert(
    fc.asyncProperty(any, async (texts) => {
      const imported = await importAll([files.write(name, write(texts))])
      expect(imported.prompts).toEqual(texts.map((text) => text.toWellFormed()))
      expect(imported.rejected).toEqual([])
    }),
    { numRuns: 20 },
  )
})

/** What XML cannot hold is written as workbooks write it. */
const asXml = (text: string) =>
  text
    .replace(/_x[0-9a-fA-F]{4}_/g, (found) => `_x005F${found}`)
    .replace(/[^\t\n\P{Cc}]|[\ufffe\uffff]/gu, (char) => `_x${char.charCodeAt(0).toString(16).padStart(4, '0')}_`)
    .replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)

test('any prompts written as a workbook or as Parquet come back the same', async () => {
  const files = setup()
  await fc.assert(
    fc.asyncProperty(plainPrompts, async (texts) => {
      const whole = texts.map((text) => text.toWellFormed())
      const sheet = [['prompt'], ...whole.map((text) => [asXml(text)])].map((row, at) => textRow(at + 1, row)).join('')
      const data = { columnData: [{ name: 'prompt', data: whole, type: 'STRING' as const }] }
      const paths = [
        files.write('a.xlsx', workbook({ sheets: { S: sheet } })),
        files.write('b.parquet', Buffer.from(parquetWriteBuffer(data))),
      ]
      const imported = await importAll(paths, 'prompt')
      // XML makes one line end of each kind.
      const expected = [...whole.map((text) => text.replace(/\r\n?/g, '\n')), ...whole]
      expect(imported.prompts.map((text, at) => (at < whole.length ? text.replace(/\r\n?/g, '\n') : text))).toEqual(
        expected,
      )
      expect(imported.rejected).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('any prompts come back the same in every encoding that has their characters, and out of gzip', async () => {
  const files = setup()
  const western = fc.array(fc.string({ unit: fc.constantFrom(...'abc éüß,";\t€“'), minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(
      western,
      fc.constantFrom('windows-1252', 'utf-16le', 'utf-16be', 'utf-8'),
      fc.boolean(),
      async (some, encoding, gzip) => {
        const texts = some.map((text) => `x${text}x`)
        const table = ['n,prompt', ...texts.map((text, n) => `${n},${quoted(text)}`)].join('\r\n')
        const bytes = encoded(table, encoding)
        const path = files.write(gzip ? 'a.csv.gz' : 'a.csv', gzip ? gzipSync(bytes) : bytes)
        const session = await openImport([path], { encoding })
        const tasks = await all(session.tasks('prompt', { signal: never }))
        expect(tasks.map(({ request }) => promptOf(request))).toEqual(texts)
      },
    ),
    { numRuns: 40 },
  )
})

function encoded(text: string, encoding: TextEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  const special: Record<string, number> = { '€': 0x80, '“': 0x93 }
  return Buffer.from(Array.from(text, (char) => special[char] ?? char.charCodeAt(0)))
}

test('any prompts of one line written as lines come back the same, with every kind of line end', async () => {
  const files = setup()
  const oneLine = plainPrompts.map((texts) => texts.map((text) => text.replace(/[\r\n]/g, ' ')))
  await fc.assert(
    fc.asyncProperty(oneLine, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), async (texts, end, last) => {
      const imported = await importAll([files.write('a.txt', texts.join(end) + (last ? end : ''))])
      expect(imported.prompts).toEqual(texts)
      expect(imported.tasks.map(({ line }) => line)).toEqual(texts.map((_, index) => index + 1))
    }),
    { numRuns: 20 },
  )
})
