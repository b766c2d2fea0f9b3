import type { BadBy, ImportSession } from '#io/scan'
import { writeBadLines } from '#io/write-bad-lines'

/**
 * Writes the lines that cannot be used to a file, to be corrected and imported.
 * @param path undefined: nobody asked for that
 * @returns the files that were written; [] where no line is bad. @throws CommandError `bad_file`
 */
export async function takeOut(
  session: ImportSession,
  by: BadBy,
  path: string | undefined,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (path === undefined) return []
  const { files, lines, left } = await writeBadLines(path, session.badLines(by, { signal }))
  if (lines > 0) say(`${counted(lines, 'bad line')} written to ${files.join(', ')}.`)
  if (left > 0) say(`${counted(left, 'bad line')} left out of that: above 16 MB, or where it ends cannot be told.`)
  return files
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`
