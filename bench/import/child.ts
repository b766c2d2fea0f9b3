import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse'
import { importBatch } from '#engine/import-batch'
import { openImport } from '#io/scan'
import { sumCounts } from '#store/counts'
import { delayOf, loopWatch } from '../engine/loop-delay'
import { answerParent } from '../engine/run-child'
import { model, open, providerId } from '../engine/subject'
import type { Kind } from './generate'
import { rawInserts } from './raw-inserts'

export type Config = { readonly file: string; readonly kind: Kind; readonly rows: number; readonly dataDir: string }
/** took: ms. peakMb: the most that the process ever held, its code included. */
export type Run = { readonly took: number; readonly peakMb: number; readonly p99Ms: number; readonly worstMs: number }
type Raw = { readonly reference: string; readonly dataDir: string; readonly rows: number }

/** Linux counts in `maxRSS` what the process that started this one held at that moment, which is the bundler's; not in VmHWM. */
function peakMb(): number {
  const own = existsSync('/proc/self/status')
    ? Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
    : process.resourceUsage().maxRSS
  return Math.round(own / 1_024)
}

/** From the file to tasks that are on disk: what a window does once a person has said yes. */
async function ours({ file, rows, dataDir }: Config): Promise<Run> {
  const store = open(dataDir)
  const watch = loopWatch()
  const { signal } = new AbortController()
  let took = 0
  await watch.during(async () => {
    const start = performance.now()
    const session = await openImport([file])
    const batch = {
      ...{ name: 'bench', fingerprint: null, now: Date.now },
      target: { lane: 'fast', providerId, model } as const,
    }
    await importBatch(store, session.tasks('prompt', { signal }), batch, { signal })
    took = performance.now() - start
  })
  const { queued } = sumCounts(store.counts.all())
  store.close()
  if (queued !== rows) throw new Error(`${queued} of ${rows} rows are queued`)
  return { took, peakMb: peakMb(), ...delayOf([watch.result()]) }
}

/** The scan before it, which counts rows and duplicates. */
async function scan({ file, rows }: Config): Promise<Run> {
  const watch = loopWatch()
  let took = 0
  await watch.during(async () => {
    const start = performance.now()
    const session = await openImport([file])
    const summary = await session.scan({ signal: new AbortController().signal })
    took = performance.now() - start
    if (summary.prompts !== rows) throw new Error(`${summary.prompts} of ${rows} rows are counted`)
  })
  return { took, peakMb: peakMb(), ...delayOf([watch.result()]) }
}

/** The parsing library alone over the same bytes: JSON.parse of each line, csv-parse as it comes. */
async function library({ file, kind, rows }: Config): Promise<{ took: number }> {
  const start = performance.now()
  const found = kind === 'csv' ? await countCsv(file) : await countJsonl(file)
  const took = performance.now() - start
  if (found !== rows) throw new Error(`the library found ${found} of ${rows} rows`)
  return { took }
}

async function countJsonl(file: string): Promise<number> {
  let rows = 0
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (JSON.parse(line).prompt !== undefined) rows += 1
  }
  return rows
}

async function countCsv(file: string): Promise<number> {
  let rows = 0
  for await (const _ of createReadStream(file).pipe(parse({ columns: true }))) rows += 1
  return rows
}

const parts = {
  ours,
  scan,
  library,
  raw: ({ reference, dataDir, rows }: Raw) => rawInserts(reference, dataDir, rows),
} as const
void answerParent<never, unknown>(async (name, config) => parts[name as keyof typeof parts](config))
