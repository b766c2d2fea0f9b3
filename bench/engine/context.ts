import type { Peers } from './peers/peers'
import type { Result } from './result'
import type { WorkFolder } from './work-folder'

/** What a benchmark gets. Every benchmark runs in a process of its own, so that none inherits another's heap or compiled code. */
export type Context = {
  readonly folder: WorkFolder
  readonly rounds: number
  /** Small runs, to try the harness: their figures mean nothing. */
  readonly quick: boolean
  readonly peers: Peers
  /** Only our side runs, and its figures are not read. */
  readonly profiling: boolean
  readonly files: Files
}
/** The built programs. */
export type Files = { readonly child: string; readonly start: string; readonly startRaw: string }
export type Bench = (context: Context) => Promise<Result[]>
