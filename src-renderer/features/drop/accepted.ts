import { importExtensions, supportedWords } from '#shared/import-files'

export const acceptedWords = supportedWords
const accepted = new RegExp(`\\.(${importExtensions.join('|')})(\\.gz)?$`, 'i')
const foreign =
  /^(image|audio|video|font)\/|^application\/(pdf|zip|x-(?!gzip)|vnd\.(?!ms-excel|openxmlformats-officedocument\.spreadsheetml|apache\.parquet)|msword|octet-stream)/

/** Whether any of what is dragged may be a file of prompts. A drag tells types and no names, and often not even types. */
export function mayHold(items: readonly { readonly kind: string; readonly type: string }[]): boolean {
  const files = items.filter(({ kind }) => kind === 'file')
  return files.length === 0 || files.some(({ type }) => !foreign.test(type))
}

/** The names among these that cannot be imported. One without an ending may be a folder or plain text, and is left to main. */
export const refusedNames = (names: readonly string[]): string[] =>
  names.filter((name) => /\.[^.]+$/.test(name) && !accepted.test(name))
