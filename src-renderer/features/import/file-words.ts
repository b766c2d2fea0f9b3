import type { FileReading, ImportFormat, ImportPreview, ImportProgress, TextEncoding } from '#shared/import'
import { counted } from '../../format'
import type { IconName } from '../../ui/Icon'
import { formatBytes } from './format-bytes'

export const formatNames: Record<ImportFormat, string> = {
  lines: 'one prompt a line',
  blocks: 'blocks parted by ---',
  document: 'a file is a prompt',
  jsonl: 'JSON lines',
  json: 'JSON',
  csv: 'table',
  tsv: 'table',
  xlsx: 'workbook',
  parquet: 'Parquet',
  'openai-batch': 'OpenAI batch',
  'anthropic-batch': 'Anthropic batch',
  requests: 'request lines',
}

/** What may part the cells of a table, by name. */
export const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
}

export const encodingNames: Record<TextEncoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
  'iso-8859-2': 'Latin-2',
  'iso-8859-15': 'Latin-9',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  'koi8-r': 'KOI8-R',
  macintosh: 'Mac Roman',
  shift_jis: 'Shift JIS',
  'euc-jp': 'EUC-JP',
  gb18030: 'GB 18030',
  big5: 'Big5',
  'euc-kr': 'EUC-KR',
}

export const isTable = ({ format }: Pick<FileReading, 'format'>): boolean =>
  format === 'csv' || format === 'tsv' || format === 'xlsx'

/** Formats whose lines may name a model of their own. */
const ownModel: ReadonlySet<ImportFormat> = new Set(['openai-batch', 'anthropic-batch', 'requests'])
export const mayNameModels = ({ files }: ImportPreview): boolean => files.some(({ format }) => ownModel.has(format))

/** 'gsm8k-test.jsonl', or 'gsm8k-test.jsonl and 2 more'. */
export function fileTitle({ files }: ImportPreview): string {
  const [first, ...others] = files
  if (!first) return 'No file'
  return others.length === 0 ? first.name : `${first.name} and ${others.length} more`
}

/** '1,319 rows, 2 columns, 750 kB'; without the rows as long as they are being counted. */
export function fileFacts({ files, columns }: ImportPreview, { phase, prompts, rejected }: ImportProgress): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const rows = prompts + rejected
  return [
    phase === 'scanning' || phase === 'failed' || rows === 0 ? '' : counted(rows, 'row'),
    columns.length > 0 ? counted(columns.length, 'column') : '',
    `${formatBytes(bytes)}${files.some(({ gzip }) => gzip) ? ' packed' : ''}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** As what files are read: 'comma, UTF-8', 'JSON lines and comma'. */
export function readingWords(files: ImportPreview['files']): string {
  const formats = new Set(files.map(formatWords))
  const encodings = new Set(
    files.flatMap(({ encoding }) => (encoding === null || encoding === 'utf-8' ? [] : [encodingNames[encoding]])),
  )
  if (files.length === 1 && files[0]?.encoding === 'utf-8' && isTable(files[0])) encodings.add('UTF-8')
  return [[...formats].join(' and '), ...encodings].filter(Boolean).join(', ')
}

function formatWords({ format, delimiter, sheet }: FileReading): string {
  if (format === 'xlsx' && sheet !== null) return `sheet ${sheet}`
  if (format !== 'csv' && format !== 'tsv') return formatNames[format]
  const mark = delimiter ?? (format === 'tsv' ? '\t' : ',')
  return delimiterNames[mark] ?? `parted by ${mark}`
}

/** The drawing of what the files are. */
export function fileIcon({ files, columns }: Pick<ImportPreview, 'files' | 'columns'>): IconName {
  const format = files[0]?.format
  if (format === 'json' || format === 'jsonl') return 'file-json'
  return columns.length > 0 ? 'file-table' : 'file-text'
}
