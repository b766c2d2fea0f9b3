import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TemplateBody } from '#shared/template-body'
import type { CrashPoint } from '#store/crash-point'
import { tempStore } from '#store/temp-store'
import child from './watch-child?modulePath'

const files = ['a', 'b', 'c', 'd']
const rows = 7
/** Whether the last row of a file cannot be used. */
const hasBad = (name: string) => name < 'c'

/** A data folder with a template, and a folder with files that are not to be sent. */
async function setup() {
  const temp = tempStore()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trilane-watch-')))
  for (const name of ['old', 'older']) writeFileSync(join(folder, `${name}.csv`), `q\n${name}\n`)
  const body = TemplateBody.parse({ prompt: 'Ask {{q}}' })
  const { id } = await temp.store.write(() => temp.store.templates.save({ name: 'Ask', body }, 1))
  temp.store.close()
  return {
    folder,
    reopen: () => temp.reopen(),
    remove() {
      temp.remove()
      rmSync(folder, { recursive: true, force: true })
    },
    /** Goes on with the folder in a process of its own, until it ends or is killed there. @returns the signal that ended it */
    async life({ at, times }: Kill | { at: ''; times: number }) {
      const process_ = spawn(process.execPath, [child, temp.dataDir, folder, String(id)], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: at === 'any' ? '' : `${at}:${times}` },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let wrong = ''
      process_.stderr.on('data', (chunk: Buffer) => {
        wrong += chunk.toString()
      })
      const timer = at === 'any' ? setTimeout(() => process_.kill('SIGKILL'), 200 + times * 40) : undefined
      const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
      clearTimeout(timer)
      expect(wrong).toBe('')
      return signal
    },
  }
}
type Kill = { readonly at: CrashPoint | 'any'; readonly times: number }
const points = [
  ...([
    'in_import',
    'watch_bad_written',
    'watch_staged',
    'in_watch_taking',
    'watch_taken',
    'watch_bad_placed',
  ] as const),
  ...(['after_commit', 'export_appended', 'export_placed', 'any'] as const),
]
const aKill: fc.Arbitrary<Kill> = fc.record({
  at: fc.constantFrom<Kill['at']>(...points),
  times: fc.integer({ min: 1, max: 6 }),
})

test('whenever it is killed, each file becomes one batch with one file of results, and what was to be left is left', {
  timeout: 240_000,
}, async () => {
  let killed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(aKill, { minLength: 2, maxLength: 4 }), async (kills) => {
      const world = await setup()
      try {
        if ((await world.life({ at: 'watch_noting', times: 1 })) === 'SIGKILL') killed += 1
        expect(await world.life({ at: '', times: 1 })).toBeNull()
        for (const name of files) {
          const lines = Array.from({ length: rows }, (_, n) => `${name}${n}\n`)
          writeFileSync(join(world.folder, `${name}.csv`), `q\n${lines.join('')}${hasBad(name) ? `,${name}\n` : ''}`)
        }
        for (const kill of kills) if ((await world.life(kill)) === 'SIGKILL') killed += 1
        expect(await world.life({ at: '', times: 1 })).toBeNull()
        // One of them grows, and only what is new of it may be asked.
        appendFileSync(join(world.folder, 'd.csv'), 'd7\nd8\n')
        for (const kill of kills) if ((await world.life(kill)) === 'SIGKILL') killed += 1
        expect(await world.life({ at: '', times: 1 })).toBeNull()
        const store = world.reopen()
        expect(store.watches.unfinished()).toEqual([])
        expect(store.watches.all()).toHaveLength(1)
        expect(
          store.batches
            .newest(100)
            .map(({ name, accepted }) => [name, accepted])
            .sort(),
        ).toEqual([...files.map((name) => [name, rows]), ['d', rows + 2]])
        const inputs = [...files, 'old', 'older'].map((name) => `${name}.csv`)
        const results = [...files.map((name) => `${name}.results.csv`), 'd.results-2.csv']
        const bad = files.filter(hasBad).map((name) => `${name}.results-bad.csv`)
        expect(readdirSync(world.folder).sort()).toEqual([...inputs, ...results, ...bad].sort())
        for (const name of files.filter(hasBad))
          expect(readFileSync(join(world.folder, `${name}.results-bad.csv`), 'utf8')).toBe(`q\n,${name}\n`)
        expect(store.watches.badFiles.openAnywhere()).toEqual([])
        const grown = Array.from({ length: rows + 2 }, (_, n) => `d${n},to Ask d${n},succeeded,,\n`).join('')
        expect(readFileSync(join(world.folder, 'd.results-2.csv'), 'utf8')).toBe(
          `q,result,state,error_code,error_message\n${grown}`,
        )
        const [again] = store.batches.newest(1)
        const called = store.db.prepare<[number], string>(
          'SELECT title FROM tasks WHERE batch_id = ? AND cached = 0 ORDER BY position',
        )
        expect(again && called.pluck().all(again.id)).toEqual(['Ask d7', 'Ask d8'])
        for (const name of files) {
          const lines = Array.from({ length: rows }, (_, n) => `${name}${n},to Ask ${name}${n},succeeded,,\n`)
          expect(readFileSync(join(world.folder, `${name}.results.csv`), 'utf8')).toBe(
            `q,result,state,error_code,error_message\n${lines.join('')}`,
          )
        }
      } finally {
        world.remove()
      }
    }),
    {
      numRuns: Number(process.env.TRILANE_CRASH_RUNS ?? 5),
      examples: [
        [
          ['in_import', 'watch_bad_written', 'in_watch_taking', 'watch_taken', 'watch_bad_placed'].map((at) => ({
            at: at as CrashPoint,
            times: 2,
          })),
        ],
      ],
    },
  )
  expect(killed).toBeGreaterThan(5)
})
