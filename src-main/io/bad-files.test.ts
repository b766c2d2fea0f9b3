import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { CommandError } from '#shared/result'
import { openImport } from './scan'
import { importAll, never, tempFiles } from './temp-files'

const posix = process.platform !== 'win32'
const isRoot = process.getuid?.() === 0
const ordinary = posix && !isRoot

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const badFile = (message: string) => ({
  name: 'CommandError',
  code: 'bad_file',
  message: expect.stringContaining(message),
})
const opening = (...paths: string[]) => expect(openImport(paths)).rejects
const scanning = (path: string) => expect(openImport([path]).then((session) => session.scan({ signal: never }))).rejects

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

test.each<[string, string, string | Buffer, string]>([
  ['a file of no bytes', 'a.txt', '', 'a.txt is empty. Nothing was queued.'],
  ['nothing but a byte order mark', 'a.csv', Buffer.from([0xef, 0xbb, 0xbf]), 'a.csv is empty.'],
  ['an image with the wrong name', 'a.txt', png, 'a.txt is a PNG image, not text. Nothing was queued.'],
  ['a workbook', 'a.csv', Buffer.from('504b0304140000000800ff00fe01', 'hex'), 'is a zip archive or an Office document'],
  ['bytes of no known kind', 'a.jsonl', Buffer.from([1, 2, 0xff, 0xfe, 3, 0]), 'is binary data, not text'],
  ['UTF-16 that does not say so', 'a.txt', utf16('One prompt'), 'seems to be UTF-16 text without a byte order mark'],
  ['UTF-32', 'a.txt', Buffer.from('fffe000041000000', 'hex'), 'is UTF-32 text'],
  [
    'a kind that is not known',
    'a.docx',
    'x',
    'a.docx is of a kind that cannot be imported. Nothing was queued. Accepted are .txt',
  ],
  ['no extension', 'prompts', 'x', 'is of a kind that cannot be imported'],
])('%s is refused', async (_, name, content, message) => {
  await opening(setup().write(name, content)).toMatchObject(badFile(message))
})

test('what is not there is refused', async () => {
  await opening(join(setup().folder, 'gone.txt')).toMatchObject(badFile('gone.txt was not found. Nothing was queued.'))
})

test('one bad file among good ones refuses them all', async () => {
  const files = setup()
  await opening(files.write('a.txt', 'x'), files.write('b.txt', '')).toMatchObject(badFile('b.txt is empty'))
})

test.runIf(posix)('a pipe is refused and never opened, which would wait for ever', async () => {
  const path = join(setup().folder, 'pipe.txt')
  execFileSync('mkfifo', [path])
  await opening(path).toMatchObject(badFile('pipe.txt is a pipe, not a file'))
})

test.runIf(posix)('a device behind a link is refused', async () => {
  const path = join(setup().folder, 'zero.txt')
  symlinkSync('/dev/zero', path)
  await opening(path).toMatchObject(badFile('zero.txt is a device, not a file'))
})

test.runIf(posix)('a link to a file is followed, a loop of links is refused', async () => {
  const files = setup()
  symlinkSync(files.write('real.txt', 'One'), join(files.folder, 'link.txt'))
  symlinkSync('loop.txt', join(files.folder, 'loop.txt'))
  expect((await importAll([join(files.folder, 'link.txt')])).prompts).toEqual(['One'])
  await opening(join(files.folder, 'loop.txt')).toMatchObject(badFile('is a link that leads back to itself'))
})

test.runIf(ordinary)('a file without permission is refused', async () => {
  const path = setup().write('secret.txt', 'x')
  chmodSync(path, 0)
  await opening(path).toMatchObject(badFile('secret.txt may not be read by you'))
})

test('a folder stands for its supported files, sorted; others, hidden ones and folders in it are passed over', async () => {
  const files = setup()
  for (const name of ['in/p10.txt', 'in/p2.txt', 'in/.p0.txt', 'in/photo.png', 'in/deeper/p1.txt'])
    files.write(name, name)
  const { session, prompts } = await importAll([join(files.folder, 'in'), join(files.folder, 'in', 'p2.txt')])
  expect(session.files.map(({ name }) => name)).toEqual(['p2.txt', 'p10.txt'])
  expect(prompts).toEqual(['in/p2.txt', 'in/p10.txt'])
})

test('a folder without such a file is refused, and so is a folder that is named like one', async () => {
  const { folder } = setup()
  await opening(folder).toMatchObject(badFile('is a folder without a file that can be imported'))
  mkdirSync(join(folder, 'sub.txt'))
  await opening(folder).toMatchObject(badFile('sub.txt is a folder'))
})

test('text that is not UTF-8 is refused with the line, wherever it is', async () => {
  const files = setup()
  const latin1 = Buffer.concat([Buffer.from('One\nTwo\nCaf'), Buffer.from([0xe9]), Buffer.from('\nFour')])
  for (const name of ['a.txt', 'a.jsonl', 'a.csv', 'a.md', 'a.json']) {
    await scanning(files.write(name, latin1)).toMatchObject(badFile(`${name} is not UTF-8 text: line 3 holds bytes`))
  }
  const late = Buffer.concat([Buffer.from('one prompt\n'.repeat(20_000)), Buffer.from('Caf\xe9', 'latin1')])
  await scanning(files.write('late.txt', late)).toMatchObject(badFile('line 20001 holds bytes'))
})

test('characters that are cut by the end of a chunk are whole again', async () => {
  const text = `a${'€😀'.repeat(30_000)}`
  expect((await importAll([setup().write('a.txt', text)])).prompts).toEqual([text])
})

test('whatever a file holds, it is imported as it was counted or refused with a reason', async () => {
  const files = setup()
  const name = fc.constantFrom('a.txt', 'a.md', 'a.jsonl', 'a.json', 'a.csv', 'a.tsv')
  const pieces = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\n',
    '\r',
    '\\',
    '---',
    'prompt',
    '1',
    ' ',
    '\t',
    ';',
    '\ufeff',
    'é',
    '\0',
  ]
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((some) => Buffer.from(some.join('')))
  const content = fc.oneof(
    { weight: 4, arbitrary: text },
    fc.uint8Array({ maxLength: 30 }).map((some) => Buffer.from(some)),
  )
  await fc.assert(
    fc.asyncProperty(name, content, async (as, bytes) => {
      try {
        const { summary, tasks, rejected } = await importAll([files.write(as, bytes)])
        expect([summary.prompts, summary.rejectedCount]).toEqual([tasks.length, rejected.length])
        expect(summary.rejected).toEqual(rejected)
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        expect(error.message).toMatch(/\. Nothing was queued\. .+\.$/)
      }
    }),
    { numRuns: 50 },
  )
})
