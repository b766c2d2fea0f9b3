import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { CommandError } from '#shared/result'
import { expandPaths } from './expand-paths'
import { openImport } from './scan'
import { importAll, never, tempFiles } from './temp-files'

const posix = process.platform !== 'win32'

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

test.each<[string, string, string | Buffer, string]>([
  ['a file of no bytes', 'a.txt', '', 'a.txt is empty. Nothing was queued.'],
  ['nothing but a byte order mark', 'a.csv', Buffer.from([0xef, 0xbb, 0xbf]), 'a.csv is empty.'],
  ['an image with the wrong name', 'a.txt', png, 'a.txt is a PNG image, not text. Nothing was queued.'],
  ['a workbook', 'a.csv', Buffer.from('504b0304140000000800ff00fe01', 'hex'), 'is a zip archive or an Office document'],
  ['bytes of no known kind', 'a.jsonl', Buffer.from([1, 2, 0xff, 0xfe, 3, 0]), 'is binary data, not text'],
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

test('a folder stands for the supported files in it and in its folders, sorted; others and hidden ones are passed over', async () => {
  const files = setup()
  for (const name of ['in/p10.txt', 'in/p2.txt', 'in/.p0.txt', 'in/photo.png', 'in/deeper/p1.txt', 'in/.git/p1.txt'])
    files.write(name, name)
  const { session, prompts } = await importAll([join(files.folder, 'in'), join(files.folder, 'in', 'p2.txt')])
  expect(session.files.map(({ name }) => name)).toEqual(['deeper/p1.txt', 'p2.txt', 'p10.txt'])
  expect(prompts).toEqual(['in/deeper/p1.txt', 'in/p2.txt', 'in/p10.txt'])
})

test('files of the same name are told apart by their folders', async () => {
  const files = setup()
  const paths = ['x/a.txt', 'y/a.txt', 'z/x/a.txt', 'b.txt'].map((name) => files.write(name, name))
  const { session } = await importAll(paths)
  expect(session.files.map(({ name }) => name)).toEqual(['x/a.txt', 'y/a.txt', 'z/x/a.txt', 'b.txt'])
})

test.runIf(posix)('folders that link in a circle are read once, and a link to a folder is followed', async () => {
  const files = setup()
  files.write('in/a.txt', 'One')
  files.write('other/b.txt', 'Two')
  symlinkSync('..', join(files.folder, 'in', 'loop'))
  symlinkSync('.', join(files.folder, 'in', 'self'))
  symlinkSync(join(files.folder, 'other'), join(files.folder, 'in', 'linked'))
  const { session } = await importAll([join(files.folder, 'in')])
  expect(session.files.map(({ name }) => name)).toEqual(['a.txt', 'linked/b.txt'])
})

test.runIf(posix)('a link in a folder that leads nowhere is refused by its name', async () => {
  const files = setup()
  files.write('in/a.txt', 'One')
  symlinkSync('gone.txt', join(files.folder, 'in', 'b.txt'))
  await opening(join(files.folder, 'in')).toMatchObject(badFile('b.txt was not found'))
})

test('a folder of more files or folders than anybody means is refused', async () => {
  const files = setup()
  for (let n = 0; n < 8; n += 1) files.write(`in/${n}/a.txt`, 'x')
  const folder = join(files.folder, 'in')
  await expect(expandPaths([folder], { files: 7, folders: 100 })).rejects.toMatchObject(
    badFile('in is too much at once: more than 7 files'),
  )
  await expect(expandPaths([folder], { files: 100, folders: 5 })).rejects.toMatchObject(badFile('more than 5 folders'))
  expect(await expandPaths([folder], { files: 8, folders: 9 })).toHaveLength(8)
})

test('a folder without such a file is refused, and so is one of empty folders', async () => {
  const { folder } = setup()
  await opening(folder).toMatchObject(badFile('is a folder without a file that can be imported'))
  mkdirSync(join(folder, 'sub.txt'))
  await opening(folder).toMatchObject(badFile('is a folder without a file that can be imported'))
})

test('text that is in no encoding is refused with the line, wherever it is', async () => {
  const files = setup()
  const broken = Buffer.concat([Buffer.from('One\nTwö\nCafé'), Buffer.from([0xe9]), Buffer.from('\nFour')])
  for (const name of ['a.txt', 'a.jsonl', 'a.csv', 'a.md', 'a.json']) {
    await scanning(files.write(name, broken)).toMatchObject(badFile(`${name} is not UTF-8 text: line 3 holds bytes`))
  }
  const late = Buffer.concat([Buffer.from('öne prompt\n'.repeat(20_000)), Buffer.from('Caf\xe9', 'latin1')])
  await scanning(files.write('late.txt', late)).toMatchObject(badFile('line 20001 holds bytes'))
  const none = Buffer.concat([Buffer.from('One\n'.repeat(20)), Buffer.from([0x9d, 0x81])])
  await scanning(files.write('none.txt', none)).toMatchObject(
    badFile('line 21 holds bytes that are none, and no other'),
  )
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
