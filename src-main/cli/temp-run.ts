import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { tempStore } from '#store/temp-store'
import { parseRun } from './args'
import { run } from './run'
import { workCommand } from './work'
import type { WorkSummary } from './work-summary'

/** For tests: the command line on a data folder of its own and a practice provider that answers at once. */
export function tempRun(lines: readonly string[] = ['one', 'two', 'three'], name = 'prompts.txt') {
  const files = tempStore()
  files.store.close() // the command line opens the folder itself
  onTestFinished(() => files.remove())
  const file = join(files.dataDir, name)
  writeFileSync(file, lines.join('\n'))
  const said: string[] = []
  const drawn: string[] = []
  let onDrawn = (_line: string) => {}
  const stream = {
    write(line: string) {
      drawn.push(line)
      onDrawn(line)
    },
  } as unknown as NodeJS.WriteStream
  const env = {
    TRILANE_PRACTICE: JSON.stringify({ latencyScale: 0.001, rate: { capacity: 1e6, refillPerSecond: 1e6 } }),
  }

  return {
    said,
    drawn,
    dataDir: files.dataDir,
    /** `trilane run` of the file, until it ends or its progress says `until`. */
    async run(words: readonly string[] = [], until?: RegExp, also: NodeJS.ProcessEnv = {}) {
      const stop = new AbortController()
      onDrawn = (line) => until?.test(line) && stop.abort()
      said.length = 0
      drawn.length = 0
      return run(
        parseRun(['run', file, '--data-dir', files.dataDir, ...words]),
        { ...env, ...also },
        { say: (line) => said.push(line), stream },
        stop.signal,
      )
    },
    /** `trilane work` on the same folder. @returns its exit code and its summary */
    async work(
      words: readonly string[] = ['--until-idle'],
      { until, also = {} }: { until?: RegExp; also?: NodeJS.ProcessEnv } = {},
    ) {
      const stop = new AbortController()
      onDrawn = (line) => until?.test(line) && stop.abort()
      said.length = 0
      drawn.length = 0
      const printed: string[] = []
      const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line), stream }
      const asked = [...words, '--json', '--data-dir', files.dataDir]
      const code = await workCommand(asked, { ...env, ...also }, voice, stop.signal)
      return { code, summary: JSON.parse(printed.join()) as WorkSummary }
    },
    /** Looks into the data folder, or changes what is in it, between two runs. */
    async look<T>(change: (store: ReturnType<typeof files.reopen>) => T | Promise<T>): Promise<T> {
      const store = files.reopen()
      try {
        return await change(store)
      } finally {
        store.close()
      }
    },
  }
}
