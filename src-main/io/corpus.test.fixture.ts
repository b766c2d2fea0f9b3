import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { FileReading } from '#shared/import'
import type { SessionChoices } from './scan'
import { textRow, workbook } from './workbook.test.fixture'

type Place = readonly [line: number, text: string]
/** A nasty file, and what becomes of it: its prompts and its bad lines with what their reasons hold, or why it is refused. */
export type Nasty = {
  readonly about: string
  readonly name: string
  readonly content: string | Buffer
  readonly choices?: SessionChoices
  readonly column?: string
} & (
  | { readonly rows: readonly Place[]; readonly bad?: readonly Place[]; readonly reading?: Partial<FileReading> }
  | { readonly error: string }
)

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const bom = '\ufeff'
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const long = 'x'.repeat(10 * 1024 * 1024)
const table = (rows: string) => workbook({ sheets: { S: rows } })
const header = textRow(1, ['prompt', 'note'])
const parquet = (columns: Record<string, unknown[]>) =>
  Buffer.from(parquetWriteBuffer({ columnData: Object.entries(columns).map(([name, data]) => ({ name, data })) }))
const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const openAi = JSON.stringify({ custom_id: 'r', method: 'POST', url: '/v1/chat/completions', body })
const anthropic = JSON.stringify({ custom_id: 'r', params: { ...body, max_tokens: 5 } })
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

const text: Nasty[] = [
  {
    about: 'mixed line ends',
    name: 'a.txt',
    content: 'One\r\nTwo\nThree\r\n\r\nFour',
    rows: [
      [1, 'One'],
      [2, 'Two'],
      [3, 'Three'],
      [5, 'Four'],
    ],
  },
  {
    about: 'a CR amid lines that end in LF',
    name: 'a.txt',
    content: 'One\rmore\nTwo',
    rows: [
      [1, 'One\rmore'],
      [2, 'Two'],
    ],
  },
  {
    about: 'CR alone',
    name: 'a.txt',
    content: 'One\rTwo\r\rThree',
    rows: [
      [1, 'One'],
      [2, 'Two'],
      [4, 'Three'],
    ],
  },
  {
    about: 'blanks around a line',
    name: 'a.txt',
    content: '  One \n\t\n Two',
    rows: [
      [1, '  One '],
      [3, ' Two'],
    ],
  },
  {
    about: 'NULs in text',
    name: 'a.txt',
    content: 'O\0ne and more text\nTwo',
    rows: [
      [1, 'O\0ne and more text'],
      [2, 'Two'],
    ],
  },
  {
    about: 'line separators of Unicode, which end no line',
    name: 'a.txt',
    content: 'One\u2028more\u0085still\nTwo',
    rows: [
      [1, 'One\u2028more\u0085still'],
      [2, 'Two'],
    ],
  },
  { about: 'a mark of UTF-8', name: 'a.txt', content: `${bom}One`, rows: [[1, 'One']] },
  { about: 'a second mark, which is text', name: 'a.txt', content: `${bom}${bom}One`, rows: [[1, `${bom}One`]] },
  {
    about: 'a prompt of 10 MB',
    name: 'a.txt',
    content: `One\n${long}\nTwo`,
    rows: [
      [1, 'One'],
      [2, long],
      [3, 'Two'],
    ],
  },
  {
    about: 'a line above 16 MB',
    name: 'a.txt',
    content: `One\n${long}${long}\nTwo`,
    rows: [
      [1, 'One'],
      [3, 'Two'],
    ],
    bad: [[2, 'longer than 16 MB']],
  },
  { about: 'no line end at all', name: 'a.txt', content: 'One', rows: [[1, 'One']] },
  { about: 'blank lines only', name: 'a.txt', content: '\n \n\t\n', rows: [] },
  {
    about: 'rules at both ends',
    name: 'a.txt',
    content: '---\nOne\n---\n---\n\nTwo\nmore\n---',
    rows: [
      [2, 'One'],
      [6, 'Two\nmore'],
    ],
    reading: { format: 'blocks' },
  },
  {
    about: 'a rule with blanks, and what is none',
    name: 'a.txt',
    content: 'One\n--- \nTwo\n----\n',
    rows: [
      [1, 'One'],
      [3, 'Two\n----'],
    ],
  },
  {
    about: 'a document with CR LF',
    name: 'a.md',
    content: '\r\n\r\n# One\r\n\r\ntext\r\n',
    rows: [[1, '# One\n\ntext']],
  },
  { about: 'a blank document', name: 'a.md', content: ' \n ', rows: [], bad: [[1, 'the prompt is empty']] },
  { about: 'zero bytes', name: 'a.txt', content: '', error: 'a.txt is empty' },
  { about: 'a mark and nothing else', name: 'a.csv', content: bom, error: 'a.csv is empty' },
  { about: 'an image', name: 'a.txt', content: hex('89504e47 0d0a1a0a 0000000d'), error: 'is a PNG image' },
  {
    about: 'a PDF',
    name: 'a.txt',
    content: Buffer.concat([Buffer.from('%PDF-1.7\n'), hex('00ff8001 02030405')]),
    error: 'is a PDF document',
  },
  { about: 'a name that says nothing', name: 'prompts', content: 'One', error: 'is of a kind that cannot be imported' },
]

const encodings: Nasty[] = [
  {
    about: 'Latin-1',
    name: 'a.txt',
    content: latin1('Où est la bibliothèque?\nÀ côté'),
    rows: [
      [1, 'Où est la bibliothèque?'],
      [2, 'À côté'],
    ],
    reading: { encoding: 'windows-1252', encodingGuessed: true },
  },
  {
    about: 'Windows-1252 in a table',
    name: 'a.csv',
    content: Buffer.concat([latin1('id;prompt\r\n1;Pr\xe4zise f\xfcr 5 '), hex('80'), latin1('\r\n')]),
    rows: [[2, 'Präzise für 5 €']],
    reading: { delimiter: ';' },
  },
  {
    about: 'Latin-1 in JSON Lines',
    name: 'a.jsonl',
    content: latin1('{"prompt":"Größe und Maße von Österreich"}'),
    rows: [[1, 'Größe und Maße von Österreich']],
  },
  {
    about: 'Latin-1 that begins after 100 kB',
    name: 'a.txt',
    content: latin1(`${'plain words\n'.repeat(9_000)}Größe`),
    choices: { mergeDuplicates: true },
    rows: [
      [1, 'plain words'],
      [9_001, 'Größe'],
    ],
  },
  {
    about: 'UTF-16 with a mark',
    name: 'a.csv',
    content: utf16(`${bom}prompt\r\n"Zwölf\r\n"`),
    rows: [[2, 'Zwölf\r\n']],
    reading: { encoding: 'utf-16le' },
  },
  {
    about: 'UTF-16, big end first, with a mark',
    name: 'a.jsonl',
    content: utf16(`${bom}{"prompt":"Zwölf"}`).swap16(),
    rows: [[1, 'Zwölf']],
  },
  {
    about: 'UTF-16 without a mark',
    name: 'a.tsv',
    content: utf16('prompt\tn\r\nZwölf\t1'),
    rows: [[2, 'Zwölf']],
    reading: { encoding: 'utf-16le', encodingGuessed: true },
  },
  {
    about: 'UTF-16, big end first, without a mark',
    name: 'a.txt',
    content: utf16('Zwölf\nTwo').swap16(),
    rows: [
      [1, 'Zwölf'],
      [2, 'Two'],
    ],
    reading: { encoding: 'utf-16be' },
  },
  {
    about: 'UTF-16 that ends amid a character',
    name: 'a.txt',
    content: utf16(`${bom}One`).subarray(0, 7),
    rows: [[1, 'On\ufffd']],
  },
  {
    about: 'a lone surrogate in UTF-16',
    name: 'a.txt',
    content: Buffer.concat([utf16(`${bom}One`), hex('00d8'), utf16('!')]),
    rows: [[1, 'One\ufffd!']],
  },
  { about: 'UTF-32', name: 'a.txt', content: hex('fffe0000 41000000'), error: 'is UTF-32 text' },
  {
    about: 'UTF-8 that breaks off amid a character',
    name: 'a.txt',
    content: Buffer.from('Zwölf ü\nGrün €').subarray(0, -1),
    error: 'is not UTF-8 text: line 2',
  },
  {
    about: 'Latin-1 amid UTF-8',
    name: 'a.txt',
    content: Buffer.concat([Buffer.from('Zwölf Grün\nöäü\nCaf'), hex('e9 0a')]),
    error: 'is not UTF-8 text: line 3',
  },
  {
    about: 'bytes that no encoding has',
    name: 'a.txt',
    content: latin1(`${'One\n'.repeat(10)}\x81\x9d`),
    error: 'line 11 holds bytes that are none',
  },
  {
    about: 'an encoding that was chosen wrongly',
    name: 'a.txt',
    content: latin1('Größe'),
    choices: { encoding: 'utf-8' },
    error: 'is not UTF-8 text: line 1',
  },
  {
    about: 'Cyrillic, as chosen',
    name: 'a.txt',
    content: hex('cff0e8e2e5f2'),
    choices: { encoding: 'windows-1251' },
    rows: [[1, 'Привет']],
  },
  {
    about: 'Japanese, as chosen',
    name: 'a.txt',
    content: hex('93fa967b'),
    choices: { encoding: 'shift_jis' },
    rows: [[1, '日本']],
  },
]

const json: Nasty[] = [
  {
    about: 'lines that are cut off',
    name: 'a.jsonl',
    content: '{"prompt":"One"}\n{"prompt":"Tw\n{"prompt":"Three"}\n{"prompt"',
    rows: [
      [1, 'One'],
      [3, 'Three'],
    ],
    bad: [
      [2, 'not valid JSON'],
      [4, 'not valid JSON'],
    ],
  },
  {
    about: 'values of every kind',
    name: 'a.jsonl',
    content: '"One"\n5\nnull\ntrue\n["x"]\n{"prompt":"Two"}\n""',
    column: 'prompt',
    rows: [
      [1, 'One'],
      [6, 'Two'],
    ],
    bad: [
      [2, 'a number'],
      [3, 'null'],
      [4, 'true or false'],
      [5, 'a list'],
      [7, 'the prompt is empty'],
    ],
  },
  {
    about: 'lone surrogates',
    name: 'a.jsonl',
    content: '{"prompt":"a\\ud800b"}\n"\\udc00"\n"\\ud83d\\ude00"',
    rows: [
      [1, 'a\ufffdb'],
      [2, '\ufffd'],
      [3, '😀'],
    ],
  },
  { about: 'NULs in strings', name: 'a.jsonl', content: '{"prompt":"a\\u0000b"}', rows: [[1, 'a\0b']] },
  {
    about: 'a raw control within a string',
    name: 'a.jsonl',
    content: '{"prompt":"a\u0001b"}\n"Two"',
    rows: [[2, 'Two']],
    bad: [[1, 'not valid JSON']],
  },
  {
    about: 'deep nesting',
    name: 'a.jsonl',
    content: `{"prompt":"One","x":${deep(99)}}\n{"prompt":"Two","x":${deep(100)}}\n${deep(100_000)}`,
    rows: [[1, 'One']],
    bad: [
      [2, 'nested deeper'],
      [3, 'nested deeper'],
    ],
  },
  {
    about: 'a key twice, of which the last holds',
    name: 'a.jsonl',
    content: '{"prompt":"One","prompt":"Two"}',
    rows: [[1, 'Two']],
  },
  {
    about: 'keys that objects have anyway',
    name: 'a.jsonl',
    content: '{"__proto__":{"prompt":"x"},"constructor":1,"prompt":"One"}',
    rows: [[1, 'One']],
  },
  {
    about: 'an integer beyond what is exact, as an id',
    name: 'a.jsonl',
    content: '{"id":12345678901234567890,"prompt":"One"}',
    rows: [[1, 'One']],
  },
  {
    about: 'blank lines and CR LF',
    name: 'a.ndjson',
    content: '\r\n"One"\r\n  \r\n"Two"\r\n',
    rows: [
      [2, 'One'],
      [4, 'Two'],
    ],
  },
  { about: 'a prompt of 10 MB', name: 'a.jsonl', content: JSON.stringify({ prompt: long }), rows: [[1, long]] },
  {
    about: 'a list that is called .jsonl',
    name: 'a.jsonl',
    content: '[\n"One",\n"Two"\n]',
    rows: [
      [2, 'One'],
      [3, 'Two'],
    ],
    reading: { format: 'json' },
  },
  {
    about: 'a list that breaks off',
    name: 'a.json',
    content: '["One",\n"Two",\n{"prompt":"Th',
    column: 'prompt',
    rows: [
      [1, 'One'],
      [2, 'Two'],
    ],
    bad: [[3, 'the file ends in the middle of it']],
  },
  {
    about: 'a list without its end',
    name: 'a.json',
    content: '["One"',
    rows: [[1, 'One']],
    bad: [[1, 'the file ends before its list does']],
  },
  {
    about: 'a list with a bad element',
    name: 'a.json',
    content: '["One", {"a" 1}, "Three"]',
    rows: [
      [1, 'One'],
      [1, 'Three'],
    ],
    bad: [[1, 'not valid JSON']],
  },
  {
    about: 'something after a list',
    name: 'a.json',
    content: '["One"]\n["Two"]',
    rows: [[1, 'One']],
    bad: [[2, 'something follows the end of the list']],
  },
  { about: 'a comma too many, and one too few', name: 'a.json', content: '["One",]\n', rows: [[1, 'One']] },
  { about: 'one object', name: 'a.json', content: '\n{\n"prompt":\n"One"}\n', rows: [[2, 'One']] },
  { about: 'words', name: 'a.json', content: 'One prompt', rows: [], bad: [[1, 'neither a list nor an object']] },
  {
    about: 'OpenAI Batch input, a line of results among it',
    name: 'a.jsonl',
    content: `${openAi}\n{"custom_id":"r","response":{}}\n`,
    rows: [[1, 'Hi']],
    bad: [[2, 'a line of OpenAI batch results']],
    reading: { format: 'openai-batch' },
  },
  {
    about: 'Anthropic batch lines',
    name: 'a.jsonl',
    content: `${anthropic}\n{"custom_id":"s","params":{"max_tokens":5}}`,
    rows: [[1, 'Hi']],
    bad: [[2, 'the request has no `messages`']],
    reading: { format: 'anthropic-batch' },
  },
  {
    about: 'the body of an Anthropic batch',
    name: 'a.json',
    content: `{"requests":[${anthropic},\n${anthropic}]}`,
    rows: [
      [1, 'Hi'],
      [2, 'Hi'],
    ],
  },
  {
    about: 'request lines of the cookbook',
    name: 'a.jsonl',
    content: JSON.stringify({ ...body, metadata: { row_id: 1 } }),
    rows: [[1, 'Hi']],
    reading: { format: 'requests' },
  },
]

const tables: Nasty[] = [
  {
    about: 'quoted line ends, quotes and delimiters',
    name: 'a.csv',
    content: 'prompt,n\r\n"a\r\nb, ""c""",1\r\nTwo,2',
    rows: [
      [2, 'a\r\nb, "c"'],
      [4, 'Two'],
    ],
  },
  {
    about: 'mixed line ends',
    name: 'a.csv',
    content: 'prompt\nOne\r\nTwo\rThree\n\nFour',
    rows: [
      [2, 'One'],
      [3, 'Two'],
      [4, 'Three'],
      [6, 'Four'],
    ],
  },
  {
    about: 'duplicate and empty headers',
    name: 'a.csv',
    content: 'prompt,prompt,,prompt\na,b,c,d',
    column: 'prompt (2)',
    rows: [[2, 'b']],
  },
  {
    about: 'a header of nothing but empty names',
    name: 'a.csv',
    content: ',,\nOne,,',
    column: 'column 1',
    rows: [[2, 'One']],
  },
  {
    about: 'rows that are too short and too long',
    name: 'a.csv',
    content: 'prompt,n\nOne\nTwo,2\nThree,3,4\n',
    rows: [[3, 'Two']],
    bad: [
      [2, '1 value, the header has 2'],
      [4, '3 values, the header has 2'],
    ],
  },
  {
    about: 'a quote that is never closed',
    name: 'a.csv',
    content: 'prompt\nOne\n"Two\nThree',
    rows: [[2, 'One']],
    bad: [[3, 'never closed']],
  },
  {
    about: 'quotes amid text',
    name: 'a.csv',
    content: 'prompt\n5" pipe\n"x" said he',
    rows: [
      [2, '5" pipe'],
      [3, '"x" said he'],
    ],
  },
  {
    about: 'empty prompts',
    name: 'a.csv',
    column: 'prompt',
    content: 'prompt,n\n,1\n" ",2\nOne,3',
    rows: [[4, 'One']],
    bad: [
      [2, 'the prompt is empty'],
      [3, 'the prompt is empty'],
    ],
  },
  { about: 'a header and nothing else', name: 'a.csv', content: 'prompt,n', rows: [] },
  {
    about: 'NULs in cells',
    name: 'a.csv',
    content: 'prompt,n\n"a\0b",1\nmore text than that,2',
    rows: [
      [2, 'a\0b'],
      [3, 'more text than that'],
    ],
  },
  {
    about: 'formulas, which are text',
    name: 'a.csv',
    content: 'prompt\n=1+1\n@x',
    rows: [
      [2, '=1+1'],
      [3, '@x'],
    ],
  },
  {
    about: 'tabs in a .csv',
    name: 'a.csv',
    content: 'prompt\tn\nOne, two\t1',
    rows: [[2, 'One, two']],
    reading: { delimiter: '\t' },
  },
  {
    about: 'no header, as chosen',
    name: 'a.csv',
    content: 'One,1\nTwo,2',
    choices: { header: false },
    column: 'column 1',
    rows: [
      [1, 'One'],
      [2, 'Two'],
    ],
  },
  { about: 'a cell of 10 MB', name: 'a.csv', content: `prompt\n"${long}"\n`, rows: [[2, long]] },
  {
    about: 'a row above 16 MB',
    name: 'a.csv',
    content: `prompt\n"${long}${long}"\n`,
    error: 'has a row above 16 MB at line 2',
  },
  { about: 'tabs, quoted line ends', name: 'a.tsv', content: 'n\tprompt\n1\t"a\nb"\n', rows: [[2, 'a\nb']] },
  {
    about: 'a sheet with empty rows and merged cells',
    name: 'a.xlsx',
    content: table(`${header}<row r="5"/>${textRow(9, ['One', 'x'])}<row r="10"><c r="A10"/></row>`),
    rows: [[9, 'One']],
  },
  { about: 'a sheet without rows', name: 'a.xlsx', content: table(''), rows: [] },
  {
    about: 'a sheet with a number, an error and a blank for a prompt',
    name: 'a.xlsx',
    column: 'prompt',
    content: table(
      `${header}<row r="2"><c r="A2"><v>1.50</v></c></row><row r="3"><c r="A3" t="e"><v>#N/A</v></c></row><row r="4"><c r="B4"><v>1</v></c></row>`,
    ),
    rows: [
      [2, '1.5'],
      [3, '#N/A'],
    ],
    bad: [[4, 'no value in the column']],
  },
  {
    about: 'a sheet with duplicate headers',
    name: 'a.xlsx',
    column: 'prompt (2)',
    content: table(`${textRow(1, ['prompt', 'prompt'])}${textRow(2, ['One', 'Two'])}`),
    rows: [[2, 'Two']],
  },
  {
    about: 'a sheet whose rows have no numbers',
    name: 'a.xlsx',
    content: table(
      '<row><c t="inlineStr"><is><t>prompt</t></is></c></row><row><c t="inlineStr"><is><t>One</t></is></c></row>',
    ),
    rows: [[2, 'One']],
  },
  {
    about: 'a workbook that is cut off',
    name: 'a.xlsx',
    content: table(header).subarray(0, 400),
    error: 'is a damaged workbook',
  },
  {
    about: 'a zip archive that is no workbook',
    name: 'a.csv',
    content: table(header),
    error: 'is a zip archive or an Office document',
  },
  {
    about: 'Parquet',
    name: 'a.parquet',
    content: parquet({ prompt: ['One', '', 'Zwölf'], n: [1, 2, 3] }),
    rows: [
      [1, 'One'],
      [3, 'Zwölf'],
    ],
    bad: [[2, 'the prompt is empty']],
  },
  {
    about: 'Parquet that is cut off',
    name: 'a.parquet',
    content: parquet({ prompt: ['One'] }).subarray(0, 50),
    error: 'is a damaged Parquet file',
  },
]

const packed: Nasty[] = [
  {
    about: 'JSON Lines in gzip',
    name: 'a.jsonl.gz',
    content: gzipSync('"One"\n{\n"Two"'),
    rows: [
      [1, 'One'],
      [3, 'Two'],
    ],
    bad: [[2, 'not valid JSON']],
    reading: { gzip: true },
  },
  {
    about: 'a table in Latin-1 in gzip',
    name: 'a.csv.gz',
    content: gzipSync(latin1('prompt,n\nGrüße aus dem schönen Köln,1')),
    rows: [[2, 'Grüße aus dem schönen Köln']],
  },
  {
    about: 'a workbook in gzip',
    name: 'a.xlsx.gz',
    content: gzipSync(table(`${header}${textRow(2, ['One'])}`)),
    rows: [[2, 'One']],
  },
  {
    about: 'Parquet in gzip',
    name: 'a.parquet.gz',
    content: gzipSync(parquet({ prompt: ['One'] })),
    rows: [[1, 'One']],
  },
  {
    about: 'several archives one after the other',
    name: 'a.txt.gz',
    content: Buffer.concat([gzipSync('One\n'), gzipSync('Two')]),
    rows: [
      [1, 'One'],
      [2, 'Two'],
    ],
  },
  {
    about: 'gzip that is cut off',
    name: 'a.txt.gz',
    content: gzipSync('One\nTwo').subarray(0, -4),
    error: 'is a gzip archive that is cut off',
  },
  {
    about: 'gzip that is damaged',
    name: 'a.txt.gz',
    content: Buffer.concat([gzipSync('One').subarray(0, 10), hex('ffffffffff')]),
    error: 'is a damaged gzip archive',
  },
  { about: 'gzip of nothing', name: 'a.jsonl.gz', content: gzipSync(''), error: 'is empty' },
]

export const corpus: readonly Nasty[] = [...text, ...encodings, ...json, ...tables, ...packed]
