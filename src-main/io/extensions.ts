import { extname } from 'node:path'
import type { ImportFormat } from '#shared/import'
import { type ImportExtension, supportedWords } from '#shared/import-files'

// On its own since the first lines of the app's start need it, and nothing of what reads files.

const formats: Readonly<Record<ImportExtension, ImportFormat>> = {
  ...{ txt: 'lines', md: 'document', markdown: 'document', jsonl: 'jsonl', ndjson: 'jsonl', json: 'json' },
  ...{ csv: 'csv', tsv: 'tsv', xlsx: 'xlsx', xlsm: 'xlsx', parquet: 'parquet' },
}
const formatOf = new Map(Object.entries(formats).map(([extension, format]) => [`.${extension}`, format]))
export const supported = supportedWords

/** In small letters; of a file that was compressed, that of what is in it: `.csv` of `a.CSV.gz`. */
export function extensionOf(name: string): string {
  const extension = extname(name).toLowerCase()
  return extension === '.gz' ? extname(name.slice(0, -3)).toLowerCase() : extension
}
export const isSupported = (extension: string): boolean => formatOf.has(extension)
export const formatByName = (name: string): ImportFormat | undefined => formatOf.get(extensionOf(name))
