import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ImportedTask, RejectedLine } from '#shared/import'
import { promptOf } from '#shared/request'
import { isRejected } from './map-row'
import { openImport } from './scan'

/** For tests: files in a folder of their own. */
export function tempFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'trilane-io-'))
  return {
    folder,
    /** The file's path. */
    write(name: string, content: string | Uint8Array): string {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const never = new AbortController().signal

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** What an import of these files, with the guessed column or the given one, would queue and reject. */
export async function importAll(paths: string[], promptColumn?: string) {
  const session = await openImport(paths)
  const summary = await session.scan({ signal: never, promptColumn })
  const rows = await all(session.rows(summary.promptColumn, { signal: never }))
  const tasks = rows.filter((row): row is ImportedTask => !isRejected(row))
  const rejected: RejectedLine[] = rows.filter(isRejected)
  return { session, summary, tasks, rejected, prompts: tasks.map(({ request }) => promptOf(request)) }
}

/** Chunks as a file would give them. */
export async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
