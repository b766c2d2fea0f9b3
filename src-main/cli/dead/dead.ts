import { once } from 'node:events'
import { writeFileWhole } from '#io/write-file'
import { CommandError } from '#shared/result'
import type { TaskId } from '#shared/task'
import { openStore, type Store } from '#store/store'
import { version } from '../../../package.json'
import { createLetterReports } from '../../wiring/letter-report'
import { letterPieces } from '../../wiring/letter-stream'
import { defaultDataDir } from '../data-dir'
import { act, doneWords } from './act'
import { type DeadCommand, parseDead } from './args'
import { findLetters } from './find'
import { groupsOf, groupWords, lettersOf, letterWords } from './list'
import { releaseLetters, releaseLines } from './releases'
import { reportWords } from './show'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }
/** Not known while the practice provider is not started. */
const practiceUrl = async () => 'http://127.0.0.1/v1'

/** `trilane dead`. @returns the exit code. @throws UsageError, CommandError */
export async function deadCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  voice: Voice,
  stop: AbortSignal,
  now: () => number = Date.now,
): Promise<0 | 2> {
  const command = parseDead(words)
  const store = openStore(command.options['data-dir'] ?? defaultDataDir(env))
  try {
    return await carryOut(command, store, voice, now, stop)
  } finally {
    store.close()
  }
}

async function carryOut(
  command: DeadCommand,
  store: Store,
  { say, print }: Voice,
  now: () => number,
  stop: AbortSignal,
): Promise<0 | 2> {
  const reports = createLetterReports({ store, practiceUrl, version, now })
  switch (command.kind) {
    case 'list': {
      const { tasks, json, limit } = command.options
      const filters = filtersOf(command)
      const ids = await findLetters(store, command.ids, tasks ? filters : { ...filters, limit: undefined })
      if (ids.length === 0) say('There are no such dead letters.')
      if (tasks) {
        const letters = lettersOf(store, ids)
        for (const letter of letters) print(json ? JSON.stringify(letter) : letterWords(letter))
        return 0
      }
      const groups = groupsOf(store, ids, now()).slice(0, limit)
      if (json) print(JSON.stringify(groups))
      else for (const group of groups) for (const line of groupWords(group)) print(line)
      return 0
    }
    case 'show': {
      const report = await reports.one(command.ids[0] as TaskId, { withTexts: !command.options['without-texts'] })
      if (!report)
        throw new CommandError('not_found', `There is no task ${command.ids[0]}. dead list --tasks shows them.`)
      for (const line of command.options.json ? [JSON.stringify(report, null, 2)] : reportWords(report)) print(line)
      return 0
    }
    case 'requeue':
    case 'discard': {
      const ids = await findLetters(store, command.ids, filtersOf(command))
      const done = await act(store, command, ids, now, stop)
      for (const line of doneWords(done)) say(line)
      if (command.options.json) print(JSON.stringify(done))
      return done.needsYes || (done.done < done.plan.total && !done.dryRun) ? 2 : 0
    }
    case 'probe':
    case 'releases':
    case 'release':
    case 'pause':
    case 'resume':
    case 'stop': {
      const ids = command.kind === 'probe' ? await findLetters(store, command.ids, filtersOf(command)) : []
      const found = await releaseLetters(store, command, ids, now)
      if (found.length === 0) say('There are no releases.')
      if (command.options.json) print(JSON.stringify(command.kind === 'releases' ? found : found[0]))
      else for (const view of found) for (const line of releaseLines(view)) print(line)
      return 0
    }
    case 'export': {
      const { out, format, json } = command.options
      const ids = await findLetters(store, command.ids, filtersOf(command))
      const written = { letters: 0 }
      const withTexts = !command.options['without-texts']
      const pieces = letterPieces(reports, ids, { as: format, withTexts }, written, stop)
      if (out === undefined) for await (const piece of pieces) await printPiece(print, piece, stop)
      else await writeFileWhole(out, pieces, 'letters')
      const kept = withTexts ? 'Prompts and answers are in it' : 'Prompts and answers were left out'
      say(
        `${written.letters} ${written.letters === 1 ? 'letter was' : 'letters were'} written${out === undefined ? '' : ` to ${out}`}. ${kept}; keys are masked.`,
      )
      if (json && out !== undefined) print(JSON.stringify({ file: out, letters: written.letters }))
      return 0
    }
  }
}

/** Without its own line end, which `print` adds; and no faster than whoever reads it. */
async function printPiece(print: Voice['print'], piece: string, stop: AbortSignal): Promise<void> {
  print(piece.endsWith('\n') ? piece.slice(0, -1) : piece)
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain', { signal: stop }).catch(() => {}) // nobody reads it any more: the next piece says so
}

/** What of the options narrows the letters. */
function filtersOf({ options }: Extract<DeadCommand, { kind: 'list' | 'requeue' | 'discard' | 'probe' | 'export' }>) {
  const { batch, cause, group, code, status, provider, model, since, until, text, limit } = options
  return { batch, cause, group, code, status, provider, model, since, until, text, limit }
}
