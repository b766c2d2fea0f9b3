import { calls } from './calls'
import type { Bench } from './context'
import { drain } from './drain'
import { enqueue } from './enqueue'
import { idle } from './idle'
import { latency } from './latency'
import { memory } from './memory'
import { start } from './start-bench'

/** In the order in which they run. */
export const benches: Readonly<Record<string, Bench>> = { enqueue, drain, calls, latency, memory, start, idle }
