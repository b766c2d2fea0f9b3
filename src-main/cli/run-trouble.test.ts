import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockDataDir } from '#store/lock'
import { damageTree, tempDir } from '#store/safety/fixture'
import { canMount, fillDisk, smallDisk } from '#store/safety/small-disk'
import { openStore } from '#store/store'
import { parseRun } from './args'
import { run, type Voice } from './run'

/** Whole runs, on a machine that may have other things to do. */
const longestMs = 30_000
const env = { TRILANE_PRACTICE: JSON.stringify({ latencyScale: 0.01, rate: { capacity: 1e6, refillPerSecond: 1e6 } }) }

function setup() {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  const said: string[] = []
  let onSay = (_line: string) => {}
  let onProgress = () => {}
  const voice: Voice = {
    say(line) {
      said.push(line)
      onSay(line)
    },
    stream: {
      isTTY: false,
      write() {
        onProgress()
        return true
      },
    } as unknown as NodeJS.WriteStream,
  }
  const files = join(dir, 'prompts.jsonl')
  return {
    ...{ dir, file, said },
    onSay: (listener: (line: string) => void) => {
      onSay = listener
    },
    onProgress: (listener: () => void) => {
      onProgress = listener
    },
    /** Runs so many prompts, which are others each time. */
    go(count: number, words: readonly string[] = [], dataDir = dir, stop = new AbortController().signal) {
      const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ prompt: `prompt ${count} ${n}` }))
      writeFileSync(files, lines.join('\n'))
      return run(parseRun(['run', files, '--data-dir', dataDir, ...words]), env, voice, stop)
    },
  }
}

test(
  'a file that turns out damaged ends the run with what can be done, and lets go of the folder',
  async () => {
    const { dir, file, go } = setup()
    expect(await go(3)).toMatchObject({ succeeded: 3 })
    damageTree(file, 'results')
    await expect(go(5)).rejects.toMatchObject({ code: 'storage', kind: 'damaged', file })
    lockDataDir(dir)()
    expect(() => openStore(dir)).toThrow(/is damaged/)
  },
  longestMs,
)

test(
  'a start that safe mode refused leaves it as it was, and the next one is refused as well',
  async () => {
    const { dir, go } = setup()
    const store = openStore(dir)
    const crashed = store.db.prepare(
      "INSERT INTO boots (boot_id, machine, started_at, ended) VALUES (?, 'm', 1, 'crashed')",
    )
    for (const id of ['a', 'b', 'c']) crashed.run(id)
    store.close()
    for (let n = 0; n < 2; n++) await expect(go(2)).rejects.toThrow(/--no-safe-mode/)
    expect(await go(2, ['--no-safe-mode'])).toMatchObject({ succeeded: 2 })
    expect(await go(4)).toMatchObject({ succeeded: 4 })
  },
  longestMs,
)

test.runIf(canMount)(
  'a full disk is told once with what to do, and once when it is over; then the run comes to its end',
  async () => {
    const disk = smallDisk('100m')
    onTestFinished(disk.unmount)
    const { said, go, onSay, onProgress } = setup()
    let giveBack = () => {}
    onProgress(() => {
      onProgress(() => {})
      giveBack = fillDisk(disk.dir)
    })
    onSay((line) => {
      if (line.startsWith('The disk is full')) giveBack()
    })
    expect(await go(200, [], disk.dir)).toMatchObject({ total: 200, succeeded: 200, mayHaveBeenBilled: 0 })
    expect(said).toEqual([
      expect.stringMatching(/^The disk is full\./),
      'The disk takes writes again; the work goes on.',
    ])
  },
  longestMs,
)
