import { benches } from './benches'
import type { Context } from './context'
import * as idle from './idle-child'
import * as memory from './memory-child'
import { answerParent } from './run-child'
import { workFolder } from './work-folder'

/** What the parent of a benchmark sends. */
export type BenchConfig = Omit<Context, 'folder'> & { readonly work: string }

// Parent and child are built together: what one sends the other knows.
const parts: Readonly<Record<string, (config: never) => Promise<unknown>>> = {
  'memory-ours': memory.ours,
  'memory-raw': memory.raw,
  'idle-ours': idle.ours,
  'idle-raw': idle.raw,
  bench: ({ name, config: { work, ...rest } }: { name: string; config: BenchConfig }) => {
    const bench = benches[name]
    if (!bench) throw new Error(`no benchmark ${name}`)
    return bench({ ...rest, folder: workFolder(work) })
  },
}

void answerParent<never, unknown>(async (name, config) => parts[name]?.(config))
