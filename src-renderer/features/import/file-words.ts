import type { ImportFormat, ImportPreview, ImportProgress } from '#shared/import'
import { counted } from '../../format'
import { formatBytes } from './format-bytes'

const formatNames: Record<ImportFormat, string> = {
  lines: 'one prompt a line',
  blocks: 'blocks parted by ---',
  document: 'a file is a prompt',
  jsonl: 'JSON lines',
  json: 'JSON',
  csv: 'comma',
  tsv: 'tab',
  'openai-batch': 'OpenAI batch',
  requests: 'request lines',
}

/** Formats whose lines may name a model of their own. */
const ownModel: ReadonlySet<ImportFormat> = new Set(['openai-batch', 'requests'])
export const mayNameModels = ({ files }: ImportPreview): boolean => files.some(({ format }) => ownModel.has(format))

/** 'gsm8k-test.jsonl', or 'gsm8k-test.jsonl and 2 more'. */
export function fileTitle({ files }: ImportPreview): string {
  const [first, ...others] = files
  if (!first) return 'No file'
  return others.length === 0 ? first.name : `${first.name} and ${others.length} more`
}

/** '1,319 rows, 2 columns, JSON lines, 750 kB'; without the rows as long as they are being counted. */
export function fileFacts({ files, columns }: ImportPreview, { phase, prompts, rejected }: ImportProgress): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const rows = prompts + rejected
  const formats = [...new Set(files.map(({ format }) => formatNames[format]))]
  return [
    phase === 'scanning' || phase === 'failed' || rows === 0 ? '' : counted(rows, 'row'),
    columns.length > 0 ? counted(columns.length, 'column') : '',
    formats.join(' and '),
    formatBytes(bytes),
  ]
    .filter(Boolean)
    .join(', ')
}
