import { randomUUID } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promptOf } from '#shared/request'
import { CommandError } from '#shared/result'
import type { Failure, StateKind, TaskDetail } from '#shared/task'
import { systemCode } from './bad-file'

/** A line of a results file. */
export type ResultLine = {
  readonly id: number
  readonly customId: string | null
  readonly state: StateKind
  readonly prompt: string
  readonly model: string
  readonly result: string | null // an embedding's is its vector as JSON
  readonly error: Pick<Failure, 'code' | 'status' | 'message'> | null
  readonly attempts: number
}

const bufferChars = 256 * 1024

/** A task's line: its prompt as it was last sent, and why it has no result if it has none. */
export function resultLine({ task, revisions, result }: TaskDetail): ResultLine {
  const { id, customId, state, model, attempts } = task
  const sent = revisions.at(-1)
  const failure = 'failure' in state ? state.failure : null
  return {
    ...{ id, customId, state: state.kind, prompt: sent ? promptOf(sent.request) : '', model },
    ...{ result: result?.text ?? null, attempts },
    error: failure && { code: failure.code, status: failure.status, message: failure.message },
  }
}

/**
 * Writes results as JSON Lines. The file appears complete and on disk or not at all: whatever stood there stays until then.
 * Resolves to the number of lines.
 * @throws CommandError `bad_file` if the place cannot be written; whatever `results` throws
 */
export async function writeResults(
  path: string,
  results: AsyncIterable<ResultLine> | Iterable<ResultLine>,
): Promise<number> {
  const target = await targetOf(path)
  // In the same folder: a rename to another disk is a copy, and no longer atomic.
  const temp = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temp, 'wx')
    let lines: number
    try {
      lines = await writeLines(handle, results)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temp, target)
    await syncFolder(dirname(target))
    return lines
  } catch (error) {
    await rm(temp, { force: true })
    throw unwritable(path, error)
  }
}

async function writeLines(handle: FileHandle, results: AsyncIterable<ResultLine> | Iterable<ResultLine>) {
  let lines = 0
  let waiting = ''
  for await (const result of results) {
    waiting += `${JSON.stringify(result)}\n`
    lines += 1
    if (waiting.length < bufferChars) continue
    await handle.appendFile(waiting)
    waiting = ''
  }
  await handle.appendFile(waiting)
  return lines
}

/** A link is followed, so that it stays one; a folder or a device is refused, which a rename would put the file in the place of. */
async function targetOf(path: string): Promise<string> {
  try {
    const target = await realpath(path)
    if ((await stat(target)).isFile()) return target
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return resolve(path)
    throw unwritable(path, error)
  }
  throw new CommandError('bad_file', `${path} is no file that results can be written to. Name another.`)
}

/** The rename itself is on disk only when its folder is. Windows cannot open folders, and has no need. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unwritable(path: string, error: unknown): unknown {
  const code = systemCode(error)
  return code === undefined ? error : new CommandError('bad_file', `${path} cannot be written (${code}). Name another.`)
}
