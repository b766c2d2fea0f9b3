/** How names of files end that can be imported, without the dot and in small letters; each may be compressed as well: `.csv.gz`. */
export const importExtensions = [
  ...['txt', 'md', 'markdown', 'jsonl', 'ndjson', 'json', 'csv', 'tsv'],
  ...['xlsx', 'xlsm', 'parquet'],
] as const
export type ImportExtension = (typeof importExtensions)[number]

/** The same as a person reads it. */
export const supportedWords =
  '.txt, .md, .jsonl, .ndjson, .json, .csv, .tsv, .xlsx and .parquet, each of them also as .gz'
