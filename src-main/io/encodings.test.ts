import { appendFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { openImport } from './scan'
import { importAll, never, tempFiles } from './temp-files'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const bytes = (...some: (string | number[])[]) =>
  Buffer.concat(some.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : Buffer.from(each))))
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

test.each<[string, Buffer, string, string[], boolean]>([
  [
    'Latin-1',
    bytes("prompt\nÉcris un poème sur l'été\nÀ bientôt"),
    'windows-1252',
    ['prompt', "Écris un poème sur l'été", 'À bientôt'],
    true,
  ],
  ['a single letter of Latin-1', bytes('One\nCaf\xe9\n'), 'windows-1252', ['One', 'Café'], true],
  [
    'Windows-1252',
    bytes('It costs ', [0x80], '5, he said ', [0x93], 'ok', [0x94], '\n'),
    'windows-1252',
    ['It costs €5, he said “ok”'],
    true,
  ],
  [
    'Shift_JIS',
    bytes([
      0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd, 0x0a, 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc,
      0x83, 0x65, 0x83, 0x4c, 0x83, 0x58, 0x83, 0x67,
    ]),
    'shift_jis',
    ['こんにちは', '日本語のテキスト'],
    true,
  ],
  ['UTF-16 without a mark', utf16('One prompt\r\nZwölf'), 'utf-16le', ['One prompt', 'Zwölf'], true],
  ['UTF-16 without a mark, big end first', utf16('One prompt\nTwo').swap16(), 'utf-16be', ['One prompt', 'Two'], true],
  ['UTF-16 of another script without a mark', utf16('你好世界\n中国人民'), 'utf-16le', ['你好世界', '中国人民'], true],
  ['UTF-8', Buffer.from('Zwölf\n'), 'utf-8', ['Zwölf'], false],
  ['UTF-16 with a mark', utf16('\ufeffZwölf'), 'utf-16le', ['Zwölf'], false],
])('%s is found and read', async (_, content, encoding, expected, encodingGuessed) => {
  const { session, prompts } = await importAll([setup().write('a.txt', content)])
  expect(session.files).toMatchObject([{ encoding, encodingGuessed }])
  expect(prompts).toEqual(expected)
})

test('characters that a chunk cuts are whole again in every encoding', async () => {
  const text = `a${'thé '.repeat(50_000)}.`
  const files = setup()
  const cut = Buffer.from('中文'.repeat(50_001), 'utf16le')
  const be = await importAll([files.write('a.txt', Buffer.concat([Buffer.from('\ufeff', 'utf16le'), cut]).swap16())])
  expect(be.prompts).toEqual(['中文'.repeat(50_001)])
  const latin = Buffer.from(text, 'latin1')
  expect((await importAll([files.write('b.txt', latin)])).prompts).toEqual([text])
})

test('text that is ASCII for long and then Latin-1 is read as that from its beginning', async () => {
  const late = bytes('one prompt\n'.repeat(20_000), "Caf\xe9 au lait, s'il vous pla\xeet")
  const { session, prompts } = await importAll([setup().write('a.txt', late)])
  expect(session.files).toMatchObject([{ encoding: 'windows-1252', encodingGuessed: true }])
  expect([prompts.length, prompts.at(-1)]).toEqual([20_001, "Café au lait, s'il vous plaît"])
})

test.each([
  ['a.jsonl.gz', '{"prompt":"Zwölf"}\n"Two"\n'],
  ['a.csv.gz', 'id,prompt\n1,Zwölf\n2,Two'],
  ['a.TXT.GZ', 'Zwölf\nTwo'],
  ['a.json.gz', '["Zwölf","Two"]'],
  ['packed-but-not-called-so.txt', 'Zwölf\nTwo'],
])('%s is unpacked as it is read', async (name, text) => {
  const packed = gzipSync(text)
  const { session, summary, prompts } = await importAll([setup().write(name, packed)])
  expect(prompts).toEqual(['Zwölf', 'Two'])
  expect(session.files).toMatchObject([{ gzip: true, bytes: packed.length }])
  expect(summary).toMatchObject({ bytesRead: packed.length, bytesTotal: packed.length, complete: true })
})

test('progress of a compressed file is told in the bytes on disk, and UTF-16 in it is text too', async () => {
  const rows = Array.from({ length: 40_000 }, (_, n) => `${n} ${Math.sin(n)}`)
  const path = setup().write('a.txt.gz', gzipSync(Buffer.from(`\ufeff${rows.join('\r\n')}`, 'utf16le')))
  const session = await openImport([path])
  const read: number[] = []
  const summary = await session.scan({ signal: never, onProgress: ({ bytesRead }) => read.push(bytesRead) })
  expect(summary).toMatchObject({ prompts: 40_000, bytesRead: session.bytesTotal })
  expect(read.at(-1)).toBe(session.bytesTotal)
  expect(read).toEqual(read.toSorted((a, b) => a - b))
})

test('an archive that is cut off, damaged or holds nothing is refused', async () => {
  const files = setup()
  const packed = gzipSync(Array.from({ length: 40_000 }, (_, n) => `${n} ${Math.sin(n)}\n`).join(''))
  const scan = async (path: string) => (await openImport([path])).scan({ signal: never })
  const cut = files.write('cut.txt.gz', packed.subarray(0, packed.length - 1_000))
  await expect(scan(cut)).rejects.toThrow('cut.txt.gz is a gzip archive that is cut off. Nothing was queued.')
  const short = files.write('short.txt.gz', gzipSync('One\nTwo').subarray(0, 15))
  await expect(scan(short)).rejects.toThrow('short.txt.gz is a gzip archive that is cut off.')
  const wrong = Buffer.from(packed)
  wrong.fill(0x55, 100_000, 100_500)
  await expect(scan(files.write('wrong.txt.gz', wrong))).rejects.toThrow('wrong.txt.gz is a damaged gzip archive.')
  await expect(scan(files.write('none.csv.gz', gzipSync('')))).rejects.toThrow('none.csv.gz is empty.')
  await expect(scan(files.write('twice.csv.gz', gzipSync(gzipSync('a'))))).rejects.toThrow(
    'a gzip archive within another',
  )
})

test('a compressed file that changes while it is read ends the import', async () => {
  const rows = Array.from({ length: 40_000 }, (_, n) => `${n} ${Math.sin(n)}\n`)
  const path = setup().write('a.txt.gz', gzipSync(rows.join('')))
  const session = await openImport([path])
  const some = session.rows(null, { signal: never })
  await some.next()
  appendFileSync(path, 'more')
  await expect(
    (async () => {
      for await (const _ of some);
    })(),
  ).rejects.toMatchObject({ code: 'bad_file' })
})
