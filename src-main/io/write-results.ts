import { promptOf } from '#shared/request'
import type { Failure, StateKind, TaskDetail } from '#shared/task'
import { writeFileWhole } from './write-file'

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
  readonly cached: boolean // the stored answer of an identical request, at no cost
}

const bufferChars = 256 * 1024

/** A task's line: its prompt as it was last sent, and why it has no result if it has none. */
export function resultLine({ task, revisions, result }: TaskDetail): ResultLine {
  const { id, customId, state, model, attempts, cached } = task
  const sent = revisions.at(-1)
  const failure = 'failure' in state ? state.failure : null
  return {
    ...{ id, customId, state: state.kind, prompt: sent ? promptOf(sent.request) : '', model },
    ...{ result: result?.text ?? null, attempts, cached },
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
  const written = { lines: 0 }
  await writeFileWhole(path, piecesOf(results, written), 'results')
  return written.lines
}

async function* piecesOf(results: AsyncIterable<ResultLine> | Iterable<ResultLine>, written: { lines: number }) {
  let waiting = ''
  for await (const result of results) {
    waiting += `${JSON.stringify(result)}\n`
    written.lines += 1
    if (waiting.length < bufferChars) continue
    yield waiting
    waiting = ''
  }
  yield waiting
}
