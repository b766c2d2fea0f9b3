import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './result'

/** How long the disk takes to make 4 KiB durable that were appended to a file: what each commit costs at least. Milliseconds, median of 200. */
export function measureSync(folder: string): number {
  const path = join(folder, 'sync-probe')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096, 1)
  const taken: number[] = []
  for (let index = 0; index < 200; index++) {
    writeSync(file, page)
    const start = performance.now()
    fdatasyncSync(file)
    taken.push(performance.now() - start)
  }
  closeSync(file)
  rmSync(path)
  return median(taken)
}
