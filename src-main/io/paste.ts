import type { ImportFormat } from '#shared/import'
import { badFile } from './bad-file'
import { detect, headBytes, type LayoutChoices } from './detect'
import { parseJson } from './parse-json'
import { isPromptName } from './prompt-column'
import type { SourceFile } from './source-file'

const name = 'Pasted text'

/** Text that was pasted, as a file that holds it. Throws CommandError `bad_file` for one without anything in it. */
export function inspectPaste(text: string, choices: LayoutChoices): SourceFile {
  const content = Buffer.from(text)
  if (text.trim() === '') throw badFile(name, 'is empty', 'Copy the prompts, and paste them again')
  const head = content.subarray(0, headBytes)
  const layout = detect(name, head, head.length === content.length, { ...choices, encoding: 'utf-8' }, formatOf(text))
  return { path: '', name, content, bytes: content.length, gzip: false, mtimeNs: 0n, ...layout }
}

/** Spreadsheets copy cells parted by tabs; of tables with commas only those are told from prompts that name their prompt column. */
function formatOf(text: string): ImportFormat {
  const start = text.slice(0, headBytes).trimStart()
  const [first = ''] = start.split(/[\r\n]/, 1)
  if (/^[[{]/.test(start)) return 'reason' in parseJson(first) ? 'json' : 'jsonl'
  if (first.includes('\t')) return 'tsv'
  const cells = first.split(/[,;]/)
  return cells.length > 1 && cells.some(isPromptName) ? 'csv' : 'lines'
}
