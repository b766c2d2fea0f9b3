import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { importAll, tempFiles } from './temp-files'

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
