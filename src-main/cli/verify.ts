import { z } from 'zod'
import { writeFileWhole } from '#io/write-file'
import type { Verification } from '#shared/receipt'
import { CommandError } from '#shared/result'
import type { BatchId } from '#shared/task'
import type { ToldBatch } from '#store/receipt/batch'
import { openToVerify } from '#store/receipt/open-to-verify'
import { readReceiptHead } from '#store/receipt/read-receipt'
import { finish, runHere } from '#store/receipt/thread/run-job'
import { UsageError } from './args'
import { defaultDataDir } from './data-dir'
import { readOptions } from './options'

export const verifyUsage = `       npm run trilane -- verify [options]

Checks every row of the data against its hashes, counters and manifest, and against an earlier receipt. Changes nothing.

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --batch ID|NAME            one batch (all)
  --receipt FILE             an earlier receipt to compare with; it names its batch itself
  --export FILE              write a receipt of the batch
  --json                     what was found as one object on stdout

Exit code: 0 when all is as it was, 2 when something differs, 1 when the command was wrong.`

const Options = z.object({
  'data-dir': z.string().min(1).optional(),
  batch: z.string().min(1).optional(),
  receipt: z.string().min(1).optional(),
  export: z.string().min(1).optional(),
  json: z.boolean().default(false),
})

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }

/** `trilane verify`. @returns the exit code. @throws UsageError, CommandError */
export async function verifyCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
  stop: AbortSignal,
): Promise<0 | 2> {
  const options = readOptions(Options, ['json'], words)
  const data = openToVerify(options['data-dir'] ?? defaultDataDir(env))
  try {
    const chosen = choose(data.batches, options.batch, options.receipt)
    const outcomes: Verification[] = []
    for (const { id } of chosen) {
      const job = { name: 'verify', file: data.file, batchId: id, receipt: options.receipt } as const
      const outcome = await finish(runHere(job, stop))
      outcomes.push(outcome)
      for (const line of inWords(outcome)) say(line)
    }
    const ok = outcomes.every((outcome) => outcome.ok)
    if (options.export !== undefined) {
      const [batch, ...others] = chosen
      if (!batch || others.length > 0) throw new UsageError('--export needs one batch: name it with --batch.')
      const job = { name: 'receipt', file: data.file, batchId: batch.id, exportedAt: Date.now() } as const
      try {
        await writeFileWhole(options.export, runHere(job, stop), 'a receipt')
        say(`The receipt of ${batch.name} is in ${options.export}.`)
      } catch (error) {
        // Rows that no receipt may vouch for are named above: the command was right all the same.
        if (ok || !(error instanceof CommandError) || error.code !== 'storage') throw error
        say(error.message)
      }
    }
    if (options.json) print(JSON.stringify({ ok, batches: outcomes }))
    else if (chosen.length === 0) say('There are no batches yet.')
    return ok ? 0 : 2
  } catch (error) {
    throw stop.aborted ? new CommandError('wrong_state', 'Stopped before the end. Nothing was changed.') : error
  } finally {
    data.close()
  }
}

function choose(batches: readonly ToldBatch[], named?: string, receipt?: string): readonly ToldBatch[] {
  const wanted = named ?? (receipt === undefined ? undefined : String(readReceiptHead(receipt).batch.id))
  if (wanted === undefined) return batches
  const found = batches.filter(({ id, name }) => id === (Number(wanted) as BatchId) || name === wanted)
  if (found.length === 1) return found
  const list = (found.length > 1 ? found : batches).map(({ id, name }) => `${id} (${name})`).join(', ')
  throw new UsageError(
    found.length > 1
      ? `Several batches are called ${wanted}. Name one by its number: ${list}.`
      : `There is no batch ${wanted}. There are: ${list || 'none'}.`,
  )
}

function inWords({ batch, tasks, findings, found, receipt }: Verification): string[] {
  const than = receipt ? ` Compared with the receipt of ${new Date(receipt.exportedAt).toISOString()}.` : ''
  const head = `${batch.name} (${batch.id}): ${tasks} ${tasks === 1 ? 'task' : 'tasks'},`
  if (found === 0) return [`${head} all as they were kept.${than}`]
  const lines = findings.map(({ position, customId, what }) => {
    const where = position === null ? '' : `task ${position}${customId === null ? '' : ` (${customId})`}: `
    return `  ${where}${what}`
  })
  const more = found > findings.length ? [`  … and ${found - findings.length} more.`] : []
  return [`${head} ${found} ${found === 1 ? 'difference' : 'differences'}.${than}`, ...lines, ...more]
}
